package org.bidsveil.bids;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
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
    forEach(folder, paths::add);
    paths.sort(BY_NAME);
    return paths;
  }

  /**
   * The names of the entries of a folder, in no order.
   *
   * @throws Refusal folder-unreadable
   */
  static void forEachName(Path folder, Consumer<String> visitor) {
    forEach(folder, path -> visitor.accept(path.getFileName().toString()));
  }

  private static void forEach(Path folder, Consumer<Path> visitor) {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(visitor);
    } catch (IOException | DirectoryIteratorException e) {
      throw Refusal.ofListing(folder, e);
    }
  }
}
