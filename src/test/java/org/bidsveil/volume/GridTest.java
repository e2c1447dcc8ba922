package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GridTest {
  /** Sagittal slices: i runs to posterior, j to superior, k to the right; turned by 20 degrees. */
  private static final Grid SAGITTAL =
      new Grid(
          4,
          5,
          6,
          Affine.rotation(Math.toRadians(20), 0, 0)
              .after(new Affine(0, 0, 5, -10, -1, 0, 0, 20, 0, 2, 0, 30)));

  @Test
  void xIsFastest() {
    assertEquals(3 + 4 * (2 + 5 * 1), SAGITTAL.index(3, 2, 1));
    assertEquals(120, SAGITTAL.voxelCount());
    assertTrue(SAGITTAL.contains(3, 4, 5));
    assertFalse(SAGITTAL.contains(4, 0, 0) || SAGITTAL.contains(0, -1, 0));
  }

  @Test
  void sizesAreInMillimetresAlongTheVoxelAxes() {
    assertEquals(1, SAGITTAL.voxelSizeMm(0), 1e-12);
    assertEquals(2, SAGITTAL.voxelSizeMm(1), 1e-12);
    assertEquals(5, SAGITTAL.voxelSizeMm(2), 1e-12);
    assertEquals(10, SAGITTAL.voxelVolumeMm3(), 1e-12);
    assertEquals(5, SAGITTAL.size(1));
  }

  @Test
  void axisCodesNameTheNearestWorldDirections() {}

  @Test
  void theMiddleOfTheLatticeLiesBetweenItsVoxels() {
    assertEquals(new Vec3(0.5, 0.5, 0.5), Masks.cube(2).centreMm());
  }

  @Test
  void gridsMatchWhenTheirCornersDo() {
    Grid grid = Masks.cube(101);
    Grid tilted = new Grid(101, 101, 101, Affine.rotation(0, 0, 0.001));
    assertTrue(grid.matches(tilted, 0.2));
    assertFalse(grid.matches(tilted, 0.1));
    assertFalse(grid.matches(Masks.cube(100), 1000));
  }

  @Test
  void emptyTooLargeAndSingularGridsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Masks.grid(0, 1, 1, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Masks.grid(2048, 2048, 1024, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Masks.grid(65536, 65536, 1, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Masks.grid(2, 2, 2, 1, 0, 1));
  }
}
