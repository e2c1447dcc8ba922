package org.bidsveil.plan;

import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.originals.OriginalsLocation;

/** Where the defaced scans go. */
public sealed interface Target {

  /**
   * Over the scans themselves (BIDSonym's contract).
   *
   * @param originals where they are kept
   */
  record InPlace(OriginalsLocation originals) implements Target {}

  /** Into another folder, a BIDS dataset of its own (the BIDS-Apps contract). */
  record Copy(Path output) implements Target {}

  /** The folder whose {@code derivatives/} is written. */
  default Path root(Path dataset) {
    return switch (this) {
      case InPlace _ -> dataset;
      case Copy copy -> copy.output();
    };
  }

  /**
   * The target of a command line.
   *
   * @param output the second of three positional arguments
   * @param originals the value of {@code --originals}: sourcedata, none, or a folder
   * @param confirmed whether the user said that originals need not be kept
   * @throws Refusal of kind USAGE where the two contradict each other or a folder lies wrong
   */
  static Target of(
      Path dataset, Optional<Path> output, Optional<String> originals, boolean confirmed) {
    if (output.isPresent()) {
      if (originals.isPresent()) {
        throw new Refusal(
            Refusal.Kind.USAGE,
            "originals-with-output",
            "with an OUTPUT_DIR the dataset is only read, so there are no originals to keep.",
            "Leave out --originals, or OUTPUT_DIR.");
      }
      requireFreeFolder(dataset, output.get());
      return new Copy(output.get());
    }
    return new InPlace(OriginalsLocation.parse(originals.orElse("sourcedata"), dataset, confirmed));
  }

  private static void requireFreeFolder(Path dataset, Path output) {
    Path from = plain(dataset);
    Path to = plain(output);
    boolean free = !to.startsWith(from) || to.startsWith(from.resolve("derivatives"));
    if (!free || to.equals(from.resolve("derivatives"))) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "output-inside-dataset",
          "OUTPUT_DIR " + output + " lies in the raw tree of the dataset.",
          "Give a folder outside of it or in derivatives/, or leave OUTPUT_DIR out to work in"
              + " place.");
    }
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
