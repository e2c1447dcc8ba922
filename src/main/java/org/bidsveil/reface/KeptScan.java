package org.bidsveil.reface;

import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * What is kept of a scan, at about 2 mm; nothing of what was removed is in it.
 *
 * @param mean of the kept voxels of each block, 0 where there are none
 * @param share of each block that is kept, 0 to 1
 * @param block voxels of the scan along each axis
 * @param least smallest value of a kept voxel
 * @param most largest
 */
record KeptScan(Volume mean, Volume share, int[] block, float least, float most) {
  private static final double COARSE_MM = 2;

  static KeptScan of(Volume scan, Mask removed, TaskExecutor executor) {
    Grid grid = scan.grid();
    int[] block = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      block[axis] = (int) Math.max(1, Math.round(COARSE_MM / grid.voxelSizeMm(axis)));
    }
    float[] kept = new float[grid.voxelCount()];
    float[] values = scan.values().clone();
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (int v = 0; v < values.length; v++) {
      boolean stays = !removed.get(v) && Float.isFinite(values[v]);
      kept[v] = stays ? 1 : 0;
      if (stays) {
        least = Math.min(least, values[v]);
        most = Math.max(most, values[v]);
      } else {
        values[v] = 0;
      }
    }
    Volume share =
        Resampler.blockAverage(new Volume(grid, kept), block[0], block[1], block[2], executor);
    Volume mean =
        Resampler.blockAverage(new Volume(grid, values), block[0], block[1], block[2], executor);
    for (int v = 0; v < mean.values().length; v++) {
      float part = share.values()[v];
      mean.values()[v] = part > 0 ? mean.values()[v] / part : 0;
    }
    return new KeptScan(mean, share, block, Math.min(least, most), Math.max(least, most));
  }

  Grid grid() {
    return mean.grid();
  }

  /** Whether nothing of a block was removed. */
  boolean isWhole(int v) {
    return share.values()[v] > 0.999f;
  }

  /**
   * The kept voxels of the scan in blocks in which a map is above a bound.
   *
   * @param map on this lattice
   */
  Mask inside(Volume map, Mask removed, double above) {
    Grid scan = removed.grid();
    Mask out = new Mask(scan);
    for (int k = 0; k < scan.nz(); k++) {
      for (int j = 0; j < scan.ny(); j++) {
        for (int i = 0; i < scan.nx(); i++) {
          boolean deep = map.at(i / block[0], j / block[1], k / block[2]) > above;
          if (deep && !removed.get(i, j, k)) {
            out.set(i, j, k);
          }
        }
      }
    }
    return out;
  }

  /** Where a voxel of the scan lies on this lattice, along one axis; beyond it, at its border. */
  double at(int axis, int index) {
    int[] size = {grid().nx(), grid().ny(), grid().nz()};
    return Math.clamp((index - (block[axis] - 1) / 2.0) / block[axis], 0, size[axis] - 1);
  }

  /** The size of a voxel of the scan along each axis, in blocks. */
  double[] voxel() {
    return new double[] {1.0 / block[0], 1.0 / block[1], 1.0 / block[2]};
  }
}
