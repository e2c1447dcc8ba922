package org.bidsveil.qc;

/**
 * What is known about a defacing by means other than the placement that made it. NaN where a number
 * is not defined.
 *
 * @param removedElsewhereMl head tissue removed outside of face and ears, ml
 * @param removedElsewhere the same as a share of all head tissue in view, 0 to 1
 * @param headRemoved share of all head tissue in view that is removed, 0 to 1
 * @param brainAgreement Dice overlap of the measuring brain with the guarding one, 0 to 1
 * @param wholeBrainMl volume of the whole brain by the measuring placement, ml
 * @param placementMedianMm median distance between the two placements, over landmarks, face and
 *     brain surface
 * @param placementLargestMm largest distance between them on the brain's surface
 * @param faceFound likeness of what is left to a face, where one was found before, 0 to 1
 * @param measuredBy which brain the loss was measured against
 */
public record IndependentEvidence(
    double removedElsewhereMl,
    double removedElsewhere,
    double headRemoved,
    double brainAgreement,
    double wholeBrainMl,
    double placementMedianMm,
    double placementLargestMm,
    double faceFound,
    MeasuringBrain measuredBy) {

  /**
   * Brains of one head in two contrasts measured at most 1.10 times one another, and 1.25 where the
   * outline of one was visibly wrong (docs/decisions/0066).
   */
  private static final double SAME_HEAD = 1.15;

  /** Whether, by the volume of the brain, both can be of one head; in doubt they are. */
  public boolean isOfSameHead(IndependentEvidence other) {
    double ratio = wholeBrainMl / other.wholeBrainMl;
    return !(Math.max(ratio, 1 / ratio) > SAME_HEAD);
  }

  /** The evidence for a scan that was not measured. */
  public static final IndependentEvidence NONE =
      new IndependentEvidence(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          MeasuringBrain.NONE);

  /** The source of the brain against which the loss is measured. */
  public enum MeasuringBrain {
    /** The atlas' brain, placed by the brain alone; the guard's placement is by the whole head. */
    PLACED_BY_BRAIN("atlas-by-brain"),
    /** The atlas' brain, placed by the whole head; the guard's placement is by the brain alone. */
    PLACED_BY_HEAD("atlas-by-head"),
    /** The atlas' brain by the guard's own placement: the other evidence could not place it. */
    PLACED_ONCE("atlas-placed-once"),
    NONE("n/a");

    private final String word;

    MeasuringBrain(String word) {
      this.word = word;
    }

    /** The word in the table. */
    public String word() {
      return word;
    }
  }
}
