package org.bidsveil.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bidsveil.files.WriteSteps.Step;

/**
 * A lock that lets only one run work at a time: it excludes other processes (a POSIX record lock,
 * so it ends with the process, even a killed one, and holds on NFS between nodes) and other threads
 * of this process. The lock file stays, empty: deleting it would let two runs lock two files of one
 * name.
 */
public final class RunLock implements AutoCloseable {
  /** A shared file is held for some milliseconds: who waits for it looks again soon. */
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();

  /** A scan is held for seconds: thousands that wait for one must not ask all the time. */
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

  /**
   * The lock files this process holds. Needed beside the system's lock: closing any other channel
   * of a file ends all POSIX locks that the process has on it, so a second one is never opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private RunLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @param lockFile created with its folders when missing
   * @param wait how long at most
   * @param what is locked, for the message: "sub-001 of /data/study"
   * @throws Refusal "locked" of kind TRY_AGAIN (exit 75) when another run still holds it
   */
  public static RunLock acquire(Path lockFile, Duration wait, String what, Disk disk) {
    return await(wait, () -> tryAcquire(lockFile, disk), () -> locked(lockFile, what));
  }

  /**
   * Keeps trying until an attempt succeeds or the time is up.
   *
   * @param wait how long at most; the first try is made in any case
   * @param attempt returns empty as long as another run is in the way
   * @param refusal what to throw when the time is up or the thread is interrupted
   */
  public static <T> T await(
      Duration wait, Supplier<Optional<T>> attempt, Supplier<Refusal> refusal) {
    long start = System.nanoTime();
    while (true) {
      Optional<T> taken = attempt.get();
      if (taken.isPresent()) {
        return taken.get();
      }
      long waited = System.nanoTime() - start;
      long left = wait.toNanos() - waited;
      if (left <= 0) {
        throw refusal.get();
      }
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, pause(waited)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw refusal.get();
      }
    }
  }

  /**
   * The time until the next try: a fifth of the time waited so far, within bounds, so that a wait
   * of two minutes takes some 80 tries. Half of it is drawn by lot, or all who began at once would
   * come at once.
   */
  private static long pause(long waitedNanos) {
    long longest = Math.clamp(waitedNanos / 5, FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
    return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
  }

  /**
   * The lock; empty when another run holds it.
   *
   * @throws Refusal "locks-unsupported", "lock-file-is-a-link" or what the disk refuses
   */
  public static Optional<RunLock> tryAcquire(Path lockFile, Disk disk) {
    Path folder = lockFile.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("No lock file: " + lockFile);
    }
    disk.createFolders(folder);
    if (Files.isSymbolicLink(lockFile)) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "lock-file-is-a-link",
          "The lock file " + lockFile + " is a symbolic link.",
          "Delete it (git annex makes links of files it saves), and run again.");
    }
    Path key = keyOf(folder, lockFile);
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    Optional<RunLock> lock = Optional.empty();
    try {
      lock = lockFile(key, lockFile, disk);
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(key);
      }
    }
    return lock;
  }

  private static Path keyOf(Path folder, Path lockFile) {
    try {
      return folder.toRealPath().resolve(lockFile.getFileName());
    } catch (IOException e) {
      throw DiskRefusals.reading(folder, e);
    }
  }

  private static Optional<RunLock> lockFile(Path key, Path file, Disk disk) {
    disk.perform(Step.LOCK, file, () -> createIfMissing(file));
    try {
      Object before = fileKey(file);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      Optional<RunLock> lock = Optional.empty();
      try {
        FileLock taken = channel.tryLock();
        // A purge deletes lock files: a lock on a file that lost its name excludes nobody.
        boolean excludes = taken != null && before.equals(fileKey(file));
        lock = excludes ? Optional.of(new RunLock(key, channel)) : Optional.empty();
      } finally {
        if (lock.isEmpty()) {
          channel.close();
        }
      }
      return lock;
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DiskRefusals.of(Step.LOCK, file, e);
    }
  }

  private static void createIfMissing(Path file) throws IOException {
    if (!Files.exists(file)) {
      FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
    }
  }

  /** Device and inode, or the path where the file system has neither. */
  private static Object fileKey(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key;
  }

  /** The refusal for a run that has waited in vain. */
  public static Refusal locked(Path lockFile, String what) {
    return new Refusal(
        Refusal.Kind.TRY_AGAIN,
        "locked",
        "Another run is working on " + what + " (it holds " + lockFile + ").",
        "Run again when it has ended.");
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DiskRefusals.of(Step.CLOSE, key, e);
    } finally {
      HELD.remove(key);
    }
  }
}
