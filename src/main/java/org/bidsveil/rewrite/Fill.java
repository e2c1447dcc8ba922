package org.bidsveil.rewrite;

import java.util.Locale;

/** The value of a removed voxel. */
public enum Fill {
  /**
   * The stored value that means 0, or the nearest that the data type can hold; in a volume in which
   * 0 is a value of tissue, the value of air.
   */
  ZERO,
  /** The stored value of the volume's air. */
  BACKGROUND,
  /** Values drawn from the volume's own air, because programs estimate noise there. */
  NOISE,
  /**
   * The average face and ears of the atlas, in the contrast of what is kept: refacing (Schwarz et
   * al. 2021, NeuroImage 231:117845).
   */
  FACE;

  /** The name as on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
