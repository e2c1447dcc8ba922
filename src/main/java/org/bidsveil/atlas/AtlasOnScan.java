package org.bidsveil.atlas;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/** Pulls atlas maps onto a scan's lattice through an alignment. */
public final class AtlasOnScan {
  private AtlasOnScan() {}

  /**
   * The atlas map at each voxel of the lattice, trilinear. Beyond the atlas lattice the nearest
   * border value holds: air in front of the face goes on for ever.
   */
  public static Volume pull(
      Volume atlasMap, Alignment alignment, Grid scan, TaskExecutor executor) {
    float[] out = new float[scan.voxelCount()];
    Sampler sampler = new Sampler(atlasMap, 0);
    executor.forEach(
        scan.nz(),
        k -> {
          int at = scan.index(0, 0, k);
          for (int j = 0; j < scan.ny(); j++) {
            for (int i = 0; i < scan.nx(); i++) {
              Vec3 world = scan.worldFromVoxel().apply(i, j, k);
              Vec3 p = alignment.toAtlas(world);
              out[at++] = sampler.trilinearHeldAtWorld(p.x(), p.y(), p.z());
            }
          }
        });
    return new Volume(scan, out);
  }

  /**
   * The voxels of a lattice that lie above a height of the atlas, by the affine part alone.
   *
   * @param zMm atlas world
   */
  public static Mask above(double zMm, Alignment alignment, Grid scan) {
    Affine atlasFromVoxel = alignment.affine().inverse().after(scan.worldFromVoxel());
    Mask above = new Mask(scan);
    int v = 0;
    for (int k = 0; k < scan.nz(); k++) {
      for (int j = 0; j < scan.ny(); j++) {
        for (int i = 0; i < scan.nx(); i++, v++) {
          if (atlasFromVoxel.apply(i, j, k).z() > zMm) {
            above.set(v);
          }
        }
      }
    }
    return above;
  }
}
