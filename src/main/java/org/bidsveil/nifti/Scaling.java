package org.bidsveil.nifti;

/**
 * The linear map from stored to real voxel values, real = slope * stored + inter (nifti1.h, section
 * "DATA SCALING"). A slope of 0, NaN or infinity means no scaling.
 */
record Scaling(double slope, double inter) {
  static final Scaling NONE = new Scaling(1, 0);

  /**
   * The scaling that a header asks for; none for colours, as the standard says.
   *
   * @throws org.bidsveil.files.Refusal nifti-scaling for a slope with an intercept that is no
   *     number
   */
  static Scaling of(NiftiHeader header) {
    double slope = header.sclSlope();
    double inter = header.sclInter();
    if (slope == 0 || !Double.isFinite(slope) || header.datatype().isColour()) {
      return NONE;
    }
    if (!Double.isFinite(inter)) {
      throw NiftiRefusal.intercept(inter);
    }
    return new Scaling(slope, inter);
  }

  boolean isNone() {
    return slope == 1 && inter == 0;
  }

  double real(double stored) {
    return stored * slope + inter;
  }

  /**
   * The stored value, not yet rounded, whose real value is {@code real}. Adding 0 turns the -0 of a
   * negative slope into 0, whose bytes are all 0.
   */
  double stored(double real) {
    return (real - inter) / slope + 0.0;
  }
}
