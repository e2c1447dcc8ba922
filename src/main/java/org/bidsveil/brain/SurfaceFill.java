package org.bidsveil.brain;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * Which voxel centres a closed triangle surface encloses: parity of its crossings along each line
 * of voxels.
 */
final class SurfaceFill {
  /**
   * Lines run this far beside the voxel centres, so that none passes exactly through a vertex or an
   * edge.
   */
  private static final double OFF_CENTRE = 1e-4;

  private SurfaceFill() {}

  /**
   * @param vertices world mm, {@code double[n][3]}
   * @param triangles vertex indices
   */
  static Mask inside(double[][] vertices, int[][] triangles, Grid grid) {
    Affine voxelFromWorld = grid.voxelFromWorld();
    double[][] v = new double[vertices.length][];
    for (int n = 0; n < v.length; n++) {
      Vec3 p = voxelFromWorld.apply(vertices[n][0], vertices[n][1], vertices[n][2]);
      v[n] = new double[] {p.x(), p.y() + OFF_CENTRE, p.z() + OFF_CENTRE * Math.E / 2};
    }
    boolean[] flips = new boolean[grid.voxelCount()];
    for (int[] t : triangles) {
      cross(v[t[0]], v[t[1]], v[t[2]], grid, flips);
    }
    Mask mask = new Mask(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        boolean inside = false;
        for (int i = 0; i < grid.nx(); i++) {
          int at = grid.index(i, j, k);
          inside ^= flips[at];
          if (inside) {
            mask.set(at);
          }
        }
      }
    }
    return mask;
  }

  /**
   * Toggles, on each line (j, k) that the triangle crosses, the first voxel at or beyond the
   * crossing.
   */
  private static void cross(double[] a, double[] b, double[] c, Grid grid, boolean[] flips) {
    int j0 = Math.max(0, (int) Math.ceil(Math.min(a[1], Math.min(b[1], c[1]))));
    int j1 = Math.min(grid.ny() - 1, (int) Math.floor(Math.max(a[1], Math.max(b[1], c[1]))));
    int k0 = Math.max(0, (int) Math.ceil(Math.min(a[2], Math.min(b[2], c[2]))));
    int k1 = Math.min(grid.nz() - 1, (int) Math.floor(Math.max(a[2], Math.max(b[2], c[2]))));
    double area = (b[1] - a[1]) * (c[2] - a[2]) - (c[1] - a[1]) * (b[2] - a[2]);
    if (area == 0) {
      return;
    }
    for (int k = k0; k <= k1; k++) {
      for (int j = j0; j <= j1; j++) {
        double u = ((j - a[1]) * (c[2] - a[2]) - (c[1] - a[1]) * (k - a[2])) / area;
        double w = ((b[1] - a[1]) * (k - a[2]) - (j - a[1]) * (b[2] - a[2])) / area;
        if (u >= 0 && w >= 0 && u + w < 1) {
          double x = a[0] + u * (b[0] - a[0]) + w * (c[0] - a[0]);
          int i = Math.max(0, (int) Math.ceil(x));
          if (i < grid.nx()) {
            flips[grid.index(i, j, k)] ^= true;
          }
        }
      }
    }
  }
}
