package org.bidsveil.deface;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * Removes everything in front of and below one plane between brain and face (Schimke and Hale 2011,
 * "Quickshear defacing for neuroimages", HealthSec). The ears stay, as in the paper, and the
 * verdict says so.
 *
 * <p>The plane comes from the convex hull of the brain mask seen from the side, moved away from the
 * brain by a buffer. What differs from the paper, which counts voxels along the scan's axes: world
 * millimetres, the head's own sagittal plane (the atlas' axes carried to the scan), and the choice
 * among the hull's edges, see {@link ShearPlane}.
 */
public final class QuickshearDefacer implements Defacer {
  /** The name for {@code --deid}. */
  public static final String NAME = "quickshear";

  /**
   * Between plane and brain. The paper leaves it open and the reference program takes 10 voxels; at
   * 10 mm a strip between the eyes stays on most heads (docs/decisions/0022). What the plane takes
   * nearer to the brain than the guard's margin stays.
   */
  static final double BUFFER_MM = 5;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean removesEars() {
    return false;
  }

  @Override
  public DefaceProposal propose(ScanContext scan, DefaceOptions options) throws CannotDeface {
    BrainPlausibility.require(scan);
    double buffer = Double.isNaN(options.bufferMm()) ? BUFFER_MM : options.bufferMm();
    ShearPlane plane = ShearPlane.of(scan.brain(), scan.alignment(), scan.atlas());
    return new DefaceProposal(NAME, beyond(plane, buffer, scan));
  }

  /** The voxels of the scan whose centre lies farther than the buffer beyond the plane. */
  private static Mask beyond(ShearPlane plane, double bufferMm, ScanContext scan) {
    Grid grid = scan.grid();
    Affine worldFromVoxel = grid.worldFromVoxel();
    Mask removed = new Mask(grid);
    double stepX = worldFromVoxel.column(0).dot(plane.normal());
    int v = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        Vec3 rowStart = worldFromVoxel.apply(0, j, k);
        double distance = plane.distanceMm(rowStart);
        for (int i = 0; i < grid.nx(); i++, v++) {
          if (distance + i * stepX > bufferMm) {
            removed.set(v);
          }
        }
      }
    }
    return removed;
  }
}
