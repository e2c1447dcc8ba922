package org.bidsveil.scrub;

import java.util.Optional;
import org.bidsveil.bids.Entities;

/** The tables of a dataset that tell of people. Others are not touched. */
enum TableKind {
  PARTICIPANTS,
  SESSIONS,
  SCANS,
  SAMPLES,
  PHENOTYPE,
  /** Events, channels, electrodes: the columns are the standard's own and tell of a recording. */
  RECORDING;

  /**
   * What a file is.
   *
   * @param bidsPath relative to the dataset's root, with forward slashes
   */
  static Optional<TableKind> of(String bidsPath) {
    if (!bidsPath.endsWith(".tsv")) {
      return Optional.empty();
    }
    if (bidsPath.startsWith("phenotype/")) {
      return Optional.of(PHENOTYPE);
    }
    String name = bidsPath.substring(bidsPath.lastIndexOf('/') + 1);
    return switch (Entities.parse(name).map(Entities::suffix).orElse("")) {
      case "participants" -> Optional.of(PARTICIPANTS);
      case "sessions" -> Optional.of(SESSIONS);
      case "scans" -> Optional.of(SCANS);
      case "samples" -> Optional.of(SAMPLES);
      default -> bidsPath.startsWith("sub-") ? Optional.of(RECORDING) : Optional.empty();
    };
  }
}
