package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What a name in a dataset really is, before anything takes its place. */
public enum LinkKind {
  /** A file with one name. */
  REGULAR,
  /** A file with further names elsewhere, which keep the old bytes when this one is replaced. */
  HARD_LINKED,
  /** A symbolic link to another file of the dataset. */
  SYMLINK_IN_TREE,
  /** A symbolic link to a file outside the dataset. */
  SYMLINK_OUTSIDE,
  /** A file reached through a folder that is a symbolic link. */
  IN_LINKED_FOLDER,
  /** git-annex, locked: a link to an object that is here. */
  ANNEX_LOCKED,
  /** git-annex, unlocked with {@code annex.thin}: a hard link of the object. */
  ANNEX_THIN,
  /** git-annex, locked: a link to an object that is not here. */
  ANNEX_MISSING,
  /** git-annex, unlocked: a text file that stands for an object that is not here. */
  ANNEX_POINTER,
  /** A symbolic link that leads nowhere. */
  BROKEN,
  /** There is no such name. */
  ABSENT,
  /** A folder, a device, a socket. */
  NOT_A_FILE;

  /** Whether the name stands for bytes that are not here. */
  public boolean lacksContent() {
    return switch (this) {
      case ANNEX_MISSING, ANNEX_POINTER, BROKEN -> true;
      case REGULAR,
          HARD_LINKED,
          SYMLINK_IN_TREE,
          SYMLINK_OUTSIDE,
          IN_LINKED_FOLDER,
          ANNEX_LOCKED,
          ANNEX_THIN,
          ABSENT,
          NOT_A_FILE ->
          false;
    };
  }

  /**
   * Tells what one name really is.
   *
   * @param root the dataset
   * @param file below {@code root}, not resolved
   * @throws Refusal of kind IO when the name cannot be looked at
   */
  public static LinkKind of(Path root, Path file) {
    try {
      return classify(root.toAbsolutePath(), file.toAbsolutePath());
    } catch (IOException e) {
      throw DiskRefusals.reading(file, e);
    }
  }

  private static LinkKind classify(Path root, Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return ofSymbolicLink(root, file);
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return ABSENT;
    }
    if (!Files.isRegularFile(file)) {
      return NOT_A_FILE;
    }
    if (Annex.isPointer(file)) {
      return ANNEX_POINTER;
    }
    if (linkedFolder(root, file).isPresent()) {
      return IN_LINKED_FOLDER;
    }
    if (names(file) > 1) {
      return Annex.repositoryAbove(file).isPresent() ? ANNEX_THIN : HARD_LINKED;
    }
    return REGULAR;
  }

  private static LinkKind ofSymbolicLink(Path root, Path link) throws IOException {
    boolean annex = Annex.isLinkToObject(link);
    if (!Files.exists(link)) {
      return annex ? ANNEX_MISSING : BROKEN;
    }
    if (!Files.isRegularFile(link)) {
      return NOT_A_FILE;
    }
    if (annex) {
      return ANNEX_LOCKED;
    }
    return link.toRealPath().startsWith(root.toRealPath()) ? SYMLINK_IN_TREE : SYMLINK_OUTSIDE;
  }

  /**
   * The innermost folder on the way from {@code root} to {@code file} that is a symbolic link.
   *
   * @param root absolute
   * @param file below {@code root}, not resolved
   */
  public static Optional<Path> linkedFolder(Path root, Path file) {
    for (Path folder = file.getParent();
        folder != null && !folder.equals(root);
        folder = folder.getParent()) {
      if (Files.isSymbolicLink(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static int names(Path file) throws IOException {
    BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
    if (basic.fileKey() == null
        || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return 1;
    }
    return Files.getAttribute(file, "unix:nlink") instanceof Integer n ? n : 1;
  }
}
