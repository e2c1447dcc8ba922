package org.bidsveil.files;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A new folder that is filled under a temporary name. Its files are brought to the disk all at
 * once, before it takes its name: until then nobody relies on it, and what a kill or a power cut
 * leaves is under the temporary name.
 */
public final class StagedFolder {
  private final Path temporary;
  private final Disk disk;

  /**
   * @param temporary does not exist yet
   */
  public StagedFolder(Path temporary, Disk disk) {
    this.temporary = temporary;
    this.disk = disk;
  }

  /**
   * Writes one new file, with the traits of any new file.
   *
   * @param relative its path below the folder
   * @throws Refusal when it is there already, or a step fails
   */
  public void write(Path relative, Content content) {
    Path file = temporary.resolve(relative);
    disk.createFoldersUnsynced(Objects.requireNonNull(file.getParent()));
    disk.writeUnsynced(file, content);
  }

  /**
   * Brings all of it to the disk.
   *
   * @throws Refusal "fsync-failed" or a reason of the disk; then some of it may be missing there
   */
  public void sync() {
    disk.createFoldersUnsynced(temporary); // where nothing was written
    disk.syncTree(temporary);
  }

  /**
   * The folder takes its name, which is free, and the name is brought to the disk. Call it after
   * {@link #sync} only.
   */
  public void publish(Path folder) {
    disk.rename(temporary, folder);
    disk.syncFolder(Objects.requireNonNull(folder.toAbsolutePath().getParent()));
  }
}
