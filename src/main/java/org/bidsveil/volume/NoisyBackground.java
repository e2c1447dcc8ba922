package org.bidsveil.volume;

import java.util.Arrays;

/**
 * Darkens air that is not dark. A ratio image, such as the uniform image of MP2RAGE (Marques et al.
 * 2010, NeuroImage 49:1271), has noise of the whole range of values where there is no signal ("salt
 * and pepper"): no edge shows where the head ends.
 *
 * <p>Noise of air differs from voxel to voxel, tissue does not. With s the standard deviation in
 * 3x3x3 voxels and n its median over the border of the field of view, every voxel is drawn towards
 * the lowest value by the factor 1 - (s/n)², at least 0: what varies like the air becomes air.
 */
public final class NoisyBackground {
  /**
   * The border is noise of the whole range where its local standard deviation is at least this
   * share of the range between the 2nd and the 98th percentile. Uniform noise has 1/√12 = 0.29, air
   * of a magnitude image with a signal-to-noise ratio of 20 has 0.03.
   */
  private static final double LEAST_SHARE = 0.15;

  private static final double LOW_PERCENTILE = 2;
  private static final double HIGH_PERCENTILE = 98;

  /** Neighbourhoods that do not overlap tell as much. */
  private static final int APART = 3;

  private NoisyBackground() {}

  /** Whether the air of an image is noise of the whole range. */
  static boolean isBright(Volume image, Percentiles percentiles) {
    Grid grid = image.grid();
    return Math.min(grid.nx(), Math.min(grid.ny(), grid.nz())) >= 3
        && isBright(borderDeviation(image), percentiles);
  }

  private static boolean isBright(double noise, Percentiles percentiles) {
    double range = percentiles.percentile(HIGH_PERCENTILE) - percentiles.percentile(LOW_PERCENTILE);
    return noise > 0 && noise >= LEAST_SHARE * range;
  }

  /** The image with its air made dark where that is needed; otherwise the image itself. */
  public static Volume damped(Volume image, TaskExecutor executor) {
    Grid grid = image.grid();
    if (grid.nx() < 3 || grid.ny() < 3 || grid.nz() < 3) {
      return image;
    }
    double noise = borderDeviation(image);
    // Most images end here, having looked at their border only.
    if (!(noise > 0)) {
      return image;
    }
    Percentiles percentiles = Percentiles.of(image, executor);
    if (!isBright(noise, percentiles)) {
      return image;
    }
    double low = percentiles.percentile(LOW_PERCENTILE);
    float[] out = new float[grid.voxelCount()];
    executor.forEach(
        grid.nz(),
        k -> {
          int at = grid.index(0, 0, k);
          for (int j = 0; j < grid.ny(); j++) {
            for (int i = 0; i < grid.nx(); i++, at++) {
              double deviation = deviation(image, i, j, k) / noise;
              double keep = Math.max(0, 1 - deviation * deviation);
              out[at] = (float) (keep * Math.max(0, image.values()[at] - low));
            }
          }
        });
    return new Volume(grid, out);
  }

  /** The median local deviation one voxel inside the six faces of the lattice. */
  private static double borderDeviation(Volume image) {
    Grid grid = image.grid();
    int nx = grid.nx();
    int ny = grid.ny();
    int nz = grid.nz();
    double[] found = new double[2 * (nx * ny + ny * nz + nx * nz)];
    int n = 0;
    for (int k = 1; k < nz - 1; k += APART) {
      for (int j = 1; j < ny - 1; j += APART) {
        found[n++] = deviation(image, 1, j, k);
        found[n++] = deviation(image, nx - 2, j, k);
      }
      for (int i = 1; i < nx - 1; i += APART) {
        found[n++] = deviation(image, i, 1, k);
        found[n++] = deviation(image, i, ny - 2, k);
      }
    }
    for (int j = 1; j < ny - 1; j += APART) {
      for (int i = 1; i < nx - 1; i += APART) {
        found[n++] = deviation(image, i, j, 1);
        found[n++] = deviation(image, i, j, nz - 2);
      }
    }
    Arrays.sort(found, 0, n);
    return found[n / 2];
  }

  /** Standard deviation over the 27 voxels about this one, as far as they are finite. */
  private static double deviation(Volume image, int i, int j, int k) {
    Grid grid = image.grid();
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int z = Math.max(0, k - 1); z <= Math.min(grid.nz() - 1, k + 1); z++) {
      for (int y = Math.max(0, j - 1); y <= Math.min(grid.ny() - 1, j + 1); y++) {
        int row = grid.index(0, y, z);
        for (int x = Math.max(0, i - 1); x <= Math.min(grid.nx() - 1, i + 1); x++) {
          double value = image.values()[row + x];
          if (Double.isFinite(value)) {
            sum += value;
            squares += value * value;
            n++;
          }
        }
      }
    }
    double mean = n == 0 ? 0 : sum / n;
    return n == 0 ? 0 : Math.sqrt(Math.max(0, squares / n - mean * mean));
  }
}
