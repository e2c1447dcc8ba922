package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * How two folders are related, whatever names lead to them: by device and inode, so also through
 * symbolic links, and by the tables of mounts, so also through bind mounts of parts.
 */
public enum FolderRelation {
  /** Neither contains the other. */
  APART,
  /** Both are the same folder, under one name or two. */
  SAME,
  /** The second is inside the first. */
  INSIDE,
  /** The second contains the first. */
  AROUND;

  /**
   * Compares two folders; the second need not exist.
   *
   * @param folder must exist
   * @param other the folder whose relation to it is asked for
   * @throws Refusal of kind IO when one of them cannot be looked at
   */
  public static FolderRelation of(Path folder, Path other) {
    try {
      return ofReal(folder.toRealPath(), resolved(other.toAbsolutePath().normalize()));
    } catch (IOException e) {
      throw DiskRefusals.reading(other, e);
    }
  }

  private static FolderRelation ofReal(Path folder, Path other) throws IOException {
    if (Files.exists(other) && isSame(folder, other)) {
      return SAME;
    }
    if (hasAbove(other, folder)) {
      return INSIDE;
    }
    if (Files.exists(other) && hasAbove(folder, other)) {
      return AROUND;
    }
    Mounts mounts = Mounts.now();
    return mounts.place(folder).relationTo(mounts.place(other));
  }

  /** Whether one of the folders above {@code path} is {@code folder}. */
  private static boolean hasAbove(Path path, Path folder) throws IOException {
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      if (Files.exists(above) && isSame(folder, above)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    Object key = Files.readAttributes(one, BasicFileAttributes.class).fileKey();
    return key == null
        ? one.toRealPath().equals(other.toRealPath())
        : key.equals(Files.readAttributes(other, BasicFileAttributes.class).fileKey());
  }

  /** The path with the links of its existing part resolved. */
  public static Path resolved(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    Path parent = path.getParent();
    return parent == null
        ? path
        : resolved(parent).resolve(Objects.requireNonNull(path.getFileName()));
  }
}
