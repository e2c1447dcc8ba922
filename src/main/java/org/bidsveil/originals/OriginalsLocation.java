package org.bidsveil.originals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.files.Refusal;

/** Where the copies of the originals lie: the option {@code --originals}. */
public sealed interface OriginalsLocation {

  /** In {@code sourcedata/bidsveil/} of the dataset. */
  record InDataset() implements OriginalsLocation {}

  /**
   * In a folder outside of the dataset, at the same relative paths.
   *
   * @param folder absolute
   */
  record Outside(Path folder) implements OriginalsLocation {}

  /** Nowhere: once a scan is replaced its original is gone. */
  record None() implements OriginalsLocation {}

  /**
   * Reads the option.
   *
   * @param text {@code sourcedata}, {@code none} or a folder
   * @param root the dataset
   * @param confirmed whether {@code --yes} was given
   * @throws Refusal "originals-inside-dataset", for what lies in the dataset is published with it;
   *     "originals-none-unconfirmed"
   */
  static OriginalsLocation parse(String text, Path root, boolean confirmed) {
    return switch (text) {
      case "sourcedata" -> new InDataset();
      case "none" -> none(confirmed);
      default -> outside(Path.of(text).toAbsolutePath().normalize(), root);
    };
  }

  private static OriginalsLocation none(boolean confirmed) {
    if (!confirmed) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "originals-none-unconfirmed",
          "With --originals none the scans cannot be restored, ever.",
          "Give --originals none --yes if there is another copy of the dataset, or --originals DIR.");
    }
    return new None();
  }

  private static OriginalsLocation outside(Path folder, Path root) {
    if (resolved(folder).startsWith(resolved(root.toAbsolutePath().normalize()))) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "originals-inside-dataset",
          "The folder for the originals, " + folder + ", lies inside the dataset.",
          "Choose a folder outside of it, or leave the option away: sourcedata/bidsveil is used.");
    }
    return new Outside(folder);
  }

  /** The path with the links of its existing part resolved, for comparison only. */
  private static Path resolved(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      Path parent = path.getParent();
      return parent == null ? path : resolved(parent).resolve(path.getFileName());
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "originals-folder-unreadable",
          "The folder " + path + " cannot be looked at.",
          "Check its name and its permissions.",
          e);
    }
  }
}
