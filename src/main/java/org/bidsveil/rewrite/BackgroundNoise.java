package org.bidsveil.rewrite;

import java.util.Arrays;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.StoredFill;
import org.bidsveil.volume.AirLevel;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.NoisyBackground;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Noise like the air of the scan itself: every removed voxel gets a value drawn from those that
 * stand on the six faces of the lattice and are darker than any tissue, each volume from its own.
 * So its distribution, Rician, uniform or a single value, is the scan's; neighbours are
 * independent.
 *
 * <p>The draw depends on the voxel and on the air's values only: the same scan gives the same
 * bytes.
 */
final class BackgroundNoise {
  /**
   * Median plus this many distances from the lower quartile is beyond the 99.9th percentile of
   * Rayleigh noise: 3.7 against 1.177 + 8 (1.177 - 0.759) sigma.
   */
  private static final double TAIL = 8;

  private BackgroundNoise() {}

  static StoredFill of(NiftiImage image) {
    float[][] air = new float[image.volumes()][];
    long[] seed = new long[air.length];
    for (int t = 0; t < air.length; t++) {
      air[t] = air(image.volume(t));
      seed[t] = mixed(Arrays.hashCode(air[t]) * 0x9E3779B97F4A7C15L + t);
    }
    return (voxelIndex, t) -> {
      float[] values = air[t];
      long random = mixed(seed[t] + voxelIndex * 0x9E3779B97F4A7C15L);
      return values.length == 0 ? 0 : values[(int) Long.remainderUnsigned(random, values.length)];
    };
  }

  /** In order. Where air is noise of the whole range, no value is that of tissue. */
  private static float[] air(Volume volume) {
    float[] border = AirLevel.border(volume);
    boolean bright = NoisyBackground.damped(volume, TaskExecutor.of(1)) != volume;
    double tissue = bright ? Double.POSITIVE_INFINITY : darkestTissue(volume, border);
    int n = 0;
    while (n < border.length && border[n] <= tissue) {
      n++;
    }
    return Arrays.copyOf(border, n);
  }

  /** Where air ends. Where it is most of the border, its own tail belongs to it. */
  private static double darkestTissue(Volume volume, float[] border) {
    Percentiles percentiles = Percentiles.of(volume);
    double threshold = HeadMask.airThreshold(percentiles);
    if (border.length == 0 || border[border.length / 2] > threshold) {
      return threshold;
    }
    double median = border[border.length / 2];
    double tail = median + TAIL * (median - border[border.length / 4]);
    return Math.max(threshold, Math.min(tail, percentiles.otsu()));
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014, OOPSLA). */
  private static long mixed(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
