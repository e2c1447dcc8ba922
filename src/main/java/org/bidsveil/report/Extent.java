package org.bidsveil.report;

import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * A box along the axes of RAS+ world space, in mm: the part of the head that a {@link Mosaic}
 * shows. Taken from the head before defacing, it includes the removed face, and pictures before and
 * after defacing line up.
 */
public record Extent(Vec3 lowMm, Vec3 highMm) {

  /** Air left around the centres of a head's outermost voxels. */
  static final double MARGIN_MM = 5;

  public Extent {
    for (int axis = 0; axis < 3; axis++) {
      if (!(lowMm.component(axis) < highMm.component(axis))) {
        throw new IllegalArgumentException("an extent from " + lowMm + " to " + highMm);
      }
    }
  }

  /**
   * The extent of a mask with a little air around it, or of the whole grid if the mask is empty.
   */
  public static Extent around(Mask mask) {
    return bounds(mask).grown(MARGIN_MM);
  }

  /** Around a mask to the edges of its voxels. */
  static Extent of(Mask mask) {
    Grid grid = mask.grid();
    double voxel =
        Math.max(grid.voxelSizeMm(0), Math.max(grid.voxelSizeMm(1), grid.voxelSizeMm(2)));
    return bounds(mask).grown(voxel / 2);
  }

  private static Bounds bounds(Mask mask) {
    Grid grid = mask.grid();
    Bounds bounds = new Bounds();
    for (int row = 0; row < grid.ny() * grid.nz(); row++) {
      int first = mask.nextSet(row * grid.nx());
      int last = (row + 1) * grid.nx() - 1;
      if (first < 0) {
        break;
      }
      if (first <= last) {
        while (!mask.get(last)) {
          last--;
        }
        // Along a row the world position is linear: its ends are its extremes.
        int start = row * grid.nx();
        bounds.add(grid, first - start, row % grid.ny(), row / grid.ny());
        bounds.add(grid, last - start, row % grid.ny(), row / grid.ny());
      }
    }
    if (mask.isEmpty()) {
      for (int corner = 0; corner < 8; corner++) {
        bounds.add(
            grid,
            (corner & 1) * (grid.nx() - 1),
            (corner >> 1 & 1) * (grid.ny() - 1),
            (corner >> 2) * (grid.nz() - 1));
      }
    }
    return bounds;
  }

  /** The middle of the box in mm. */
  public Vec3 middleMm() {
    return lowMm.plus(highMm).times(0.5);
  }

  /** The length along world axis 0, 1 or 2 in mm. */
  public double lengthMm(int axis) {
    return highMm.component(axis) - lowMm.component(axis);
  }

  /** The least and greatest world coordinates so far. */
  private static final class Bounds {
    private final double[] low = {
      Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY
    };
    private final double[] high = {
      Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    void add(Grid grid, int i, int j, int k) {
      Vec3 point = grid.worldFromVoxel().apply(i, j, k);
      for (int axis = 0; axis < 3; axis++) {
        low[axis] = Math.min(low[axis], point.component(axis));
        high[axis] = Math.max(high[axis], point.component(axis));
      }
    }

    Extent grown(double mm) {
      return new Extent(
          new Vec3(low[0] - mm, low[1] - mm, low[2] - mm),
          new Vec3(high[0] + mm, high[1] + mm, high[2] + mm));
    }
  }
}
