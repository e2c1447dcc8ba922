package org.bidsveil.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.FolderRelation;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalsLocation;

/** Where the defaced scans go. */
public sealed interface Target {

  /**
   * In place of the scans themselves (BIDSonym's contract).
   *
   * @param originals where the originals are kept
   */
  record InPlace(OriginalsLocation originals) implements Target {}

  /** Into another folder, which becomes a BIDS dataset of its own (the BIDS-Apps contract). */
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
    if (!Files.isDirectory(dataset)) {
      return; // whoever reads the dataset says so
    }
    Path derivatives = dataset.resolve("derivatives");
    FolderRelation relation = FolderRelation.of(dataset, output);
    boolean free =
        switch (relation) {
          case APART -> true;
          case INSIDE ->
              plain(output).startsWith(plain(derivatives)) && !isOwn(output, derivatives);
          case SAME, AROUND -> false;
        };
    if (!free) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          relation == FolderRelation.AROUND ? "output-around-dataset" : "output-inside-dataset",
          switch (relation) {
            case SAME -> "OUTPUT_DIR " + output + " is the dataset itself.";
            case AROUND -> "OUTPUT_DIR " + output + " holds the dataset.";
            case INSIDE, APART -> "OUTPUT_DIR " + output + " lies in the raw tree of the dataset.";
          },
          "Give a folder outside of it or in derivatives/, or leave OUTPUT_DIR out to work in"
              + " place.");
    }
  }

  /** Whether it is {@code derivatives} or where runs in place write. */
  private static boolean isOwn(Path output, Path derivatives) {
    Path real = plain(output);
    return real.equals(plain(derivatives))
        || real.startsWith(plain(derivatives).resolve("bidsveil"));
  }

  /** With the links of its existing part resolved. */
  private static Path plain(Path path) {
    try {
      return FolderRelation.resolved(path.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw Refusal.ofReading(path, e);
    }
  }
}
