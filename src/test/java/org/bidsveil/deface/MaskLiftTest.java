package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class MaskLiftTest {
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(1);
  private static final Grid COARSE =
      new Grid(20, 20, 20, Affine.translation(-19, -19, -19).after(Affine.scaling(2, 2, 2)));

  /** Blocks of 4 of these voxels, beginning at the same corner, are the coarse voxels. */
  private static final Grid FINE =
      new Grid(
          80,
          80,
          80,
          Affine.translation(-19.75, -19.75, -19.75).after(Affine.scaling(0.5, 0.5, 0.5)));

  private static final Vec3 MIDDLE = new Vec3(0.7, -0.4, 0.2);

  private static Mask ball(Grid grid, double radiusMm) {
    Mask mask = new Mask(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          if (grid.worldFromVoxel().apply(i, j, k).minus(MIDDLE).norm() <= radiusMm) {
            mask.set(i, j, k);
          }
        }
      }
    }
    return mask;
  }

  @Test
  void aBallStaysABallOfTheSameSizeInTheSamePlace() {
    Mask lifted = MaskLift.toGrid(ball(COARSE, 12), FINE, EXECUTOR);
    Mask truth = ball(FINE, 12);
    assertTrue(lifted.dice(truth) > 0.96, "dice " + lifted.dice(truth));
    assertEquals(1, (double) lifted.count() / truth.count(), 0.05);
    assertTrue(lifted.dice(ball(FINE, 10)) < 0.9, "a smaller ball is told apart");
  }

  /** Steps of the coarse voxels would be 2 mm; the lifted surface stays within 1 mm. */
  @Test
  void theSurfaceHasNoSteps() {
    Mask lifted = MaskLift.toGrid(ball(COARSE, 12), FINE, EXECUTOR);
    assertTrue(ball(FINE, 10.6).andNot(lifted).isEmpty(), "a hole");
    assertTrue(lifted.andNot(ball(FINE, 13.2)).isEmpty(), "a bump");
  }

  /** A mask of another image of the head, or of an outside program, lies askew. */
  @Test
  void askewItIsTheSameBallInTheSamePlace() {
    Grid askew = new Grid(80, 80, 80, Affine.rotation(0.3, -0.5, 0.7).after(FINE.worldFromVoxel()));
    Mask lifted = MaskLift.toGrid(ball(COARSE, 12), askew, EXECUTOR);
    Mask truth = ball(askew, 12);
    assertTrue(lifted.dice(truth) > 0.96, "dice " + lifted.dice(truth));
    assertTrue(ball(askew, 10.6).andNot(lifted).isEmpty(), "a hole");
    assertTrue(lifted.andNot(ball(askew, 13.2)).isEmpty(), "a bump");
  }

  /** Hardly askew, it is what it is along the axes. */
  @Test
  void bothWaysGiveTheSameMask() {
    Mask along = MaskLift.toGrid(ball(COARSE, 12), FINE, EXECUTOR);
    Grid askew =
        new Grid(80, 80, 80, Affine.rotation(1e-5, 1e-5, 1e-5).after(FINE.worldFromVoxel()));
    Mask other = MaskLift.toGrid(ball(COARSE, 12), askew, EXECUTOR);
    int differing = along.andNot(other).count() + other.andNot(along).count();
    assertTrue(differing < 20, differing + " of " + along.count() + " voxels");
  }

  /** A face cut by the field of view goes to its very last voxel. */
  @Test
  void aFullMaskStaysFullToTheBorder() {
    Mask full = new Mask(COARSE).not();
    assertEquals(new Mask(FINE).not(), MaskLift.toGrid(full, FINE, EXECUTOR));
  }

  @Test
  void anEmptyMaskStaysEmpty() {
    assertEquals(new Mask(FINE), MaskLift.toGrid(new Mask(COARSE), FINE, EXECUTOR));
  }

  @Test
  void onTheSameLatticeItIsTheMaskItself() {
    Mask mask = ball(COARSE, 12);
    assertSame(mask, MaskLift.toGrid(mask, COARSE, EXECUTOR));
  }
}
