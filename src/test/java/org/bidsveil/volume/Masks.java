package org.bidsveil.volume;

import java.util.Random;

/** Small masks for tests. */
final class Masks {
  private Masks() {}

  static Grid grid(int nx, int ny, int nz, double sx, double sy, double sz) {
    return new Grid(nx, ny, nz, Affine.scaling(sx, sy, sz));
  }

  static Grid cube(int n) {
    return grid(n, n, n, 1, 1, 1);
  }

  /** From rows of '#' (set) and '.', x along a row, y down the rows, slices one after another. */
  static Mask of(Grid grid, String... rows) {
    Mask mask = new Mask(grid);
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < rows[row].length(); i++) {
        if (rows[row].charAt(i) == '#') {
          mask.set(i + grid.nx() * row);
        }
      }
    }
    return mask;
  }

  static Mask single(Grid grid, int i, int j, int k) {
    Mask mask = new Mask(grid);
    mask.set(i, j, k);
    return mask;
  }

  static Mask full(Grid grid) {
    return new Mask(grid).not();
  }

  static Mask random(Grid grid, double share, long seed) {
    Random random = new Random(seed);
    Mask mask = new Mask(grid);
    for (int v = 0; v < grid.voxelCount(); v++) {
      if (random.nextDouble() < share) {
        mask.set(v);
      }
    }
    return mask;
  }

  /** Distance in mm to the nearest set voxel, by looking at every one of them. */
  static double slowDistance(Mask mask, int i, int j, int k) {
    Grid grid = mask.grid();
    double best = Double.POSITIVE_INFINITY;
    for (int z = 0; z < grid.nz(); z++) {
      for (int y = 0; y < grid.ny(); y++) {
        for (int x = 0; x < grid.nx(); x++) {
          if (mask.get(x, y, z)) {
            double dx = (x - i) * grid.voxelSizeMm(0);
            double dy = (y - j) * grid.voxelSizeMm(1);
            double dz = (z - k) * grid.voxelSizeMm(2);
            best = Math.min(best, Math.sqrt(dx * dx + dy * dy + dz * dz));
          }
        }
      }
    }
    return best;
  }
}
