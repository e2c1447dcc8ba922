package org.bidsveil.qc;

import java.util.Arrays;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Box;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * A head's surface seen from one direction by parallel rays: depth minus its mean over {@value
 * #MEAN_MM} mm around, as in {@link FaceRelief}.
 *
 * @param right the map's columns run this way, world
 * @param up the map's rows run this way, world
 * @param side rows and columns of the map
 * @param relief mm, more is deeper; NaN where the surface is not in view or too little around it
 */
record SurfaceView(Vec3 right, Vec3 up, int side, float[] relief) {
  /** Rays lie this far apart, mm: a nose is 35 mm broad (Farkas 1994). */
  static final double STEP_MM = 6;

  private static final double MEAN_MM = 24;

  /** Relief beyond this is a hole or an edge and no feature, as in {@link FaceRelief}. */
  private static final double MOST_MM = 15;

  /** With less of its surroundings in view a point has no mean. */
  private static final double LEAST_KNOWN = 0.7;

  /** Along a ray, mm: less than a working voxel. */
  private static final double MARCH_MM = 1.5;

  /** Closer to the vertical than this cosine a viewer's up is the head's front. */
  private static final double STEEP = 0.9;

  /**
   * @param head on the working lattice
   * @param box around it
   * @param centre what the viewer looks at, world mm
   * @param reachMm rays pass within this of the centre, and begin as far before it
   * @param direction from the head to the viewer, of length 1
   */
  static SurfaceView of(Mask head, Box box, Vec3 centre, double reachMm, Vec3 direction) {
    Vec3 upright = Math.abs(direction.z()) < STEEP ? new Vec3(0, 0, 1) : new Vec3(0, 1, 0);
    Vec3 right = cross(upright, direction);
    right = right.times(1 / right.norm());
    Vec3 up = cross(direction, right);
    int half = (int) (reachMm / STEP_MM);
    int side = 2 * half + 1;
    Grid grid = head.grid();
    Affine voxelFromWorld = grid.voxelFromWorld();
    Vec3 step = voxelFromWorld.applyToDirection(direction.times(-MARCH_MM));
    Vec3 front = centre.plus(direction.times(reachMm));
    int points = (int) (2 * reachMm / MARCH_MM);
    float[] depth = new float[side * side];
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        Vec3 start =
            front.plus(right.times((c - half) * STEP_MM)).plus(up.times((r - half) * STEP_MM));
        depth[r * side + c] = depth(head, box, voxelFromWorld.apply(start), step, points);
      }
    }
    return new SurfaceView(right, up, side, relief(depth, side));
  }

  private static int nearest(double coordinate) {
    return coordinate < -0.5 ? -1 : (int) (coordinate + 0.5);
  }

  /** mm to the first voxel of the head; NaN without one, or where the field of view cuts it. */
  private static float depth(Mask head, Box box, Vec3 start, Vec3 step, int points) {
    Grid grid = head.grid();
    int nx = grid.nx();
    int ny = grid.ny();
    int nz = grid.nz();
    double x = start.x();
    double y = start.y();
    double z = start.z();
    double dx = step.x();
    double dy = step.y();
    double dz = step.z();
    boolean inView = false;
    // A point before the box tells whether the view holds what lies before the head: a ray that
    // comes out of the field of view meets neither box nor head any more.
    for (int d = before(box, start, step); d < points; d++) {
      int i = nearest(x + d * dx);
      int j = nearest(y + d * dy);
      int k = nearest(z + d * dz);
      if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz) {
        if (head.get(i + nx * (j + ny * k))) {
          return inView ? (float) (d * MARCH_MM) : Float.NaN;
        }
        inView = true;
      } else if (inView) {
        return Float.NaN;
      }
    }
    return Float.NaN;
  }

  /** The last point of a ray that surely lies before the box; beyond all where it passes by. */
  private static int before(Box box, Vec3 start, Vec3 step) {
    double from = 0;
    double to = Integer.MAX_VALUE;
    double[] at = {start.x(), start.y(), start.z()};
    double[] by = {step.x(), step.y(), step.z()};
    int[] low = {box.i0(), box.j0(), box.k0()};
    int[] high = {box.i1(), box.j1(), box.k1()};
    for (int axis = 0; axis < 3; axis++) {
      double a = (low[axis] - 1 - at[axis]) / by[axis];
      double b = (high[axis] - at[axis]) / by[axis];
      if (by[axis] != 0) {
        from = Math.max(from, Math.min(a, b));
        to = Math.min(to, Math.max(a, b));
      } else if (at[axis] < low[axis] - 1 || at[axis] > high[axis]) {
        return Integer.MAX_VALUE;
      }
    }
    return from > to ? Integer.MAX_VALUE : Math.max(0, (int) from - 1);
  }

  private static float[] relief(float[] depth, int side) {
    int reach = (int) (MEAN_MM / STEP_MM);
    float[] out = new float[depth.length];
    Arrays.fill(out, Float.NaN);
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        if (!Float.isNaN(depth[r * side + c])) {
          out[r * side + c] = relief(depth, side, r, c, reach);
        }
      }
    }
    return out;
  }

  private static float relief(float[] depth, int side, int r, int c, int reach) {
    double sum = 0;
    int known = 0;
    int all = 0;
    for (int dy = -reach; dy <= reach; dy++) {
      for (int dx = -reach; dx <= reach; dx++) {
        if (dx * dx + dy * dy <= reach * reach) {
          all++;
          int y = r + dy;
          int x = c + dx;
          if (x >= 0 && y >= 0 && x < side && y < side && !Float.isNaN(depth[y * side + x])) {
            sum += depth[y * side + x];
            known++;
          }
        }
      }
    }
    return known < LEAST_KNOWN * all
        ? Float.NaN
        : (float) Math.clamp(depth[r * side + c] - sum / known, -MOST_MM, MOST_MM);
  }

  private static Vec3 cross(Vec3 a, Vec3 b) {
    return new Vec3(
        a.y() * b.z() - a.z() * b.y(),
        a.z() * b.x() - a.x() * b.z(),
        a.x() * b.y() - a.y() * b.x());
  }
}
