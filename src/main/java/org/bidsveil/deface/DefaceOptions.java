package org.bidsveil.deface;

/**
 * The options that a user may give to any defacer.
 *
 * @param bufferMm least distance in mm between a removed voxel and the brain mask; NaN means the
 *     defacer's own default
 * @param keepEars whether the pinnae stay
 * @param betFraction fractional intensity threshold of the surface brain extraction (Smith 2002:
 *     0.5)
 */
public record DefaceOptions(double bufferMm, boolean keepEars, double betFraction) {

  public static final DefaceOptions DEFAULT = new DefaceOptions(Double.NaN, false, 0.5);

  public DefaceOptions {
    if (bufferMm < 0) {
      throw new IllegalArgumentException("the buffer is a distance: " + bufferMm);
    }
    if (!(betFraction > 0 && betFraction < 1)) {
      throw new IllegalArgumentException("bet_frac lies between 0 and 1: " + betFraction);
    }
  }
}
