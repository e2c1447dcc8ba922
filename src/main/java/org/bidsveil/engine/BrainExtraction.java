package org.bidsveil.engine;

/** Which brain extractor the brain guard uses; the other one measures. */
public enum BrainExtraction {
  /** Tissue classes within the brain of the placed atlas. */
  ATLAS,
  /** A surface that grows from within (Smith 2002, Human Brain Mapping 17:143). */
  BET
}
