package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BoxTest {
  @Test
  void isTheSmallestAroundTheSet() {
    Mask mask = Masks.single(Masks.cube(5), 1, 2, 3);
    mask.set(3, 1, 4);
    mask.set(2, 1, 3);
    assertEquals(new Box(1, 1, 3, 4, 3, 5), Box.around(mask));
    assertEquals(new Box(0, 0, 0, 5, 5, 5), Box.around(Masks.full(Masks.cube(5))));
  }

  @Test
  void anEmptySetHasAnEmptyBoxThatDoesNotGrow() {
    Mask empty = new Mask(Masks.cube(5));
    assertTrue(Box.around(empty).isEmpty());
    assertTrue(Box.around(empty).grownMm(3, empty.grid()).isEmpty());
    assertEquals(0, Box.EMPTY.size(1));
  }

  @Test
  void growsByMillimetresWithinTheGrid() {
    Grid grid = Masks.grid(9, 9, 9, 1, 0.5, 4);
    Box box = new Box(4, 4, 4, 5, 5, 5).grownMm(1.5, grid);
    assertEquals(new Box(2, 1, 3, 7, 8, 6), box);
    assertEquals(new Box(0, 0, 0, 9, 9, 9), box.grownMm(Double.POSITIVE_INFINITY, grid));
    assertEquals(new Vec3(2, 0.5, 12), box.on(grid).worldFromVoxel().apply(0, 0, 0));
  }
}
