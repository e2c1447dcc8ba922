package org.bidsveil.engine;

import java.util.Locale;

/** Which brain extractor the brain guard uses; the brain that measures is neither of them. */
public enum BrainExtraction {
  /** Tissue classes within the brain of the placed atlas. */
  ATLAS,
  /** A surface that grows from within (Smith 2002, Human Brain Mapping 17:143). */
  BET;

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
