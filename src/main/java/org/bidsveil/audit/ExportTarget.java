package org.bidsveil.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.FolderRelation;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.files.StagedFolder;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a copy becomes. It is filled under another name, by one export at a time: a
 * second one is told so before it looks at anything.
 */
final class ExportTarget implements AutoCloseable {
  private static final String PARTIAL = ".bidsveil-partial";
  private static final String LOCK = ".bidsveil-lock";

  private final Path folder;
  private final Path lockFile;
  private final RunLock lock;
  private final Disk disk;
  private final StagedFolder copy;

  private ExportTarget(Path folder, Path lockFile, RunLock lock, Disk disk) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
    this.disk = disk;
    this.copy = new StagedFolder(beside(folder, PARTIAL), disk);
  }

  /**
   * Takes a folder that is not there, or is empty, and what a killed export left beside it.
   *
   * @param root the dataset
   * @throws Refusal target-inside-dataset, target-not-empty, or "locked" when another export is at
   *     work on it
   */
  static ExportTarget take(Path root, Path folder, Disk disk) {
    requireApart(root, folder);
    requireFree(folder);
    Path lockFile = beside(folder, LOCK);
    RunLock lock = RunLock.acquire(lockFile, Duration.ZERO, "NEW_DIR " + folder, disk);
    ExportTarget target = new ExportTarget(folder, lockFile, lock, disk);
    boolean taken = false;
    try {
      requireFree(folder); // another export may have ended in between
      deleteTree(target.partial());
      taken = true;
      return target;
    } finally {
      if (!taken) {
        target.unlock();
      }
    }
  }

  /** Where the copy grows; a later export deletes what is left of it. */
  Path partial() {
    return beside(folder, PARTIAL);
  }

  /**
   * Copies one file.
   *
   * @param relative its path below the dataset, and below the copy
   */
  void copy(Path from, String relative) {
    copy.write(Path.of(relative), Content.of(from));
  }

  /** Brings the copy to the disk: what is checked then is what is there. */
  void sync() {
    copy.sync();
  }

  /** Gives the synced copy its name. */
  void publish() {
    disk.delete(folder);
    copy.publish(folder);
  }

  /** Deletes what did not become a copy. */
  @Override
  public void close() {
    try {
      deleteTree(partial());
    } finally {
      unlock();
    }
  }

  private void unlock() {
    try {
      disk.delete(lockFile);
    } finally {
      lock.close();
    }
  }

  private static Path beside(Path folder, String ending) {
    return folder.resolveSibling(folder.getFileName() + ending);
  }

  private static void requireApart(Path root, Path folder) {
    boolean apart =
        Files.isDirectory(root)
            ? FolderRelation.of(root, folder) == FolderRelation.APART
            : !folder.startsWith(root) && !root.startsWith(folder);
    if (!apart) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "target-inside-dataset",
          "NEW_DIR " + folder + " is inside the dataset, or the dataset inside it.",
          "Give a folder outside of the dataset.");
    }
  }

  private static void requireFree(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean empty = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isEmpty(folder);
    if (!empty) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "target-not-empty",
          "NEW_DIR " + folder + " already exists and is not empty.",
          "Give a new folder: what it holds could not be told from the copy.");
    }
  }

  private static boolean isEmpty(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      return !files.iterator().hasNext();
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static void deleteTree(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /** Holds no list of what there is: a copy may have a million files. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  private static Refusal unwritable(Path path, IOException e) {
    return new Refusal(
        Refusal.Kind.CANNOT_CREATE,
        "target-unwritable",
        path + " cannot be written: " + e.getMessage() + ".",
        "Check the permissions of the folder and the space on its disk.",
        e);
  }
}
