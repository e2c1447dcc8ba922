package org.bidsveil.qc;

/**
 * The bounds by which numbers become verdicts, in one table.
 *
 * @param maxBrainLoss largest overlap that passes (brainprep's 0.05)
 * @param maxFaceLeft largest share of the facial surface that may be where it was before
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

  /** Share of head tissue removed where neither face nor ears are (docs/decisions/0030). */
  static final double MAX_REMOVED_ELSEWHERE = 0.005;

  /** Share of head tissue removed at all (docs/decisions/0030). */
  static final double MAX_HEAD_REMOVED = 0.45;

  /** Likeness of what is left to a face (docs/decisions/0031). */
  static final double MAX_FACE_FOUND = 0.6;

  /** Between two placements on the brain's surface, mm (docs/decisions/0032). */
  static final double MAX_PLACEMENT_MM = 10;

  public static final double REVIEW_PLACEMENT_MM = 7;

  /** Share of the measuring brain that a proposal takes (docs/decisions/0033). */
  static final double REVIEW_BRAIN_PROPOSED = 0.03;

  /** Share of the measuring brain that is removed (docs/decisions/0033). */
  static final double REVIEW_BRAIN_LOSS = 0.005;

  /** Dice overlap of two brain masks (docs/decisions/0033). */
  static final double REVIEW_BRAIN_AGREEMENT = 0.9;

  /**
   * Whole brains, ventricles and sulci included, ml, with room on both sides: from the second year
   * of life (Courchesne et al. 2000, Radiology 216:672, figure 1) to the largest intracranial
   * volumes of adults.
   */
  static final double SMALLEST_BRAIN_ML = 600;

  static final double LARGEST_BRAIN_ML = 2200;

  /**
   * The measured bounds (docs/decisions/0016; for the ears docs/decisions/0023), with this bound on
   * the brain loss.
   */
  public static Thresholds withBrainLoss(double maxBrainLoss) {
    return new Thresholds(maxBrainLoss, 0.05, 0.2, 0.15, 0.05, 0.5, 0.8);
  }

  /**
   * The bounds for a mask that is not expected to remove the ears: ears that are left call for a
   * review.
   */
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
