package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedDistanceTest {
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(2);

  private static float[] byTransform(Mask mask, double bandMm) {
    float[] outside = DistanceTransform.toNearest(mask, EXECUTOR).values();
    float[] inside = DistanceTransform.toNearest(mask.not(), EXECUTOR).values();
    float[] signed = new float[outside.length];
    for (int v = 0; v < signed.length; v++) {
      signed[v] = (float) (Math.min(outside[v], bandMm) - Math.min(inside[v], bandMm));
    }
    return signed;
  }

  private static void assertSame(Mask mask, double bandMm) {
    float[] signed = SignedDistance.clamped(mask, bandMm, EXECUTOR).values();
    assertArrayEquals(byTransform(mask, bandMm), signed, 1e-5f);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 2", "1.9, 2.1, 2.3", "1.02, 1.02, 4.8", "2.2, 1.99999, 2"})
  void itIsTheDistanceOfTheTransform(double x, double y, double z) {
    Random random = new Random(7);
    for (double share : new double[] {0.0005, 0.02, 0.5, 0.98, 0.9995}) {
      Mask mask = new Mask(new Grid(67, 30, 21, Affine.scaling(x, y, z)));
      for (int v = 0; v < mask.grid().voxelCount(); v++) {
        if (random.nextDouble() < share) {
          mask.set(v);
        }
      }
      assertSame(mask, Math.hypot(x, Math.hypot(y, z)));
      assertSame(mask, 5);
    }
  }

  @Test
  void withoutABorderItIsTheBandEverywhere() {
    Mask empty = new Mask(new Grid(5, 6, 7, Affine.IDENTITY));
    assertSame(empty, 2);
    assertSame(empty.not(), 2);
  }
}
