package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskTest {
  private static final Grid ROW = Masks.grid(8, 1, 1, 1, 1, 1);
  private static final Mask A = Masks.of(ROW, "##..##..");
  private static final Mask B = Masks.of(ROW, "#.#.#.#.");

  @Test
  void setsCombine() {
    assertEquals(Masks.of(ROW, "#...#..."), A.and(B));
    assertEquals(Masks.of(ROW, "###.###."), A.or(B));
    assertEquals(Masks.of(ROW, ".#...#.."), A.andNot(B));
    assertEquals(Masks.of(ROW, "..##..##"), A.not());
    assertEquals(2, A.countAnd(B));
    assertEquals(0.5, A.dice(B));
    assertEquals(1, new Mask(ROW).dice(new Mask(ROW)));
  }

  @Test
  void theComplementHasNoVoxelsBeyondTheGrid() {
    for (int n : new int[] {1, 63, 64, 65, 128, 200}) {
      Grid grid = Masks.grid(n, 1, 1, 1, 1, 1);
      assertEquals(n, new Mask(grid).not().count());
      assertTrue(Masks.full(grid).not().isEmpty());
    }
  }

  @Test
  void nextSetFindsEveryVoxelAcrossWords() {
    Mask mask = new Mask(Masks.grid(200, 1, 1, 1, 1, 1));
    int[] expected = {0, 63, 64, 130, 199};
    for (int v : expected) {
      mask.set(v);
    }
    int[] found = new int[5];
    int n = 0;
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      found[n++] = v;
    }
    assertArrayEquals(expected, found);
    assertEquals(-1, mask.nextSet(200));
    mask.clear(130);
    assertEquals(199, mask.nextSet(65));
  }

  @Test
  void rangesAreSetAcrossWords() {
    for (int from : new int[] {0, 1, 63, 64, 70}) {
      for (int to : new int[] {64, 65, 127, 128, 190}) {
        Mask mask = new Mask(Masks.grid(190, 1, 1, 1, 1, 1));
        mask.setRange(from, to);
        assertEquals(Math.max(0, to - from), mask.count());
        assertEquals(from < to ? from : -1, mask.nextSet(0));
      }
    }
  }

  @Test
  void aCopyIsIndependent() {
    Mask copy = A.copy();
    copy.set(2);
    assertNotEquals(A, copy);
    assertFalse(A.get(2));
  }

  @Test
  void differentShapesAreRefused() {
    Mask other = new Mask(Masks.cube(2));
    assertThrows(IllegalArgumentException.class, () -> A.and(other));
    assertThrows(IllegalArgumentException.class, () -> A.countAnd(other));
  }

  @Test
  void aThresholdBetweenTwoFloatsIsComparedAsDouble() {
    float[] values = new float[7 * 11 * 13];
    float[] some = {
      0.1f,
      Math.nextUp(0.1f),
      -0.1f,
      0,
      -0f,
      Float.NaN,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      -Float.MAX_VALUE,
      Float.MIN_VALUE
    };
    for (int v = 0; v < values.length; v++) {
      values[v] = some[v % some.length];
    }
    Volume volume = new Volume(new Grid(7, 11, 13, Affine.IDENTITY), values);
    double[] thresholds = {
      0.1,
      0.1f,
      -0.1,
      0,
      -0.0,
      1e-60,
      -1e-60,
      1e300,
      -1e300,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (double threshold : thresholds) {
      Mask above = volume.atLeast(threshold);
      Mask below = volume.atMost(threshold);
      for (int v = 0; v < values.length; v++) {
        assertEquals(values[v] >= threshold, above.get(v), values[v] + " at least " + threshold);
        assertEquals(values[v] <= threshold, below.get(v), values[v] + " at most " + threshold);
      }
    }
  }

  @Test
  void aVolumeIsCutAtAThreshold() {
    Volume volume = new Volume(Masks.cube(2), new float[] {0, 1, 2, 3, Float.NaN, 5, 6, 7});
    assertEquals(5, volume.atLeast(2).count());
    assertEquals(3, volume.atMost(2).count());
    assertFalse(volume.atLeast(-1).get(4) || volume.atMost(99).get(4));
    assertThrows(IllegalArgumentException.class, () -> new Volume(ROW, new float[7]));
  }

  @Test
  void everyChunkIsDoneOnceByAnyExecutor() {
    for (int threads : new int[] {1, 3}) {
      int[] done = new int[100];
      TaskExecutor.of(threads).forEach(100, c -> done[c]++);
      for (int times : done) {
        assertEquals(1, times);
      }
    }
  }

  @Test
  void runsAreTheSet() {
    for (int count : new int[] {1, 63, 64, 65, 130}) {
      for (int seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        Mask mask = new Mask(new Grid(count, 1, 1, Affine.IDENTITY));
        for (int v = 0; v < count; v++) {
          if (random.nextInt(20) < seed) {
            mask.set(v);
          }
        }
        Mask again = new Mask(mask.grid());
        for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v)) {
          int end = mask.nextClear(v);
          assertTrue(end == count || !mask.get(end));
          for (; v < end; v++) {
            again.set(v);
          }
        }
        assertEquals(mask.count(), again.count());
        assertEquals(mask.count(), mask.countAnd(again));
      }
    }
  }
}
