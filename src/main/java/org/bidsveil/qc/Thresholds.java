package org.bidsveil.qc;

/**
 * Where numbers become verdicts: one table.
 *
 * @param maxBrainLoss largest overlap that passes (brainprep's 0.05)
 * @param maxFaceLeft largest share of the facial surface that may lie where it lay
 * @param maxFaceLikeness largest likeness of the remaining relief
 * @param minConfidence smallest registration confidence that passes
 * @param reviewConfidence below this, and above the smallest, a person should look
 */
public record Thresholds(
    double maxBrainLoss,
    double maxFaceLeft,
    double maxFaceLikeness,
    double minConfidence,
    double reviewConfidence) {

  /** Measured: docs/decisions/0016. */
  public static Thresholds withBrainLoss(double maxBrainLoss) {
    return new Thresholds(maxBrainLoss, 0.05, 0.2, 0.5, 0.8);
  }
}
