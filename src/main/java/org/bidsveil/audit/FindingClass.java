package org.bidsveil.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The classes of findings, in the order in which they are listed (docs/check.md). */
public enum FindingClass {
  SCAN("anatomical images that are not proven to be defaced"),
  REVIEW("defaced images that a person has to look at"),
  UNRECOGNISED("images whose names do not say what they show"),
  PET("PET and CT images"),
  FMAP("images of the whole head at low resolution"),
  PHOTO("photographs, screenshots, videos and sounds"),
  HEADSHAPE("digitised heads"),
  SOURCE_FORMAT("images in source formats"),
  ORIGINALS("originals that bidsveil keeps"),
  SOURCEDATA("other source data"),
  DERIVATIVE("derivatives that show a face"),
  DERIVATIVE_UNKNOWN("derivatives that may show a face"),
  REPORT("pictures and reports made before defacing"),
  ARCHIVE("archives"),
  RECORDING("recordings whose headers may name the person"),
  UNACCOUNTED("files that no rule accounts for"),
  FILE_NAME("names of files and folders that hold what identifies"),
  SIDECAR("identifying members of sidecars"),
  TABLE("identifying cells of tables"),
  HEADER("texts and extensions in image headers"),
  GZIP("names, comments and times in headers of compressed files"),
  TEXT("known names, numbers and dates in other texts"),
  FREE_TEXT("texts that no rule knows to be technical"),
  DECISION("what a person has to decide"),
  CONVERTER("logs of converters"),
  LEFTOVER("leftovers of runs"),
  HISTORY("older versions of files"),
  UNREADABLE("what could not be looked at");

  private final String heading;

  FindingClass(String heading) {
    this.heading = heading;
  }

  /** The word for the class, such as {@code source-format}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A description of such findings. */
  public String heading() {
    return heading;
  }

  /**
   * Whether an upload-ready copy simply leaves such files out. The others are part of the dataset:
   * a copy without them would be another dataset, so a person has to decide.
   */
  boolean isLeftOutOfCopies() {
    return switch (this) {
      case ORIGINALS,
          SOURCEDATA,
          DERIVATIVE,
          DERIVATIVE_UNKNOWN,
          REPORT,
          CONVERTER,
          HISTORY,
          UNACCOUNTED ->
          true;
      case SCAN,
          REVIEW,
          UNRECOGNISED,
          PET,
          FMAP,
          PHOTO,
          HEADSHAPE,
          SOURCE_FORMAT,
          ARCHIVE,
          RECORDING,
          FILE_NAME,
          FREE_TEXT,
          DECISION,
          SIDECAR,
          TABLE,
          HEADER,
          GZIP,
          TEXT,
          LEFTOVER,
          UNREADABLE ->
          false;
    };
  }

  /** The class with this word. */
  public static Optional<FindingClass> of(String label) {
    return Arrays.stream(values()).filter(c -> c.label().equals(label)).findFirst();
  }
}
