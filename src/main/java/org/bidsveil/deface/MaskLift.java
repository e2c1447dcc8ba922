package org.bidsveil.deface;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Carries a mask from the working lattice to the scan's finer one without steps: the signed
 * distance to its surface is interpolated and cut at 0.
 */
public final class MaskLift {
  private MaskLift() {}

  /**
   * @param mask on the working lattice
   * @param target the scan's lattice, in the same world
   */
  public static Mask toGrid(Mask mask, Grid target, TaskExecutor executor) {
    if (mask.grid().equals(target)) {
      return mask;
    }
    if (mask.isEmpty()) {
      return new Mask(target);
    }
    double band = bandMm(mask.grid());
    Volume distance = SignedDistance.clamped(mask, band, executor);
    Affine map = mask.grid().voxelFromWorld().after(target.worldFromVoxel());
    if (!isAlongAxes(map)) {
      return Resampler.resample(distance, target, Affine.IDENTITY, (float) band, executor)
          .atMost(0);
    }
    Steps x = Steps.of(target.nx(), map.xx(), map.xt(), mask.grid().nx());
    Steps y = Steps.of(target.ny(), map.yy(), map.yt(), mask.grid().ny());
    Steps z = Steps.of(target.nz(), map.zz(), map.zt(), mask.grid().nz());
    boolean[] inside = rowsInside(mask);
    Mask lifted = new Mask(target);
    int rows = rowsOfChunk(target.nx());
    int all = target.ny() * target.nz();
    executor.forEach(
        (all + rows - 1) / rows,
        chunk -> {
          float[] coarse = new float[mask.grid().nx()];
          for (int row = chunk * rows; row < Math.min(all, (chunk + 1) * rows); row++) {
            int j = row % target.ny();
            int k = row / target.ny();
            if (y.isInside(j) && z.isInside(k) && reaches(inside, mask.grid(), y, j, z, k)) {
              across(distance, y, j, z, k, coarse);
              along(coarse, x, lifted, row * target.nx());
            }
          }
        });
    return lifted;
  }

  /** A working lattice is a box average of the scan's: its axes run along the scan's. */
  private static boolean isAlongAxes(Affine map) {
    double off =
        Math.abs(map.xy())
            + Math.abs(map.xz())
            + Math.abs(map.yx())
            + Math.abs(map.yz())
            + Math.abs(map.zx())
            + Math.abs(map.zy());
    return off < 1e-6;
  }

  /** So many rows that no two chunks write to one word of the mask. */
  private static int rowsOfChunk(int nx) {
    return 64 / Math.min(64, Integer.lowestOneBit(nx)) * 16;
  }

  /**
   * Where the voxels of an axis lie between those of a coarser one: the voxel below and the share
   * of the way to the next; -1 where the coarser lattice has none ({@link
   * org.bidsveil.volume.Sampler}).
   */
  private record Steps(int[] below, float[] share, int[] next) {
    static Steps of(int count, double step, double start, int coarse) {
      int[] below = new int[count];
      int[] next = new int[count];
      float[] share = new float[count];
      for (int n = 0; n < count; n++) {
        double at = start + n * step;
        double held = Math.clamp(at, 0, coarse - 1.0);
        below[n] = at >= -0.5 && at <= coarse - 0.5 ? (int) held : -1;
        next[n] = Math.min((int) held + 1, coarse - 1);
        share[n] = (float) (held - (int) held);
      }
      return new Steps(below, share, next);
    }

    boolean isInside(int n) {
      return below[n] >= 0;
    }
  }

  /** Whether row j + ny * k of the mask holds any of it. */
  private static boolean[] rowsInside(Mask mask) {
    boolean[] inside = new boolean[mask.grid().ny() * mask.grid().nz()];
    for (int v = mask.nextSet(0); v >= 0; ) {
      int row = v / mask.grid().nx();
      inside[row] = true;
      v = mask.nextSet((row + 1) * mask.grid().nx());
    }
    return inside;
  }

  /** Between four rows outside the mask there is nothing of it. */
  private static boolean reaches(boolean[] inside, Grid grid, Steps y, int j, Steps z, int k) {
    int below = grid.ny() * z.below[k];
    int next = grid.ny() * z.next[k];
    return inside[y.below[j] + below]
        || inside[y.next[j] + below]
        || inside[y.below[j] + next]
        || inside[y.next[j] + next];
  }

  /** One row of the coarse lattice, interpolated on both other axes. */
  private static void across(Volume distance, Steps y, int j, Steps z, int k, float[] row) {
    Grid grid = distance.grid();
    float[] mm = distance.values();
    int a = grid.index(0, y.below[j], z.below[k]);
    int b = grid.index(0, y.next[j], z.below[k]);
    int c = grid.index(0, y.below[j], z.next[k]);
    int d = grid.index(0, y.next[j], z.next[k]);
    float fy = y.share[j];
    float fz = z.share[k];
    for (int i = 0; i < row.length; i++) {
      float near = mm[a + i] + (mm[b + i] - mm[a + i]) * fy;
      float far = mm[c + i] + (mm[d + i] - mm[c + i]) * fy;
      row[i] = near + (far - near) * fz;
    }
  }

  private static void along(float[] row, Steps x, Mask lifted, int from) {
    int[] below = x.below;
    int[] next = x.next;
    float[] share = x.share;
    int first = 0;
    while (first < row.length && row[first] > 0) {
      first++;
    }
    int last = row.length - 1;
    while (last > first && row[last] > 0) {
      last--;
    }
    for (int i = 0; i < below.length; i++) {
      int at = below[i];
      if (at < first - 1 || at > last) {
        continue;
      }
      if (at >= 0 && row[at] + (row[next[i]] - row[at]) * share[i] <= 0) {
        lifted.set(from + i);
      }
    }
  }

  /** Only distances of voxels with a neighbour on the other side enter the surface. */
  private static double bandMm(Grid grid) {
    return Math.hypot(grid.voxelSizeMm(0), Math.hypot(grid.voxelSizeMm(1), grid.voxelSizeMm(2)));
  }
}
