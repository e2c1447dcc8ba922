package org.bidsveil.nifti;

/**
 * The encoding of a volume that is written as a new file.
 *
 * @param slope real value of one stored step, not 0; 1 for none
 * @param inter real value of stored 0
 * @param formCode sform_code and qform_code (nifti1.h, NIFTI_XFORM codes): what the world
 *     coordinates are relative to
 */
public record NiftiEncoding(NiftiDatatype datatype, double slope, double inter, int formCode) {
  /** NIFTI_XFORM_SCANNER_ANAT. */
  public static final int SCANNER_ANATOMICAL = 1;

  /** NIFTI_XFORM_ALIGNED_ANAT: coordinates aligned to another file's, or "truth". */
  public static final int ALIGNED_ANATOMICAL = 2;

  public NiftiEncoding {
    if (!datatype.isSupported()) {
      throw new IllegalArgumentException("cannot write " + datatype);
    }
    if (slope == 0 || !Double.isFinite(slope) || !Double.isFinite(inter)) {
      throw new IllegalArgumentException("slope " + slope + ", intercept " + inter);
    }
    if (formCode < 1) {
      throw new IllegalArgumentException("a form code is at least 1: " + formCode);
    }
  }

  /** An unscaled encoding with coordinates aligned to another file's. */
  public static NiftiEncoding of(NiftiDatatype datatype) {
    return new NiftiEncoding(datatype, 1, 0, ALIGNED_ANATOMICAL);
  }

  public NiftiEncoding withScaling(double newSlope, double newInter) {
    return new NiftiEncoding(datatype, newSlope, newInter, formCode);
  }

  public NiftiEncoding withFormCode(int newFormCode) {
    return new NiftiEncoding(datatype, slope, inter, newFormCode);
  }
}
