package org.bidsveil.bids;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Paths inside a dataset as text. */
final class DatasetPaths {
  private DatasetPaths() {}

  /** Joined with forward slashes on every platform. */
  static String bidsPath(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }
}
