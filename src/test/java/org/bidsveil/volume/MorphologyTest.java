package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MorphologyTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  @Test
  void oneMillimetreReachesTheSixNeighboursOnly() {
    Mask point = Masks.single(Masks.cube(5), 2, 2, 2);
    Mask ball = Morphology.dilate(point, 1, ONE);
    assertEquals(7, ball.count());
    assertTrue(ball.get(1, 2, 2) && ball.get(2, 3, 2) && ball.get(2, 2, 3));
    assertEquals(19, Morphology.dilate(point, Math.sqrt(2), ONE).count());
    assertEquals(27, Morphology.dilate(point, Math.sqrt(3), ONE).count());
    assertEquals(33, Morphology.dilate(point, 2, ONE).count());
    assertEquals(ball, Morphology.dilateOneVoxel(point));
  }

  @Test
  void radiusIsInMillimetresOnEachAxis() {
    Mask point = Masks.single(Masks.grid(5, 5, 5, 0.5, 1, 3), 2, 2, 2);
    Mask ball = Morphology.dilate(point, 1, ONE);
    // x: 2 voxels of 0.5 mm to each side; y: 1 voxel; z: none.
    assertEquals(7, ball.count());
    assertTrue(ball.get(0, 2, 2) && ball.get(4, 2, 2) && ball.get(2, 1, 2) && ball.get(2, 3, 2));
    assertFalse(ball.get(2, 2, 1));
  }

  @Test
  void radiusZeroChangesNothing() {
    Mask mask = Masks.random(Masks.grid(70, 3, 2, 1, 1, 1), 0.3, 1);
    assertEquals(mask, Morphology.dilate(mask, 0, ONE));
    assertEquals(mask, Morphology.erode(mask, 0, ONE));
  }

  @Test
  void negativeRadiusIsRefused() {
    Mask mask = new Mask(Masks.cube(2));
    assertThrows(IllegalArgumentException.class, () -> Morphology.dilate(mask, -1, ONE));
    assertThrows(IllegalArgumentException.class, () -> Morphology.dilate(mask, Double.NaN, ONE));
  }

  @Test
  void dilationIsTheDistanceThresholdAndErosionItsDual() {
    for (int nx : new int[] {5, 64, 65, 130}) {
      Grid grid = Masks.grid(nx, 11, 6, 0.7, 1, 2.5);
      for (double share : new double[] {0.002, 0.05, 0.97}) {
        Mask mask = Masks.random(grid, share, nx);
        for (double radius : new double[] {0.5, 2.5, 6.1, 40}) {
          Mask near = DistanceTransform.toNearest(mask, ONE).atMost(radius * (1 + 1e-6));
          assertEquals(near, Morphology.dilate(mask, radius, TaskExecutor.of(2)));
          assertEquals(near.not(), Morphology.erode(mask.not(), radius, ONE));
        }
      }
    }
  }

  @Test
  void aBallOfManyRowsIsTheSameBall() {
    // 45 mm: 6361 rows, more than the word-wise way takes.
    Grid grid = Masks.grid(3, 95, 95, 1, 1, 1);
    Mask point = Masks.single(grid, 1, 47, 47);
    Mask ball = Morphology.dilate(point, 45, ONE);
    assertTrue(ball.get(1, 47, 92) && ball.get(1, 74, 83));
    assertFalse(ball.get(1, 47, 93) || ball.get(0, 47, 92) || ball.get(1, 75, 83));
  }

  @Test
  void theBorderOfTheGridDoesNotErode() {
    Mask full = Masks.full(Masks.cube(5));
    assertEquals(full, Morphology.erode(full, 2, ONE));
  }

  @Test
  void openingRemovesAThinBridgeAndClosingFillsAThinGap() {
    Grid grid = Masks.grid(9, 3, 1, 1, 1, 1);
    Mask bridge = Masks.of(grid, "###...###", "#########", "###...###");
    assertEquals(
        Masks.of(grid, "###...###", "####.####", "###...###"), Morphology.open(bridge, 1, ONE));
    Mask gap = Masks.of(grid, "####.####", "####.####", "####.####");
    assertEquals(Masks.full(grid), Morphology.close(gap, 1, ONE));
  }

  @Test
  void boundaryIsTheShell() {
    Mask cube = Morphology.erode(Masks.full(Masks.cube(5)), 0, ONE);
    assertTrue(Morphology.boundary(cube).isEmpty());
    Mask inner = new Mask(Masks.cube(5));
    for (int k = 1; k < 4; k++) {
      for (int j = 1; j < 4; j++) {
        for (int i = 1; i < 4; i++) {
          inner.set(i, j, k);
        }
      }
    }
    assertEquals(26, Morphology.boundary(inner).count());
  }

  @Test
  void enclosedHolesAreFilledAndOpenOnesAreNot() {
    Mask shell = Masks.full(Masks.cube(5));
    shell.clear(shell.grid().index(2, 2, 2));
    assertEquals(Masks.full(Masks.cube(5)), Morphology.fillHoles(shell));
    // A tunnel to the border.
    shell.clear(shell.grid().index(2, 2, 3));
    shell.clear(shell.grid().index(2, 2, 4));
    assertEquals(shell, Morphology.fillHoles(shell));
  }
}
