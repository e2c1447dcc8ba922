package org.bidsveil.volume;

import java.util.Arrays;

/**
 * A three-dimensional scalar image: {@code float[nz*ny*nx]}, x fastest, on a {@link Grid}. Owns its
 * array; {@link #values()} hands it out without a copy for numeric kernels, which must not write to
 * it unless they made the volume.
 */
public final class Volume {
  private final Grid grid;
  private final float[] values;

  public Volume(Grid grid, float[] values) {
    if (values.length != grid.voxelCount()) {
      throw new IllegalArgumentException(
          values.length + " values for a grid of " + grid.voxelCount() + " voxels");
    }
    this.grid = grid;
    this.values = values;
  }

  /** A volume of zeros. */
  public static Volume zeros(Grid grid) {
    return new Volume(grid, new float[grid.voxelCount()]);
  }

  public Grid grid() {
    return grid;
  }

  public float[] values() {
    return values;
  }

  public float at(int i, int j, int k) {
    return values[grid.index(i, j, k)];
  }

  public Volume copy() {
    return new Volume(grid, Arrays.copyOf(values, values.length));
  }

  /** The voxels whose value is at least {@code threshold}. NaN is below everything. */
  public Mask atLeast(double threshold) {
    Mask mask = new Mask(grid);
    for (int v = 0; v < values.length; v++) {
      if (values[v] >= threshold) {
        mask.set(v);
      }
    }
    return mask;
  }

  /** The voxels whose value is at most {@code threshold}. NaN is above everything. */
  public Mask atMost(double threshold) {
    Mask mask = new Mask(grid);
    for (int v = 0; v < values.length; v++) {
      if (values[v] <= threshold) {
        mask.set(v);
      }
    }
    return mask;
  }
}
