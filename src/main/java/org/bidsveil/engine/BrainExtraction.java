package org.bidsveil.engine;

import java.util.Locale;

/**
 * The brain extractor that the brain guard uses; the brain mask that measures the loss comes from
 * neither.
 */
public enum BrainExtraction {
  /** Tissue classes within the brain of the placed atlas. */
  ATLAS,
  /** A surface that grows from within (Smith 2002, Human Brain Mapping 17:143). */
  BET;

  /** The name as on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
