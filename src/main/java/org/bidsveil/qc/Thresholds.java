package org.bidsveil.qc;

/**
 * Where numbers become verdicts: one table.
 *
 * @param maxBrainLoss largest overlap that passes (brainprep's 0.05)
 * @param maxFaceLeft largest share of the facial surface that may lie where it lay
 * @param maxFaceLikeness largest likeness of the remaining relief
 * @param maxEarsLeft largest share of an ear that may be left
 * @param reviewEarsLeft above this, and up to the largest, a person should look
 * @param minConfidence smallest registration confidence that passes
 * @param reviewConfidence below this, and above the smallest, a person should look
 */
public record Thresholds(
    double maxBrainLoss,
    double maxFaceLeft,
    double maxFaceLikeness,
    double maxEarsLeft,
    double reviewEarsLeft,
    double minConfidence,
    double reviewConfidence) {

  /** The bound on the brain loss when nothing else is asked for: that of brainprep. */
  public static final double USUAL_BRAIN_LOSS = 0.05;

  /** Measured: docs/decisions/0016; of the ears: docs/decisions/0023. */
  public static Thresholds withBrainLoss(double maxBrainLoss) {
    return new Thresholds(maxBrainLoss, 0.05, 0.2, 0.15, 0.05, 0.5, 0.8);
  }

  /** For a mask of which nobody expects that it takes the ears: what is left of them is told. */
  public Thresholds withEarsForReview() {
    return new Thresholds(
        maxBrainLoss,
        maxFaceLeft,
        maxFaceLikeness,
        1,
        reviewEarsLeft,
        minConfidence,
        reviewConfidence);
  }
}
