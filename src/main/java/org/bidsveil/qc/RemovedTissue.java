package org.bidsveil.qc;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * How much of a head a mask takes, and how much of that where it has no business: removed air
 * counts for nothing, removed tissue outside of face and ears does.
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
    Grid working = head.grid();
    Grid scan = removed.grid();
    Affine workingFromScan = working.voxelFromWorld().after(scan.worldFromVoxel());
    long inHead = 0;
    long elsewhere = 0;
    int plane = scan.nx() * scan.ny();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      Vec3 at = workingFromScan.apply(v % scan.nx(), v % plane / scan.nx(), v / plane);
      int i = (int) Math.rint(at.x());
      int j = (int) Math.rint(at.y());
      int k = (int) Math.rint(at.z());
      if (working.contains(i, j, k) && head.get(i, j, k)) {
        inHead++;
        if (!zone.get(i, j, k)) {
          elsewhere++;
        }
      }
    }
    double ml = scan.voxelVolumeMm3() / 1000;
    return new RemovedTissue(
        head.count() * working.voxelVolumeMm3() / 1000, inHead * ml, elsewhere * ml);
  }

  /**
   * The voxels of the working lattice of which a mask takes at least half.
   *
   * @param removed on the scan's lattice, of which the working lattice is a box average
   */
  public static Mask mostlyRemoved(Mask removed, Grid working) {
    Grid scan = removed.grid();
    Affine workingFromScan = working.voxelFromWorld().after(scan.worldFromVoxel());
    int[] count = new int[working.voxelCount()];
    int plane = scan.nx() * scan.ny();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      Vec3 at = workingFromScan.apply(v % scan.nx(), v % plane / scan.nx(), v / plane);
      int i = (int) Math.rint(at.x());
      int j = (int) Math.rint(at.y());
      int k = (int) Math.rint(at.z());
      if (working.contains(i, j, k)) {
        count[working.index(i, j, k)]++;
      }
    }
    double half = working.voxelVolumeMm3() / scan.voxelVolumeMm3() / 2;
    Mask mostly = new Mask(working);
    for (int v = 0; v < count.length; v++) {
      if (count[v] > 0 && count[v] >= half - 1e-6) {
        mostly.set(v);
      }
    }
    return mostly;
  }

  /** Share of the head's tissue that goes, 0 to 1; NaN where there is no head. */
  public double removedShare() {
    return headMl > 0 ? removedMl / headMl : Double.NaN;
  }

  /** Share of the head's tissue that goes where neither face nor ears are, 0 to 1. */
  public double elsewhereShare() {
    return headMl > 0 ? elsewhereMl / headMl : Double.NaN;
  }
}
