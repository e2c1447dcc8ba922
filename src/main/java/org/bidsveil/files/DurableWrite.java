package org.bidsveil.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bidsveil.files.WriteSteps.Step;

/**
 * Writes a file so that at every moment its name stands for all of the old bytes or all of the new
 * ones, even through a power cut: a temporary file in the same folder, fsync, read back and
 * compared, atomic rename onto the unresolved name, fsync of the folder.
 *
 * <p>A name is never opened for writing and a link never written through: links are replaced. (A
 * write through the link of a git-annex file damages the object that other files, clones and the
 * history share.)
 */
public final class DurableWrite {
  private static final String PREFIX = ".bidsveil-";
  private static final String SUFFIX = ".tmp";

  private final Disk disk;

  public DurableWrite(Disk disk) {
    this.disk = disk;
  }

  /**
   * Replaces a file, or creates it where there is none. Mode, group and owner of the replaced file
   * are kept; it may be read-only, because only the folder must be writable.
   *
   * @throws Refusal when any step fails; the old file then stays as it was
   */
  public void replace(Path target, byte[] bytes) {
    replace(target, Content.of(bytes), replacementTraits(target));
  }

  /** Replaces a file unless it holds these bytes already; its folders are created. */
  public void replaceIfChanged(Path target, byte[] bytes) {
    if (Content.ifPresent(target).filter(before -> Arrays.equals(before, bytes)).isEmpty()) {
      disk.createFolders(folderOf(target.toAbsolutePath()));
      replace(target, bytes);
    }
  }

  /** Replaces a file with traits other than those of the replaced file. */
  public void replace(Path target, Content content, FileTraits traits) {
    Path temporary = temporaryFor(target);
    stage(target, temporary, content, traits);
    publish(temporary, target);
  }

  /**
   * Creates a file and never overwrites one. Where the file system has hard links, even another
   * program that creates the same name at the same moment wins or loses cleanly; elsewhere the name
   * is checked just before the rename.
   *
   * @return the hash of what was written
   * @throws Refusal "already-exists" when the name is taken, even by a broken link
   */
  public Sha256 createNew(Path target, Content content, FileTraits traits) {
    refuseTaken(target);
    Path temporary = temporaryFor(target);
    WrittenBytes written = staged(target, temporary, content, traits);
    try {
      if (!disk.hardLink(temporary, target)) {
        refuseTaken(target);
        disk.rename(temporary, target);
      }
    } catch (RuntimeException e) {
      throw withoutTemporary(temporary, e);
    }
    disk.delete(temporary);
    disk.syncFolder(folderOf(target));
    return written.sha256();
  }

  /** A new name for a temporary file beside {@code target}. */
  public static Path temporaryFor(Path target) {
    return target.resolveSibling(PREFIX + UUID.randomUUID() + SUFFIX);
  }

  /** Whether this is a name that {@link #temporaryFor} gives. */
  public static boolean isTemporary(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().startsWith(PREFIX) && name.toString().endsWith(SUFFIX);
  }

  /**
   * Does the first half of a replacement: writes the new bytes to the disk under the temporary
   * name, with their final traits, and verifies them.
   */
  public void stage(Path target, Path temporary, Content content, FileTraits traits) {
    staged(target, temporary, content, traits);
  }

  /** Confirmed by reading them back. */
  private WrittenBytes staged(Path target, Path temporary, Content content, FileTraits traits) {
    try {
      WrittenBytes written = disk.writeNew(temporary, content, traits);
      disk.verify(temporary, written);
      disk.syncFolder(folderOf(target));
      return written;
    } catch (RuntimeException e) {
      throw withoutTemporary(temporary, e);
    }
  }

  /** Does the first half for a symbolic link with the text {@code linkText}. */
  public void stageLink(Path temporary, Path linkText) {
    disk.symbolicLink(temporary, linkText);
  }

  /** Does the second half: the staged file takes the name in one step, and the folder is synced. */
  public void publish(Path temporary, Path target) {
    try {
      disk.rename(temporary, target);
    } catch (RuntimeException e) {
      throw withoutTemporary(temporary, e);
    }
    disk.syncFolder(folderOf(target));
  }

  /** Deletes a file, if it is there, and syncs the change to the disk. */
  public void delete(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      disk.delete(file);
      disk.syncFolder(folderOf(file));
    }
  }

  /**
   * Deletes the temporary files that a killed run left directly in a folder. The caller holds the
   * lock under which the folder is written.
   */
  public void deleteLeftovers(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, file -> isTemporary(file))) {
      for (Path file : files) {
        delete(file);
      }
    } catch (IOException e) {
      throw DiskRefusals.reading(folder, e);
    }
  }

  /**
   * Deletes such temporary files in a folder and, if asked, in all folders below it; links are not
   * followed.
   */
  public void deleteLeftovers(Path folder, boolean deep) {
    leftovers(folder, deep).forEach(this::delete);
  }

  /** Whether there is anything for {@link #deleteLeftovers(Path, boolean)} to delete. */
  public static boolean hasLeftovers(Path folder, boolean deep) {
    return !leftovers(folder, deep).isEmpty();
  }

  private static List<Path> leftovers(Path folder, boolean deep) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    // A walk asks the disk about each name: a folder of a hundred thousand participants is listed
    // only.
    try (Stream<Path> files = deep ? Files.walk(folder) : Files.list(folder)) {
      return files.filter(DurableWrite::isTemporary).sorted().toList();
    } catch (IOException e) {
      throw DiskRefusals.reading(folder, e);
    } catch (UncheckedIOException e) {
      throw DiskRefusals.reading(folder, new IOException(e));
    }
  }

  /** The traits that the replacement of {@code target} gets. */
  public static FileTraits replacementTraits(Path target) {
    try {
      return FileTraits.ofReplacementFor(target);
    } catch (IOException e) {
      throw DiskRefusals.reading(target, e);
    }
  }

  private static void refuseTaken(Path target) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw DiskRefusals.of(
          Step.CREATE_FILE, target, new FileAlreadyExistsException(target.toString()));
    }
  }

  /**
   * Deletes a staged file that is not to be published.
   *
   * @return the failure that is the reason, to which one of the deletion is added
   */
  public <E extends Throwable> E withoutTemporary(Path temporary, E failure) {
    try {
      disk.delete(temporary);
    } catch (Refusal | UncheckedIOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("No file name: " + file);
    }
    return folder;
  }
}
