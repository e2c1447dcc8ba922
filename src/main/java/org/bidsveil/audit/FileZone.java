package org.bidsveil.audit;

import java.util.Arrays;
import java.util.List;
import org.bidsveil.bids.DatasetType;

/** Where in a dataset a file lies: in the dataset itself, or in what was computed from it. */
enum FileZone {
  RAW,
  DERIVATIVES;

  /** A dataset may itself be of the type derivative: all of it is computed. */
  static FileZone of(DatasetTree.File file, DatasetType type) {
    return file.isBelow("derivatives") || type == DatasetType.DERIVATIVE ? DERIVATIVES : RAW;
  }

  /** The zones that a word of a table means. */
  static List<FileZone> of(String word) {
    return switch (word) {
      case "any" -> Arrays.asList(values());
      case "raw" -> List.of(RAW);
      case "derivatives" -> List.of(DERIVATIVES);
      default -> throw new IllegalStateException("no zone " + word);
    };
  }
}
