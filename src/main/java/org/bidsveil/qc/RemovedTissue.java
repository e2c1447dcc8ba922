package org.bidsveil.qc;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * How much of a head a mask removes, and how much of that where it should not: removed air does not
 * count, removed tissue outside face and ears does.
 *
 * @param headMl head tissue in the field of view, ml
 * @param removedMl head tissue removed, ml
 * @param elsewhereMl head tissue removed outside of the zone of face and ears, ml
 */
public record RemovedTissue(double headMl, double removedMl, double elsewhereMl) {

  /**
   * @param head the scan's own head, brain included, on the working lattice
   * @param zone where tissue may go, on the working lattice
   * @param removed on the scan's lattice, of which the working lattice is a box average
   */
  public static RemovedTissue of(Mask head, Mask zone, Mask removed) {
    int[] count = counts(removed, head.grid());
    long inHead = 0;
    long elsewhere = 0;
    for (int v = head.nextSet(0); v >= 0; v = head.nextSet(v + 1)) {
      inHead += count[v];
      elsewhere += zone.get(v) ? 0 : count[v];
    }
    double ml = removed.grid().voxelVolumeMm3() / 1000;
    return new RemovedTissue(
        head.count() * head.grid().voxelVolumeMm3() / 1000, inHead * ml, elsewhere * ml);
  }

  /**
   * The voxels of the working lattice of which a mask takes at least half.
   *
   * @param removed on the scan's lattice, of which the working lattice is a box average
   */
  public static Mask mostlyRemoved(Mask removed, Grid working) {
    int[] count = counts(removed, working);
    double half = working.voxelVolumeMm3() / removed.grid().voxelVolumeMm3() / 2;
    Mask mostly = new Mask(working);
    for (int v = 0; v < count.length; v++) {
      if (count[v] > 0 && count[v] >= half - 1e-6) {
        mostly.set(v);
      }
    }
    return mostly;
  }

  /** How many removed voxels of the scan lie in each voxel of the working lattice. */
  private static int[] counts(Mask removed, Grid working) {
    Grid scan = removed.grid();
    int[] x = nearest(scan, working, 0);
    int[] y = nearest(scan, working, 1);
    int[] z = nearest(scan, working, 2);
    int[] count = new int[working.voxelCount()];
    for (int v = removed.nextSet(0); v >= 0; ) {
      int row = v / scan.nx();
      int first = row * scan.nx();
      int to = working.index(0, y[row % scan.ny()], z[row / scan.ny()]);
      int end = Math.min(first + scan.nx(), removed.nextClear(v));
      for (; v < end; v++) {
        count[to + x[v - first]]++;
      }
      v = removed.nextSet(v);
    }
    return count;
  }

  /** The voxel of a box average in which each voxel of an axis lies. */
  private static int[] nearest(Grid scan, Grid working, int axis) {
    Affine map = working.voxelFromWorld().after(scan.worldFromVoxel());
    Vec3 step = map.column(axis);
    Vec3 start = map.apply(0, 0, 0);
    double along = axis == 0 ? step.x() : axis == 1 ? step.y() : step.z();
    double from = axis == 0 ? start.x() : axis == 1 ? start.y() : start.z();
    int[] nearest = new int[scan.size(axis)];
    for (int n = 0; n < nearest.length; n++) {
      nearest[n] = (int) Math.clamp(Math.rint(from + n * along), 0, working.size(axis) - 1);
    }
    return nearest;
  }

  /** The share of the head's tissue that is removed, 0 to 1; NaN where there is no head. */
  public double removedShare() {
    return headMl > 0 ? removedMl / headMl : Double.NaN;
  }

  /** The share of the head's tissue that is removed outside face and ears, 0 to 1. */
  public double elsewhereShare() {
    return headMl > 0 ? elsewhereMl / headMl : Double.NaN;
  }
}
