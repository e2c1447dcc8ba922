package org.bidsveil.engine;

/** The result of applying the mask of one image to another on its grid. */
public sealed interface SharedMask {

  /** Face and ears were measured on this image; the verdict may be fail. */
  record Measured(ScanResult.Proposed mask) implements SharedMask {}

  /** The image shows no head, as a phase image does: nothing can be measured on it. */
  record NotMeasurable() implements SharedMask {}
}
