package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoisyBackgroundTest {
  private static final Grid GRID = new Grid(40, 40, 40, Affine.scaling(2, 2, 2));
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(2);

  /** A ball of two tissues; air of noise with this largest value. */
  private static Volume ball(double airTop) {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[GRID.voxelCount()];
    for (int k = 0; k < 40; k++) {
      for (int j = 0; j < 40; j++) {
        for (int i = 0; i < 40; i++) {
          double r = Math.sqrt((i - 20) * (i - 20) + (j - 20) * (j - 20) + (k - 20) * (k - 20));
          values[GRID.index(i, j, k)] =
              (float) (r < 7 ? 4000 : r < 13 ? 2500 : airTop * random.nextDouble());
        }
      }
    }
    return new Volume(GRID, values);
  }

  @Test
  void airAsBrightAsTissueBecomesDarkAndTissueStays() {
    Volume image = ball(4095);
    float[] before = image.values().clone();
    Volume damped = NoisyBackground.damped(image, EXECUTOR);
    assertArrayEquals(before, image.values(), "the image is not written to");
    double air = 0;
    int n = 0;
    for (int k = 1; k < 5; k++) {
      for (int j = 0; j < 40; j++) {
        air += damped.at(3, j, k);
        n++;
      }
    }
    assertTrue(air / n < 400, "air " + air / n);
    assertTrue(damped.at(20, 20, 20) > 3500, "inside " + damped.at(20, 20, 20));
    assertTrue(damped.at(20, 20, 30) > 2000, "inside " + damped.at(20, 20, 30));
    assertArrayEquals(
        damped.values(), NoisyBackground.damped(image, TaskExecutor.of(1)).values(), 0f);
  }

  @Test
  void darkAirIsLeftAlone() {
    Volume ordinary = ball(300);
    assertSame(ordinary, NoisyBackground.damped(ordinary, EXECUTOR));
    Volume empty = ball(0);
    assertSame(empty, NoisyBackground.damped(empty, EXECUTOR));
    Volume thin = Volume.zeros(new Grid(9, 9, 2, Affine.IDENTITY));
    assertSame(thin, NoisyBackground.damped(thin, EXECUTOR));
  }
}
