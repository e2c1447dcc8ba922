package org.bidsveil.reface;

import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.Volume;

/**
 * How much of a voxel is tissue, by the depth below the skin: the share that lies inside of a plane
 * through it (partial volume).
 */
final class Skin {
  /** An edge is never sharper: half of it, mm. */
  private static final double LEAST_HALF_MM = 0.25;

  private final Sampler depth;
  private final double[] half;
  private final double reachMm;

  /**
   * @param depth below the skin, mm
   * @param voxel the size of a voxel along each axis, in voxels of the depth's lattice
   */
  Skin(Volume depth, double[] voxel) {
    Grid grid = depth.grid();
    this.depth = new Sampler(depth, 0);
    this.half = new double[3];
    double diagonal = 0;
    for (int axis = 0; axis < 3; axis++) {
      half[axis] = voxel[axis] / 2;
      diagonal += Math.pow(voxel[axis] * grid.voxelSizeMm(axis), 2);
    }
    this.reachMm = Math.sqrt(diagonal);
  }

  /** 0 to 1, at a place of the depth's lattice, between its voxels too. */
  double share(double x, double y, double z) {
    double mm = depth.trilinear(x, y, z);
    if (Math.abs(mm) > reachMm) {
      return mm > 0 ? 1 : 0;
    }
    double width =
        Math.abs(depth.trilinear(x + half[0], y, z) - depth.trilinear(x - half[0], y, z))
            + Math.abs(depth.trilinear(x, y + half[1], z) - depth.trilinear(x, y - half[1], z))
            + Math.abs(depth.trilinear(x, y, z + half[2]) - depth.trilinear(x, y, z - half[2]));
    return Math.clamp(0.5 + mm / Math.max(2 * LEAST_HALF_MM, width), 0, 1);
  }

  /** The same at each voxel of the depth's own lattice. */
  static Volume shares(Volume depth) {
    Skin skin = new Skin(depth, new double[] {1, 1, 1});
    Grid grid = depth.grid();
    float[] out = new float[grid.voxelCount()];
    int v = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++, v++) {
          out[v] = (float) skin.share(i, j, k);
        }
      }
    }
    return new Volume(grid, out);
  }
}
