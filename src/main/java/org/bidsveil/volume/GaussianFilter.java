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
    Grid grid = volume.grid();
    Volume smoothed = volume.copy();
    float[] values = smoothed.values();
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
    return smoothed;
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
    float[] source = new float[length * rows];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(values, from + r * stride, source, r * length, length);
    }
    float[] sum = new float[length];
    for (int r = 0; r < rows; r++) {
      float scale = scale(half, r, rows);
      float centre = half[0] * scale;
      for (int i = 0; i < length; i++) {
        sum[i] = centre * source[r * length + i];
      }
      for (int t = 1; t < half.length; t++) {
        float weight = half[t] * scale;
        if (r - t >= 0 && r + t < rows) {
          add(sum, source, (r - t) * length, (r + t) * length, weight);
        } else if (r - t >= 0) {
          add(sum, source, (r - t) * length, weight);
        } else if (r + t < rows) {
          add(sum, source, (r + t) * length, weight);
        }
      }
      System.arraycopy(sum, 0, values, from + r * stride, length);
    }
  }

  private static void add(float[] sum, float[] source, int from, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * source[from + i];
    }
  }

  /** Two rows at once: half the reads and writes of the sum, in the same order. */
  private static void add(float[] sum, float[] source, int before, int behind, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum[i] + weight * source[before + i] + weight * source[behind + i];
    }
  }
}
