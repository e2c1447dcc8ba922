package org.bidsveil.engine;

/** What the mask of one image does to another one of its grid. */
public sealed interface SharedMask {

  /** Face and ears were measured on this image; the verdict may be fail. */
  record Measured(ScanResult.Proposed mask) implements SharedMask {}

  /** The image shows no head, as a phase image does: nothing can be measured on it. */
  record NotMeasurable() implements SharedMask {}
}
