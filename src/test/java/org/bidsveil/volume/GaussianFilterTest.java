package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GaussianFilterTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  @Test
  void aConstantStaysConstantAtTheBorderToo() {
    Volume volume = Volume.zeros(Masks.grid(5, 4, 3, 1, 2, 0.5));
    Arrays.fill(volume.values(), 7);
    for (float value : GaussianFilter.smooth(volume, 1.5, ONE).values()) {
      assertEquals(7, value, 1e-5);
    }
  }

  @Test
  void aPointBecomesTheKernelInMillimetres() {
    Grid grid = Masks.grid(21, 1, 1, 0.5, 1, 1);
    Volume point = Volume.zeros(grid);
    point.values()[10] = 1;
    Volume smooth = GaussianFilter.smooth(point, new Vec3(1, 0, 0), ONE);
    // 1 mm is two voxels: exp(-1/2) of the centre.
    assertEquals(Math.exp(-0.5), smooth.values()[12] / smooth.values()[10], 1e-6);
    assertEquals(smooth.values()[8], smooth.values()[12]);
    double sum = 0;
    for (float value : smooth.values()) {
      sum += value;
    }
    assertEquals(1, sum, 1e-3);
  }

  @Test
  void allAxesAreSmoothedAlike() {
    Volume point = Volume.zeros(Masks.cube(17));
    point.values()[point.grid().index(8, 8, 8)] = 1;
    Volume smooth = GaussianFilter.smooth(point, 1, ONE);
    float expected = smooth.at(10, 8, 8);
    assertEquals(expected, smooth.at(8, 10, 8), 1e-8);
    assertEquals(expected, smooth.at(8, 8, 10), 1e-8);
    assertEquals(Math.exp(-2), expected / smooth.at(8, 8, 8), 1e-5);
  }

  @Test
  void zeroSigmaIsTheImageItselfInACopy() {
    Volume volume = random();
    Volume smooth = GaussianFilter.smooth(volume, 0, ONE);
    assertArrayEquals(volume.values(), smooth.values());
    smooth.values()[0] = 99;
    assertEquals(random().values()[0], volume.values()[0]);
  }

  @Test
  void threadsDoNotChangeABit() {
    assertArrayEquals(
        GaussianFilter.smooth(random(), 1.3, ONE).values(),
        GaussianFilter.smooth(random(), 1.3, TaskExecutor.of(3)).values());
  }

  @Test
  void negativeSigmaIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> GaussianFilter.smooth(random(), -1, ONE));
  }

  private static Volume random() {
    Volume volume = Volume.zeros(Masks.grid(13, 11, 7, 1, 0.8, 2));
    Random random = new Random(5);
    for (int v = 0; v < volume.values().length; v++) {
      volume.values()[v] = random.nextFloat();
    }
    return volume;
  }
}
