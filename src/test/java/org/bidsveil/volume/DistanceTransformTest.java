package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DistanceTransformTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  @Test
  void distancesInAnAnisotropicCubeAreThoseOfPythagoras() {
    Mask corner = Masks.single(Masks.grid(2, 2, 2, 1, 2, 3), 0, 0, 0);
    float[] expected = {
      0,
      1,
      2,
      (float) Math.sqrt(5),
      3,
      (float) Math.sqrt(10),
      (float) Math.sqrt(13),
      (float) Math.sqrt(14)
    };
    assertArrayEquals(expected, DistanceTransform.toNearest(corner, ONE).values(), 1e-6f);
  }

  @Test
  void emptyMaskIsInfinitelyFar() {
    for (float d : DistanceTransform.toNearest(new Mask(Masks.cube(2)), ONE).values()) {
      assertEquals(Float.POSITIVE_INFINITY, d);
    }
  }

  @Test
  void fullMaskIsZeroEverywhere() {
    for (float d : DistanceTransform.toNearest(Masks.full(Masks.cube(5)), ONE).values()) {
      assertEquals(0, d);
    }
  }

  @Test
  void equalsTheSlowDefinitionOnRandomMasks() {
    Grid[] grids = {
      Masks.grid(19, 7, 5, 0.5, 1.2, 3), Masks.grid(1, 6, 9, 1, 1, 1), Masks.grid(65, 3, 1, 2, 1, 1)
    };
    for (Grid grid : grids) {
      for (double share : new double[] {0.005, 0.1, 0.9}) {
        Mask mask = Masks.random(grid, share, 7);
        Volume distance = DistanceTransform.toNearest(mask, ONE);
        for (int v = 0; v < grid.voxelCount(); v++) {
          int i = v % grid.nx();
          int j = v / grid.nx() % grid.ny();
          int k = v / grid.nx() / grid.ny();
          assertEquals(Masks.slowDistance(mask, i, j, k), distance.values()[v], 1e-5);
        }
      }
    }
  }

  @Test
  void boundedIsTheSameUpToTheBoundAndInfiniteBeyond() {
    Mask mask = Masks.single(Masks.grid(9, 9, 9, 1, 1, 2), 2, 3, 4);
    Volume all = DistanceTransform.toNearest(mask, ONE);
    Volume near = DistanceTransform.toNearestWithin(mask, 3, ONE);
    for (int v = 0; v < mask.grid().voxelCount(); v++) {
      float expected = all.values()[v] <= 3 ? all.values()[v] : Float.POSITIVE_INFINITY;
      assertEquals(expected, near.values()[v]);
    }
  }

  @Test
  void threadsDoNotChangeABit() {
    Mask mask = Masks.random(Masks.grid(33, 21, 17, 0.9, 1.1, 1.3), 0.01, 3);
    assertArrayEquals(
        DistanceTransform.toNearest(mask, ONE).values(),
        DistanceTransform.toNearest(mask, TaskExecutor.of(3)).values());
  }
}
