package org.bidsveil.rewrite;

import java.util.Locale;

/** The value of a removed voxel. */
public enum Fill {
  /**
   * The stored value that means 0, or the nearest that the data type can hold; that of air in a
   * volume in which 0 is a value of tissue.
   */
  ZERO,
  /** The stored value of the volume's air. */
  BACKGROUND,
  /** Values drawn from the volume's own air: programs estimate noise there. */
  NOISE;

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
