package org.bidsveil.bids;

/** The field DatasetType of {@code dataset_description.json} (BIDS 1.11, "Dataset description"). */
public enum DatasetType {
  /** Raw data; also the standard's default where the field is missing. */
  RAW,
  DERIVATIVE,
  STUDY,
  /** A value that the standard does not know. */
  OTHER;

  static DatasetType of(String value) {
    return switch (value) {
      case "", "raw" -> RAW;
      case "derivative" -> DERIVATIVE;
      case "study" -> STUDY;
      default -> OTHER;
    };
  }
}
