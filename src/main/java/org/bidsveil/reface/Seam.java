package org.bidsveil.reface;

import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/** How the kept voxels differ from what is expected of them, continued into what was removed. */
final class Seam {
  private Seam() {}

  /**
   * The weighted mean of a difference around each voxel (normalised convolution, Knutsson and
   * Westin 1993, CVPR 515).
   *
   * @param difference where the weight is not 0
   * @param weight 0 to 1
   */
  static Volume continued(Volume difference, Volume weight, double sigmaMm, TaskExecutor executor) {
    Volume weighted = difference.copy();
    for (int v = 0; v < weighted.values().length; v++) {
      weighted.values()[v] *= weight.values()[v];
    }
    Volume above = GaussianFilter.smooth(weighted, sigmaMm, executor);
    Volume below = GaussianFilter.smooth(weight, sigmaMm, executor);
    for (int v = 0; v < above.values().length; v++) {
      float sum = below.values()[v];
      above.values()[v] = sum > LEAST_WEIGHT ? above.values()[v] / sum : 0;
    }
    return above;
  }

  private static final float LEAST_WEIGHT = 1e-6f;

  /** The same, falling to nothing over a distance from what the weight is full of. */
  static Volume fading(
      Volume difference, Volume weight, double sigmaMm, double fadeMm, TaskExecutor executor) {
    Volume continued = continued(difference, weight, sigmaMm, executor);
    Mask kept = weight.atLeast(0.5);
    Volume distance = DistanceTransform.toNearestWithin(kept, 3 * fadeMm, executor);
    for (int v = 0; v < continued.values().length; v++) {
      double d = distance.values()[v] / fadeMm;
      continued.values()[v] *= (float) Math.exp(-d * d);
    }
    return continued;
  }
}
