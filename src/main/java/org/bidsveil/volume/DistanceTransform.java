package org.bidsveil.volume;

import java.util.Arrays;

/**
 * Computes the exact Euclidean distance in mm from every voxel centre to the nearest set voxel's
 * centre (Felzenszwalb and Huttenlocher 2012, Theory of Computing 8:415, section 3: per axis, the
 * lower envelope of parabolas), on a grid with orthogonal axes and any voxel size. Distances are
 * floats: relative error below 1e-6. Lines are independent, so the result is the same for any
 * number of threads.
 */
public final class DistanceTransform {
  /** Lines gathered at a time, so that one cache line of 64 bytes serves sixteen of them. */
  private static final int LINES = 16;

  private DistanceTransform() {}

  /** Distance in mm to the nearest voxel of the set; +infinity everywhere if it is empty. */
  public static Volume toNearest(Mask mask, TaskExecutor executor) {
    return toNearestWithin(mask, Double.POSITIVE_INFINITY, executor);
  }

  /**
   * The same distance up to {@code maxMm}, and +infinity beyond; cheap for a small set, because
   * only the box around the set, {@code maxMm} wider, is examined.
   */
  public static Volume toNearestWithin(Mask mask, double maxMm, TaskExecutor executor) {
    Grid grid = mask.grid();
    float[] squared = new float[grid.voxelCount()];
    Arrays.fill(squared, Float.POSITIVE_INFINITY);
    Box box = Box.around(mask).grownMm(maxMm, grid);
    double[] sizeSquared = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      sizeSquared[axis] = grid.voxelSizeMm(axis) * grid.voxelSizeMm(axis);
    }
    // What is too far along one axis is too far: infinite values are left out of the next axis.
    double most = maxMm * maxMm;
    int nx = grid.nx();
    int nxy = nx * grid.ny();
    executor.forEach(
        box.size(2),
        slice -> {
          int k = box.k0() + slice;
          for (int j = box.j0(); j < box.j1(); j++) {
            alongX(mask, squared, grid.index(box.i0(), j, k), box.size(0), sizeSquared[0], most);
          }
          int from = grid.index(box.i0(), box.j0(), k);
          alongLines(squared, from, box.size(0), nx, box.size(1), sizeSquared[1], most);
        });
    executor.forEach(
        box.size(1),
        row -> {
          int first = grid.index(box.i0(), box.j0() + row, box.k0());
          alongLines(squared, first, box.size(0), nxy, box.size(2), sizeSquared[2], most);
          for (int slice = 0; slice < box.size(2); slice++) {
            int from = first + slice * nxy;
            for (int v = from; v < from + box.size(0); v++) {
              squared[v] = (float) Math.sqrt(squared[v]);
            }
          }
        });
    return new Volume(grid, squared);
  }

  /** Squared distance in mm² within one row of {@code count} voxels from index {@code from}. */
  private static void alongX(
      Mask mask, float[] squared, int from, int count, double sizeSquared, double most) {
    int end = from + count;
    int previous = -1;
    int next = mask.nextSet(from);
    if (next < 0 || next >= end) {
      return;
    }
    for (int v = from; v < end; v++) {
      if (v == next) {
        squared[v] = 0;
        previous = v;
        next = mask.nextSet(v + 1);
        if (next >= end) {
          next = -1;
        }
        continue;
      }
      double before = previous < 0 ? Double.POSITIVE_INFINITY : v - previous;
      double after = next < 0 ? Double.POSITIVE_INFINITY : next - v;
      double steps = Math.min(before, after);
      squared[v] = bounded(steps * steps * sizeSquared, most);
    }
  }

  /**
   * The minimum over q of {@code f(q) + sizeSquared (p - q)²} for {@code lines} neighbouring lines
   * of {@code count} voxels, {@code stride} apart, in place.
   */
  private static void alongLines(
      float[] f, int from, int lines, int stride, int count, double sizeSquared, double most) {
    float[] gathered = new float[LINES * count];
    float[] result = new float[LINES * count];
    int[] parabola = new int[count];
    double[] start = new double[count];
    for (int first = 0; first < lines; first += LINES) {
      int n = Math.min(LINES, lines - first);
      for (int p = 0; p < count; p++) {
        int at = from + first + p * stride;
        for (int line = 0; line < n; line++) {
          gathered[line * count + p] = f[at + line];
        }
      }
      for (int line = 0; line < n; line++) {
        lowerEnvelope(gathered, line * count, count, sizeSquared, most, parabola, start, result);
      }
      for (int p = 0; p < count; p++) {
        int at = from + first + p * stride;
        for (int line = 0; line < n; line++) {
          f[at + line] = result[line * count + p];
        }
      }
    }
  }

  /**
   * One line: {@code f[from .. from+count-1]} to the same places of {@code result}. {@code
   * parabola} and {@code start} are room for the envelope: the apex of each of its parabolas and
   * where that parabola becomes the lowest.
   */
  private static void lowerEnvelope(
      float[] f,
      int from,
      int count,
      double sizeSquared,
      double most,
      int[] parabola,
      double[] start,
      float[] result) {
    int last = -1;
    boolean allZero = true;
    for (int q = 0; q < count; q++) {
      double height = f[from + q];
      if (height != 0) {
        allZero = false;
      }
      if (height == Double.POSITIVE_INFINITY) {
        continue;
      }
      double apex = height + sizeSquared * q * q;
      double meets = Double.NEGATIVE_INFINITY;
      while (last >= 0) {
        int v = parabola[last];
        meets = (apex - (f[from + v] + sizeSquared * v * v)) / (2 * sizeSquared * (q - (double) v));
        if (meets > start[last]) {
          break;
        }
        last--;
      }
      last++;
      parabola[last] = q;
      start[last] = last == 0 ? Double.NEGATIVE_INFINITY : meets;
    }
    if (last < 0 || allZero) {
      System.arraycopy(f, from, result, from, count);
      return;
    }
    int at = 0;
    for (int p = 0; p < count; p++) {
      while (at < last && start[at + 1] < p) {
        at++;
      }
      double step = p - parabola[at];
      result[from + p] = bounded(f[from + parabola[at]] + sizeSquared * step * step, most);
    }
  }

  private static float bounded(double squared, double most) {
    return squared <= most ? (float) squared : Float.POSITIVE_INFINITY;
  }
}
