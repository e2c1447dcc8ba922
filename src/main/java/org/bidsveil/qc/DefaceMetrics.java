package org.bidsveil.qc;

/**
 * The numbers of one defaced scan, in the order of the table (docs: the data dictionary). NaN where
 * a number is not defined, written as n/a.
 *
 * @param brainVoxels voxels of the measuring brain mask
 * @param removedVoxels voxels removed
 * @param brainMm3 volume of the measuring brain mask, mm³
 * @param removedMm3 volume removed, mm³
 * @param overlapProposed |brain ∩ proposal| / |brain| before the brain guard, 0 to 1
 * @param overlap |brain ∩ removed| / |brain| after the brain guard, against a brain mask that the
 *     guard did not use, 0 to 1
 * @param faceLeft share of the facial surface, eyes to chin, seen from the front, that is where it
 *     was before, 0 to 1 @param faceLikeness how much the relief of eyes, nose and mouth still
 *     resembles the one that was there, 0 to 1
 * @param earsLeft share of the ear's area, seen from the side, on which something still stands out
 *     of the head, of the ear of which more is left, 0 to 1; not a column, but given in {@code
 *     reason}
 * @param registrationConfidence probability-like score that the atlas is placed right, 0 to 1
 * @param evidence by other means than the placement that made the mask
 */
public record DefaceMetrics(
    int brainVoxels,
    int removedVoxels,
    double brainMm3,
    double removedMm3,
    double overlapProposed,
    double overlap,
    double faceLeft,
    double faceLikeness,
    double earsLeft,
    double registrationConfidence,
    IndependentEvidence evidence) {

  /** A builder, so that numbers are named at the call site; a number not given is not defined. */
  public static Builder builder() {
    return new Builder();
  }

  /** The numbers of the same scan with another mask. */
  public DefaceMetrics withRemoved(int voxels, double mm3, double overlapOfMask) {
    return new DefaceMetrics(
        brainVoxels,
        voxels,
        brainMm3,
        mm3,
        overlapProposed,
        overlapOfMask,
        faceLeft,
        faceLikeness,
        earsLeft,
        registrationConfidence,
        evidence);
  }

  /** Collects the numbers by name. */
  public static final class Builder {
    private int brainVoxels;
    private double brainMm3;
    private int removedVoxels;
    private double removedMm3;
    private double overlapProposed = Double.NaN;
    private double overlap = Double.NaN;
    private double faceLeft = Double.NaN;
    private double faceLikeness = Double.NaN;
    private double earsLeft = Double.NaN;
    private double registrationConfidence = Double.NaN;
    private IndependentEvidence evidence = IndependentEvidence.NONE;

    private Builder() {}

    public Builder brain(int voxels, double mm3) {
      brainVoxels = voxels;
      brainMm3 = mm3;
      return this;
    }

    public Builder removed(int voxels, double mm3) {
      removedVoxels = voxels;
      removedMm3 = mm3;
      return this;
    }

    public Builder overlapProposed(double share) {
      overlapProposed = share;
      return this;
    }

    public Builder overlap(double share) {
      overlap = share;
      return this;
    }

    public Builder faceLeft(double share) {
      faceLeft = share;
      return this;
    }

    public Builder faceLikeness(double likeness) {
      faceLikeness = likeness;
      return this;
    }

    public Builder earsLeft(double share) {
      earsLeft = share;
      return this;
    }

    public Builder registrationConfidence(double confidence) {
      registrationConfidence = confidence;
      return this;
    }

    public Builder evidence(IndependentEvidence found) {
      evidence = found;
      return this;
    }

    public DefaceMetrics build() {
      return new DefaceMetrics(
          brainVoxels,
          removedVoxels,
          brainMm3,
          removedMm3,
          overlapProposed,
          overlap,
          faceLeft,
          faceLikeness,
          earsLeft,
          registrationConfidence,
          evidence);
    }
  }
}
