package org.bidsveil.bids;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bidsveil.files.Refusal;

/** What lies in one folder. */
final class FolderListing {
  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(path -> path.getFileName().toString());

  private FolderListing() {}

  /**
   * The entries of a folder in order of their names, character by character.
   *
   * @throws Refusal folder-unreadable
   */
  static List<Path> sorted(Path folder) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(paths::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "folder-unreadable",
          folder + " cannot be listed: " + e.getMessage() + ".",
          "Check the permissions of the folder.",
          e);
    }
    paths.sort(BY_NAME);
    return paths;
  }
}
