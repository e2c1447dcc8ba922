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
            float[] row = new float[nx];
            float[] scales = new float[nx];
            for (int i = 0; i < nx; i++) {
              scales[i] = scale(alongX, i, nx);
            }
            for (int j = 0; j < grid.ny(); j++) {
              alongRow(values, grid.index(0, j, k), alongX, scales, row);
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

  private static void alongRow(
      float[] values, int from, float[] half, float[] scales, float[] row) {
    int count = row.length;
    for (int p = 0; p < count; p++) {
      row[p] = half[0] * values[from + p];
    }
    // Tap by tap over the whole row: these loops are vectorised.
    for (int t = 1; t < half.length && t < count; t++) {
      float weight = half[t];
      int both = Math.max(t, count - t);
      for (int p = 0; p < Math.min(t, count - t); p++) {
        row[p] += weight * values[from + p + t];
      }
      for (int p = t; p < count - t; p++) {
        row[p] = row[p] + weight * values[from + p - t] + weight * values[from + p + t];
      }
      for (int p = both; p < count; p++) {
        row[p] += weight * values[from + p - t];
      }
    }
    for (int p = 0; p < count; p++) {
      values[from + p] = row[p] * scales[p];
    }
  }

  /**
   * {@code rows} rows of {@code length} neighbouring values, {@code stride} apart, smoothed across
   * the rows, in place.
   */
  private static void acrossRows(
      float[] values, int from, int length, int stride, int rows, float[] half) {
    if (half.length == 1) {
      return;
    }
    // Rows behind are still as they were; of those before, as many as the kernel reaches are kept.
    int reach = half.length - 1;
    float[] before = new float[length * reach];
    float[] sum = new float[length];
    for (int r = 0; r < rows; r++) {
      int row = from + r * stride;
      float scale = scale(half, r, rows);
      float centre = half[0] * scale;
      for (int i = 0; i < length; i++) {
        sum[i] = centre * values[row + i];
      }
      for (int t = 1; t <= reach; t++) {
        float weight = half[t] * scale;
        boolean isBefore = r - t >= 0;
        boolean isBehind = r + t < rows;
        int kept = isBefore ? (r - t) % reach * length : 0;
        if (isBefore && isBehind) {
          add(sum, before, kept, values, row + t * stride, weight);
        } else if (isBefore) {
          add(sum, before, kept, weight);
        } else if (isBehind) {
          add(sum, values, row + t * stride, weight);
        }
      }
      System.arraycopy(values, row, before, r % reach * length, length);
      System.arraycopy(sum, 0, values, row, length);
    }
  }

  private static void add(float[] sum, float[] source, int from, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * source[from + i];
    }
  }

  /** Two rows at once: half the reads and writes of the sum, in the same order. */
  private static void add(
      float[] sum, float[] before, int one, float[] behind, int other, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum[i] + weight * before[one + i] + weight * behind[other + i];
    }
  }
}
