package org.bidsveil.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bidsveil.files.WriteSteps.Step;
import org.jspecify.annotations.Nullable;

/**
 * The single operations that change a disk, each announced to a {@link WriteSteps}. Every failure
 * becomes a named {@link Refusal}. No decisions are made here; {@link DurableWrite} does.
 */
public final class Disk {
  /** A write at a time: large enough for speed, small enough that a kill falls inside a scan. */
  private static final int CHUNK_BYTES = 256 * 1024;

  /** Most files of a dataset are smaller; there may be a million. */
  private static final int UNSYNCED_CHUNK_BYTES = 64 * 1024;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final WriteSteps steps;

  /**
   * @param steps is told of every step
   */
  public Disk(WriteSteps steps) {
    this.steps = steps;
  }

  /** A disk that nobody observes, as users have it. */
  public static Disk unobserved() {
    return new Disk(WriteSteps.UNOBSERVED);
  }

  /** Creates a folder and the missing ones above it; each new name is synced to the disk. */
  public void createFolders(Path folder) {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      createFolders(parent);
    }
    perform(Step.CREATE_FOLDER, folder, () -> createFolder(folder));
    if (parent != null) {
      syncFolder(parent);
    }
  }

  /**
   * Creates the missing folders on a path, none of them accessible to more people than its
   * counterpart.
   *
   * @param base of the new ones
   * @param likeBase of the counterparts
   * @param relative from either base; where there is no counterpart, the one above it counts
   */
  public void createFoldersLike(Path base, Path likeBase, @Nullable Path relative) {
    createFolders(base);
    Path folder = base;
    Path like = likeBase;
    for (Path name : relative == null ? List.<Path>of() : relative) {
      folder = folder.resolve(name);
      like = Files.isDirectory(like.resolve(name)) ? like.resolve(name) : like;
      if (!Files.isDirectory(folder)) {
        createFolders(folder);
        Path made = folder;
        FileTraits traits = FileTraits.ofCopiedFolder(like);
        perform(Step.SET_TRAITS, made, () -> traits.applyTo(made));
      }
    }
  }

  private static void createFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Another process of the same array may have been faster; a file of that name is an error.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  /**
   * Writes a file that must not exist yet, gives it its traits, brings it to the disk and closes
   * it. A file whose final mode is asked for is readable by its owner only until it is complete.
   *
   * @return the bytes as they came from {@code content}
   */
  WrittenBytes writeNew(Path file, Content content, FileTraits traits) {
    try (InputStream in = content.open();
        FileChannel channel = create(file, traits)) {
      MessageDigest digest = Sha256.digest();
      boolean streamed = !(content instanceof Content.Held);
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n = in.readNBytes(chunk, 0, chunk.length);
          n > 0;
          n = in.readNBytes(chunk, 0, chunk.length)) {
        if (streamed) {
          digest.update(chunk, 0, n);
        }
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
        perform(Step.WRITE, file, () -> writeFully(channel, bytes));
      }
      perform(Step.SET_TRAITS, file, () -> traits.applyTo(file));
      perform(Step.FSYNC_FILE, file, () -> channel.force(true));
      perform(Step.CLOSE, file, channel::close);
      return content instanceof Content.Held(byte[] bytes)
          ? new WrittenBytes.Held(bytes)
          : new WrittenBytes.Hashed(Sha256.finish(digest));
    } catch (IOException e) {
      // The steps on this disk have names of their own: what arrives here is the source.
      throw DiskRefusals.reading(DiskRefusals.fileOf(e).orElse(file), e);
    }
  }

  /**
   * Writes a file that must not exist yet, and leaves it to a later sync to bring it to the disk.
   */
  void writeUnsynced(Path file, Content content) {
    try (InputStream in = content.open();
        FileChannel channel = create(file, FileTraits.ofNewFile())) {
      byte[] chunk = new byte[UNSYNCED_CHUNK_BYTES];
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
        perform(Step.WRITE, file, () -> writeFully(channel, bytes));
      }
      perform(Step.CLOSE, file, channel::close);
    } catch (IOException e) {
      // As in writeNew: the source.
      throw DiskRefusals.reading(DiskRefusals.fileOf(e).orElse(file), e);
    }
  }

  /** Creates a folder and the missing ones above it, and leaves it to a later sync as well. */
  void createFoldersUnsynced(Path folder) {
    if (!Files.isDirectory(folder)) {
      perform(Step.CREATE_FOLDER, folder, () -> Files.createDirectories(folder));
    }
  }

  /** Brings all files and folders in a folder to the disk, and the names in it. */
  void syncTree(Path folder) {
    perform(Step.SYNC_TREE, folder, () -> TreeSync.sync(folder));
  }

  private FileChannel create(Path file, FileTraits traits) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileAttribute<?>[] attributes =
        traits.mode().isPresent()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    FileChannel[] opened = new FileChannel[1];
    boolean announced = false;
    try {
      perform(
          Step.CREATE_FILE, file, () -> opened[0] = FileChannel.open(file, options, attributes));
      announced = true;
    } finally {
      if (!announced && opened[0] != null) {
        opened[0].close();
      }
    }
    return opened[0];
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads a file back and compares.
   *
   * @throws Refusal "written-bytes-differ" when the disk returns other bytes than were written
   */
  void verify(Path file, WrittenBytes expected) {
    perform(
        Step.VERIFY,
        file,
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            if (!expected.areIn(in)) {
              throw new Refusal(
                  Refusal.Kind.IO,
                  "written-bytes-differ",
                  "The disk returned other bytes than were written to " + file + ".",
                  "Check the disk; nothing was replaced.");
            }
          }
        });
  }

  /**
   * Renames within one folder in one step, onto the name itself even where it is a link.
   *
   * @throws Refusal "rename-not-atomic" where the file system cannot; there is no second way
   */
  void rename(Path from, Path onto) {
    perform(Step.RENAME, onto, () -> move(from, onto));
  }

  private static void move(Path from, Path onto) throws IOException {
    if (Files.isDirectory(onto, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(onto.toString());
    }
    try {
      Files.move(from, onto, StandardCopyOption.ATOMIC_MOVE);
    } catch (UnsupportedOperationException e) {
      AtomicMoveNotSupportedException named =
          new AtomicMoveNotSupportedException(from.toString(), onto.toString(), e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  /**
   * A second name for a file, unless the name is taken.
   *
   * @return false where the file system has no hard links
   * @throws Refusal "already-exists" when the name is taken
   */
  boolean hardLink(Path existing, Path name) {
    boolean[] made = new boolean[1];
    perform(
        Step.HARD_LINK,
        name,
        () -> {
          try {
            Files.createLink(name, existing);
            made[0] = true;
          } catch (FileAlreadyExistsException e) {
            throw e;
          } catch (FileSystemException | UnsupportedOperationException e) {
            made[0] = false;
          }
        });
    return made[0];
  }

  /** A symbolic link with exactly this text; the name must be free. */
  void symbolicLink(Path name, Path target) {
    perform(Step.SYMBOLIC_LINK, name, () -> Files.createSymbolicLink(name, target));
  }

  /** Deletes a file, a link (never its target) or an empty folder, if it is there. */
  public void delete(Path path) {
    perform(Step.DELETE, path, () -> Files.deleteIfExists(path));
  }

  /** Syncs the names in a folder to the disk. */
  public void syncFolder(Path folder) {
    perform(
        Step.FSYNC_FOLDER,
        folder,
        () -> {
          try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
          }
        });
  }

  interface Action {
    void run() throws IOException;
  }

  void perform(Step step, Path path, Action action) {
    try {
      steps.before(step, path);
      action.run();
      steps.after(step, path);
    } catch (IOException e) {
      throw DiskRefusals.of(step, path, e);
    }
  }
}
