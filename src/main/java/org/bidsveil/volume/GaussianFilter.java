package org.bidsveil.volume;

/**
 * Convolution with a Gaussian, one axis after the other. Sigma is in mm, so that an anisotropic
 * grid is smoothed by the same ball everywhere. At the border of the grid the weights that fall
 * outside are left out and the others scaled to the sum 1: a constant image stays constant.
 */
public final class GaussianFilter {
  /** The kernel ends at this many sigmas (as scipy.ndimage.gaussian_filter does). */
  private static final double TRUNCATE = 4;

  private GaussianFilter() {}

  /** The image smoothed by {@code sigmaMm} on every axis; 0 leaves it as it is. */
  public static Volume smooth(Volume volume, double sigmaMm, TaskExecutor executor) {
    return smooth(volume, new Vec3(sigmaMm, sigmaMm, sigmaMm), executor);
  }

  /** The image smoothed along each voxel axis by its own sigma in mm. */
  public static Volume smooth(Volume volume, Vec3 sigmaMm, TaskExecutor executor) {
    Volume smoothed = volume.copy();
    smoothInPlace(smoothed, sigmaMm, executor);
    return smoothed;
  }

  /** The same, for an image that nobody else holds. */
  public static void smoothInPlace(Volume volume, double sigmaMm, TaskExecutor executor) {
    smoothInPlace(volume, new Vec3(sigmaMm, sigmaMm, sigmaMm), executor);
  }

  private static void smoothInPlace(Volume volume, Vec3 sigmaMm, TaskExecutor executor) {
    Grid grid = volume.grid();
    float[] values = volume.values();
    float[] alongX = kernel(sigmaMm.x() / grid.voxelSizeMm(0));
    float[] alongY = kernel(sigmaMm.y() / grid.voxelSizeMm(1));
    float[] alongZ = kernel(sigmaMm.z() / grid.voxelSizeMm(2));
    int nx = grid.nx();
    int nxy = nx * grid.ny();
    executor.forEach(
        grid.nz(),
        k -> {
          if (alongX.length > 1) {
            float[] padded = new float[nx + 2 * (alongX.length - 1)];
            float[] row = new float[nx];
            float[] scales = new float[nx];
            for (int i = 0; i < nx; i++) {
              scales[i] = scale(alongX, i, nx);
            }
            for (int j = 0; j < grid.ny(); j++) {
              alongRow(values, grid.index(0, j, k), alongX, scales, padded, row);
            }
          }
          acrossRows(values, k * nxy, nx, nx, grid.ny(), alongY);
        });
    executor.forEach(grid.ny(), j -> acrossRows(values, j * nx, nx, nxy, grid.nz(), alongZ));
  }

  /** Half of the symmetric kernel: weight of offset 0, 1, ...; not scaled. */
  private static float[] kernel(double sigmaVoxels) {
    if (!(sigmaVoxels >= 0)) {
      throw new IllegalArgumentException("sigma is 0 or more, not " + sigmaVoxels + " voxels");
    }
    int radius = (int) (TRUNCATE * sigmaVoxels + 0.5);
    float[] half = new float[radius + 1];
    half[0] = 1;
    for (int t = 1; t <= radius; t++) {
      half[t] = (float) Math.exp(-0.5 * t * t / (sigmaVoxels * sigmaVoxels));
    }
    return half;
  }

  /** 1 / (sum of the weights that fall inside) at position {@code p} of {@code count}. */
  private static float scale(float[] half, int p, int count) {
    double sum = half[0];
    for (int t = 1; t < half.length; t++) {
      sum += p - t >= 0 ? half[t] : 0;
      sum += p + t < count ? half[t] : 0;
    }
    return (float) (1 / sum);
  }

  /**
   * @param padded room for the row with as many zeros at both ends as the kernel reaches
   * @param sum room for the row
   */
  private static void alongRow(
      float[] values, int from, float[] half, float[] scales, float[] padded, float[] sum) {
    int count = sum.length;
    int reach = half.length - 1;
    System.arraycopy(values, from, padded, reach, count);
    set(sum, padded, reach, half[0]);
    int t = 1;
    for (; t < reach; t += 2) {
      add(sum, padded, reach - t, reach + t, half[t], reach - t - 1, reach + t + 1, half[t + 1]);
    }
    if (t == reach) {
      add(sum, padded, 0, 2 * reach, half[t]);
    }
    for (int p = 0; p < count; p++) {
      values[from + p] = sum[p] * scales[p];
    }
  }

  /**
   * {@code rows} rows of {@code length} neighbouring values, {@code stride} apart, smoothed across
   * the rows, in place.
   */
  private static void acrossRows(
      float[] values, int from, int length, int stride, int rows, float[] half) {
    int reach = half.length - 1;
    if (reach == 0) {
      return;
    }
    // The rows that the kernel reaches, as they were, and one of zeros for those beyond the border.
    int kept = 2 * reach + 1;
    int beyond = kept * length;
    float[] window = new float[beyond + length];
    float[] sum = new float[length];
    int read = 0;
    for (int r = 0; r < rows; r++) {
      for (; read <= r + reach && read < rows; read++) {
        System.arraycopy(values, from + read * stride, window, read % kept * length, length);
      }
      float scale = scale(half, r, rows);
      set(sum, window, r % kept * length, half[0] * scale);
      for (int t = 1; t <= reach; t += 2) {
        int before = r - t >= 0 ? (r - t) % kept * length : beyond;
        int behind = r + t < rows ? (r + t) % kept * length : beyond;
        if (t == reach) {
          add(sum, window, before, behind, half[t] * scale);
        } else {
          int before2 = r - t > 0 ? (r - t - 1) % kept * length : beyond;
          int behind2 = r + t + 1 < rows ? (r + t + 1) % kept * length : beyond;
          add(sum, window, before, behind, half[t] * scale, before2, behind2, half[t + 1] * scale);
        }
      }
      System.arraycopy(sum, 0, values, from + r * stride, length);
    }
  }

  // Tap by tap over a whole row: these loops are vectorised.

  private static void set(float[] sum, float[] source, int at, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = weight * source[at + i];
    }
  }

  /** The two taps of one weight. */
  private static void add(float[] sum, float[] source, int one, int other, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum[i] + weight * source[one + i] + weight * source[other + i];
    }
  }

  /** Those of two weights: half the reads and writes of the sum, in the same order. */
  private static void add(
      float[] sum,
      float[] source,
      int one,
      int other,
      float weight,
      int next,
      int nextOther,
      float nextWeight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] =
          sum[i]
              + weight * source[one + i]
              + weight * source[other + i]
              + nextWeight * source[next + i]
              + nextWeight * source[nextOther + i];
    }
  }
}
