package org.bidsveil.nifti;

/** Unit of the lengths in a header: bits 0 to 2 of xyzt_units (nifti1.h, XYZT_TO_SPACE). */
enum LengthUnit {
  METRE(1, 1000),
  /** Also of a header that names none, and of a code that the standard does not have. */
  MILLIMETRE(2, 1),
  MICROMETRE(3, 0.001);

  private static final int SPACE_BITS = 7;

  private final int code;
  private final double millimetres;

  LengthUnit(int code, double millimetres) {
    this.code = code;
    this.millimetres = millimetres;
  }

  static LengthUnit of(NiftiHeader header) {
    long code = header.integer(HeaderField.XYZT_UNITS) & SPACE_BITS;
    for (LengthUnit unit : values()) {
      if (unit.code == code) {
        return unit;
      }
    }
    return MILLIMETRE;
  }

  /** How many millimetres one of it is. */
  double millimetres() {
    return millimetres;
  }
}
