package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConnectedComponentsTest {
  private static final Grid PLANE = Masks.grid(7, 4, 1, 1, 1, 1);
  private static final Mask PARTS = Masks.of(PLANE, "##..#.#", ".#..#.#", "..#.###", "#......");

  @Test
  void faceNeighboursMakeFourParts() {
    ConnectedComponents parts = ConnectedComponents.label(PARTS);
    assertEquals(4, parts.count());
    assertEquals(3, parts.size(0));
    assertEquals(7, parts.size(1));
    assertEquals(1, parts.size(2));
    assertEquals(1, parts.size(3));
    assertEquals(Masks.of(PLANE, "##", ".#"), parts.component(0));
  }

  @Test
  void voxelsThatShareACornerOrAnEdgeAreApart() {
    Mask mask = Masks.single(Masks.cube(2), 0, 0, 0).or(Masks.single(Masks.cube(2), 1, 1, 1));
    assertEquals(2, ConnectedComponents.label(mask).count());
    Mask edge = Masks.single(Masks.cube(2), 1, 1, 0).or(Masks.single(Masks.cube(2), 1, 0, 1));
    assertEquals(2, ConnectedComponents.label(edge).count());
  }

  @Test
  void rowsDoNotJoinAroundTheEdgeOfTheGrid() {
    Mask mask = Masks.of(Masks.grid(3, 2, 2, 1, 1, 1), "..#", "#..", "..#", "#..");
    assertEquals(2, ConnectedComponents.label(mask).count());
  }

  @Test
  void largestOfEqualsIsTheFirst() {
    Mask mask = Masks.of(Masks.grid(5, 1, 1, 1, 1, 1), "##.##");
    assertEquals(Masks.of(mask.grid(), "##"), ConnectedComponents.largest(mask));
    assertTrue(ConnectedComponents.largest(new Mask(PLANE)).isEmpty());
  }

  @Test
  void selectsBySeed() {
    assertEquals(3, ConnectedComponents.containing(PARTS, PLANE.index(1, 1, 0)).count());
    assertTrue(ConnectedComponents.containing(PARTS, PLANE.index(2, 0, 0)).isEmpty());
    assertTrue(ConnectedComponents.containing(PARTS.not(), 0).isEmpty());
  }

  @Test
  void equalsAFloodFillOnRandomMasks() {
    Grid grid = Masks.grid(66, 9, 7, 1, 1, 1);
    for (double share : new double[] {0.1, 0.3, 0.6}) {
      Mask mask = Masks.random(grid, share, 11);
      ConnectedComponents parts = ConnectedComponents.label(mask);
      Mask left = mask.copy();
      int count = 0;
      for (int v = left.nextSet(0); v >= 0; v = left.nextSet(v)) {
        Mask flood = flood(mask, v);
        assertEquals(flood, parts.component(count));
        assertEquals(flood, parts.containing(v));
        left = left.andNot(flood);
        count++;
      }
      assertEquals(count, parts.count());
    }
  }

  private static Mask flood(Mask mask, int seed) {
    Grid grid = mask.grid();
    Mask reached = new Mask(grid);
    int[] stack = new int[grid.voxelCount() * 27];
    int waiting = 0;
    stack[waiting++] = seed;
    while (waiting > 0) {
      int v = stack[--waiting];
      if (reached.get(v)) {
        continue;
      }
      reached.set(v);
      for (int n = 0; n < 27; n++) {
        int dx = n % 3 - 1;
        int dy = n / 3 % 3 - 1;
        int dz = n / 9 - 1;
        int i = v % grid.nx() + dx;
        int j = v / grid.nx() % grid.ny() + dy;
        int k = v / grid.nx() / grid.ny() + dz;
        boolean neighbour = Math.abs(dx) + Math.abs(dy) + Math.abs(dz) == 1;
        if (neighbour && grid.contains(i, j, k) && mask.get(i, j, k)) {
          stack[waiting++] = grid.index(i, j, k);
        }
      }
    }
    return reached;
  }
}
