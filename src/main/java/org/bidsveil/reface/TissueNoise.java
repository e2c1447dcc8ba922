package org.bidsveil.reface;

import java.util.Arrays;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * The standard deviation of the noise from voxel to voxel, from second differences, to which a
 * smooth course of brightness adds nothing (Gasser, Sroka, Jennen-Steinmetz 1986, Biometrika
 * 73:625), along that axis on which they are least.
 */
final class TissueNoise {
  /** Median of |x| of a normal distribution of standard deviation 1. */
  private static final double MEDIAN_OF_NORMAL = 0.6745;

  private static final int MOST = 200_000;

  private TissueNoise() {}

  /**
   * @param where voxels of tissue that are kept
   * @return 0 where there are too few to tell
   */
  static double of(Volume scan, Mask where) {
    Grid grid = scan.grid();
    int[] step = {1, grid.nx(), grid.nx() * grid.ny()};
    double least = Double.POSITIVE_INFINITY;
    for (int axis = 0; axis < 3; axis++) {
      least = Math.min(least, along(scan, where, step[axis]));
    }
    return Double.isFinite(least) ? least : 0;
  }

  private static double along(Volume scan, Mask where, int step) {
    float[] values = scan.values();
    float[] found = new float[MOST];
    int stride = Math.max(1, where.count() / MOST);
    int n = 0;
    int seen = 0;
    for (int v = where.nextSet(0); v >= 0 && n < MOST; v = where.nextSet(v + 1)) {
      boolean inside =
          v >= step && v + step < values.length && where.get(v - step) && where.get(v + step);
      if (inside && seen++ % stride == 0) {
        found[n++] = Math.abs(values[v - step] - 2 * values[v] + values[v + step]);
      }
    }
    if (n < 100) {
      return Double.POSITIVE_INFINITY;
    }
    Arrays.sort(found, 0, n);
    return found[n / 2] / (MEDIAN_OF_NORMAL * Math.sqrt(6));
  }
}
