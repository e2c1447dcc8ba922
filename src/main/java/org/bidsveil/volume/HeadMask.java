package org.bidsveil.volume;

/**
 * Separates the head from air at any contrast: whatever is brighter than air, in one piece, with
 * its holes filled. The image is smoothed first so that noise in air neither passes the threshold
 * nor clings to the head.
 */
public final class HeadMask {
  /** Less than the thickness of skin (1 to 3 mm), more than the noise's own grain. */
  private static final double SIGMA_MM = 1;

  /**
   * Median to lower quartile is 0.35 (half-normal), 0.42 (Rayleigh) or 0.67 sigma (normal): this
   * many of them above the median is the 99.7th percentile of noise or more.
   */
  private static final double NOISE_QUARTILES = 6.6;

  private HeadMask() {}

  /** The head by {@link #airThreshold(Percentiles)} of the smoothed image. */
  public static Mask of(Volume volume, TaskExecutor executor) {
    Volume smooth = GaussianFilter.smooth(volume, SIGMA_MM, executor);
    return ofSmooth(smooth, airThreshold(Percentiles.of(smooth, executor)));
  }

  /** The same of an image that is smooth already, by a threshold of the caller. */
  static Mask ofSmooth(Volume smooth, double threshold) {
    return Morphology.fillHoles(ConnectedComponents.largest(smooth.atLeast(threshold)));
  }

  /**
   * The value between air and the darkest tissue. Otsu's threshold of a head lies between dark and
   * bright tissue and would strip skin; Otsu's threshold of what lies below it is the one between
   * air and tissue (on 33 heads of ten sources it came out at 0.09 to 0.17 of the 98th percentile,
   * where BET's head threshold is 0.10: Smith 2002, Hum Brain Mapp 17:143, section "Estimation of
   * basic image and brain parameters").
   *
   * <p>A head without dark tissue would have its noise parted instead, so the threshold is also at
   * least the median of the dark class and {@link #NOISE_QUARTILES} times its distance to the lower
   * quartile, but no more than half way from the darkest value to Otsu's threshold. Where air is
   * one single value it is that half way. Without contrast there is no head: +infinity.
   */
  public static double airThreshold(Percentiles percentiles) {
    if (percentiles.isConstant()) {
      return Double.POSITIVE_INFINITY;
    }
    double otsu = percentiles.otsu();
    double halfWay = (percentiles.min() + otsu) / 2;
    double below = percentiles.otsuBelow(otsu);
    if (below <= percentiles.min()) {
      return halfWay;
    }
    double median = percentiles.percentileBelow(otsu, 50);
    double quartile = percentiles.percentileBelow(otsu, 25);
    double noise = median + NOISE_QUARTILES * (median - quartile);
    return Math.max(below, Math.min(noise, halfWay));
  }
}
