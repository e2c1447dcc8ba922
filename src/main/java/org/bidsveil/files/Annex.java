package org.bidsveil.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Recognises what git-annex and DataLad make of files (git-annex(1), "internals"): locked files are
 * links to objects under {@code .git/annex/objects}, unlocked files without content are small text
 * files that name their object.
 */
public final class Annex {
  private static final String OBJECTS = "annex/objects/";

  /** git-annex, "pointer file format": it begins with this text. */
  private static final String POINTER_START = "/annex/objects/";

  /** git-annex, "pointer file format": "it is smaller than 32 KiB". */
  private static final int POINTER_MAX_BYTES = 32 * 1024;

  private static final String GITDIR = "gitdir:";

  private Annex() {}

  /** Whether {@code file} is a symbolic link whose text leads into an annex, present or not. */
  static boolean isLinkToObject(Path file) {
    if (!Files.isSymbolicLink(file)) {
      return false;
    }
    try {
      return slashes(Files.readSymbolicLink(file).toString()).contains(".git/" + OBJECTS)
          || (Files.exists(file) && slashes(file.toRealPath().toString()).contains("/" + OBJECTS));
    } catch (IOException e) {
      throw DiskRefusals.reading(file, e);
    }
  }

  /**
   * Whether a regular file only stands for an annexed object: a pointer file, or, on a file system
   * without links, the text of the link.
   */
  static boolean isPointer(Path file) throws IOException {
    if (Files.size(file) >= POINTER_MAX_BYTES) {
      return false;
    }
    String text =
        slashes(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).strip();
    boolean linkText =
        text.indexOf('\n') < 0
            && (text.startsWith("../") || text.startsWith(".git/"))
            && text.contains(".git/" + OBJECTS);
    return text.startsWith(POINTER_START) || linkText;
  }

  /**
   * The nearest git working tree above {@code path} that has an annex: the folder that holds {@code
   * .git}, which may be a folder, a link or, in a submodule or a worktree, a file.
   */
  public static Optional<Path> repositoryAbove(Path path) {
    for (Path folder = path.toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path git = folder.resolve(".git");
      if (Files.exists(git)) {
        return hasAnnex(git) ? Optional.of(folder) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean hasAnnex(Path git) {
    if (Files.isDirectory(git)) {
      return Files.isDirectory(git.resolve("annex"));
    }
    try {
      String text = Files.readString(git, StandardCharsets.UTF_8).strip();
      if (!text.startsWith(GITDIR)) {
        return false;
      }
      Path gitDir = git.resolveSibling(text.substring(GITDIR.length()).strip()).normalize();
      // A worktree's own folder lies two levels below the .git it shares (gitrepository-layout).
      return Files.isDirectory(gitDir.resolve("annex"))
          || Files.isDirectory(gitDir.resolve("../../annex"));
    } catch (IOException e) {
      throw DiskRefusals.reading(git, e);
    }
  }

  private static String slashes(String path) {
    return path.replace('\\', '/');
  }
}
