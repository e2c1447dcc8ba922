package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class BrainGuardTest {
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(1);
  private static final Grid WORKING =
      new Grid(30, 30, 30, Affine.translation(-29, -29, -29).after(Affine.scaling(2, 2, 2)));
  private static final Grid SCAN =
      new Grid(60, 60, 20, Affine.translation(-29.5, -29.5, -28.5).after(Affine.scaling(1, 1, 3)));
  private static final double RADIUS_MM = 15;

  private static Mask ball(Grid grid) {
    Mask mask = new Mask(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          if (grid.worldFromVoxel().apply(i, j, k).norm() <= RADIUS_MM) {
            mask.set(i, j, k);
          }
        }
      }
    }
    return mask;
  }

  @Test
  void everyRemovedVoxelKeepsTheMarginFromTheBrain() {
    requireMargin(5, BrainGuard.around(ball(WORKING), 5, SCAN, EXECUTOR));
  }

  @Test
  void whereBrainIsPossibleTheUsualMarginIsKept() {
    Mask none = new Mask(WORKING);
    requireMargin(5, BrainGuard.around(none, 3, ball(WORKING), SCAN, EXECUTOR));
    requireMargin(3, BrainGuard.around(ball(WORKING), 3, none, SCAN, EXECUTOR));
  }

  private static void requireMargin(double marginMm, BrainGuard guard) {
    Mask everything = new Mask(SCAN).not();
    Mask removed = guard.apply(everything);
    for (int k = 0; k < SCAN.nz(); k++) {
      for (int j = 0; j < SCAN.ny(); j++) {
        for (int i = 0; i < SCAN.nx(); i++) {
          Vec3 p = SCAN.worldFromVoxel().apply(i, j, k);
          // Within the half diagonal of a working voxel, 1.7 mm, its lattice decides.
          if (p.norm() < RADIUS_MM + marginMm - 1.7) {
            assertTrue(!removed.get(i, j, k), "removed at " + p.norm() + " mm");
          } else if (p.norm() > RADIUS_MM + marginMm + 1.7) {
            assertTrue(removed.get(i, j, k), "kept at " + p.norm() + " mm");
          }
        }
      }
    }
  }

  @Test
  void aProposalFarFromTheBrainIsNotTouched() {
    Mask corner = new Mask(SCAN);
    corner.set(0, 0, 0);
    corner.set(59, 59, 19);
    assertEquals(corner, BrainGuard.around(ball(WORKING), 5, SCAN, EXECUTOR).apply(corner));
  }

  @Test
  void withoutBrainNothingIsGuarded() {
    Mask everything = new Mask(SCAN).not();
    BrainGuard guard = BrainGuard.around(new Mask(WORKING), 5, SCAN, EXECUTOR);
    assertEquals(everything, guard.apply(everything));
  }

  /** The guard is what keeps the brain: with a brain mask that misses half of it, half goes. */
  @Test
  void aWrongBrainMaskIsSeenInWhatIsRemoved() {
    Mask half = ball(WORKING);
    for (int v = half.nextSet(0); v >= 0; v = half.nextSet(v + 1)) {
      if (v % 30 < 15) {
        half.clear(v);
      }
    }
    Mask everything = new Mask(SCAN).not();
    Mask removed = BrainGuard.around(half, 0, SCAN, EXECUTOR).apply(everything);
    Mask truth = ball(SCAN);
    double loss = (double) truth.countAnd(removed) / truth.count();
    assertEquals(0.5, loss, 0.08);
  }
}
