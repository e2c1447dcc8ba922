package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Box;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class SurfaceViewTest {
  private static final Grid GRID =
      new Grid(60, 50, 40, new Affine(3, 0.1, 0, -90, 0, 4, 0.2, -100, 0, 0, 4, -80));

  /** An ellipsoid that reaches the edge of the field of view below. */
  private static Mask head() {
    Mask head = new Mask(GRID);
    for (int v = 0; v < GRID.voxelCount(); v++) {
      int i = v % 60 - 31;
      int j = v / 60 % 50 - 22;
      int k = v / 3000 - 15;
      if (i * i / 400.0 + j * j / 250.0 + k * k / 300.0 < 1) {
        head.set(v);
      }
    }
    return head;
  }

  @Test
  void raysThatBeginAtTheBoxSeeWhatWholeRaysSee() {
    Mask head = head();
    Box around = Box.around(head);
    Box whole = new Box(-1000, -1000, -1000, 1000, 1000, 1000);
    Random random = new Random(4);
    int seen = 0;
    for (int n = 0; n < 60; n++) {
      Vec3 direction =
          n < 3
              ? new Vec3(n == 0 ? 1 : 0, n == 1 ? 1 : 0, n == 2 ? 1 : 0)
              : new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
      direction = direction.times(1 / direction.norm());
      Vec3 centre = new Vec3(random.nextInt(20), random.nextInt(20), random.nextInt(20));
      float[] expected = SurfaceView.of(head, whole, centre, 150, direction).relief();
      assertArrayEquals(expected, SurfaceView.of(head, around, centre, 150, direction).relief());
      for (float value : expected) {
        seen += Float.isNaN(value) ? 0 : 1;
      }
    }
    assertTrue(seen > 10_000, "surface seen: " + seen);
  }
}
