package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeadSurfaceTest {
  private static final TaskExecutor TWO = TaskExecutor.of(2);
  private static final Vec3 ORIGIN = new Vec3(0, 0, 0);
  private static final Volume HEAD = Heads.on(Heads.grid(), 3);
  private static final HeadSurface SURFACE = HeadSurface.of(HEAD, TWO);

  /** Half of a 4 mm voxel and the smoothing of the surface. */
  private static final double TOLERANCE_MM = 2.5;

  @Test
  void theDepthOfTheForeheadAndOfTheNoseIsTheirPlace() {
    DepthMap depth = SURFACE.depth(Camera.around(ORIGIN, 0, 0, 1, 301, 301), TWO);
    double foreheadY = 95 * Math.sqrt(1 - 60 * 60 / (110.0 * 110));
    assertEquals(Camera.PLANE_MM - foreheadY, depth.at(150, 90), TOLERANCE_MM);
    // 20 mm below the middle: the tip of the nose.
    assertEquals(Camera.PLANE_MM - 110, depth.at(150, 170), TOLERANCE_MM);
    Vec3 tip = depth.pointMm(150, 170);
    assertEquals(0, tip.minus(new Vec3(0, 110, -20)).norm(), TOLERANCE_MM);
    assertFalse(depth.hits(5, 150));
    assertTrue(Float.isNaN(depth.at(150, 5)));
  }

  @Test
  void theLeftProfileHasTheNoseOnThePicturesLeft() {
    DepthMap left = SURFACE.depth(Camera.around(ORIGIN, 90, 0, 1, 301, 301), TWO);
    assertTrue(left.hits(150 - 106, 170));
    assertFalse(left.hits(150 + 106, 170));
    DepthMap right = SURFACE.depth(Camera.around(ORIGIN, -90, 0, 1, 301, 301), TWO);
    assertTrue(right.hits(150 + 106, 170));
  }

  @Test
  void axisOrderAndAnisotropyDoNotMatter() {
    HeadSurface permuted = HeadSurface.of(Heads.on(Heads.permutedGrid(), 3), TWO);
    for (double yaw : new double[] {0, 45, -90}) {
      Camera camera = Camera.around(ORIGIN, yaw, 10, 5, 51, 51);
      DepthMap expected = SURFACE.depth(camera, TWO);
      DepthMap actual = permuted.depth(camera, TWO);
      double sum = 0;
      int both = 0;
      int one = 0;
      for (int p = 0; p < 51 * 51; p++) {
        boolean a = !Float.isNaN(expected.depthMm()[p]);
        boolean b = !Float.isNaN(actual.depthMm()[p]);
        if (a && b) {
          sum += Math.abs(expected.depthMm()[p] - actual.depthMm()[p]);
          both++;
        }
        one += a != b ? 1 : 0;
      }
      assertTrue(both > 500 && one < 25, both + " pixels in both, " + one + " in one");
      assertTrue(sum / both < 1, "mean difference " + sum / both + " mm");
    }
  }

  @Test
  void noiseAndABrightSpotInAirOccludeNothing() {
    Volume noisy = Heads.on(Heads.grid(), 8);
    // 120 mm before the origin, on the line of sight to the nose.
    noisy.values()[noisy.grid().index(31, 61, 26)] = 100;
    HeadSurface surface = HeadSurface.of(noisy, TWO);
    DepthMap depth = surface.depth(Camera.around(ORIGIN, 0, 0, 1, 301, 301), TWO);
    assertEquals(Camera.PLANE_MM - 110, depth.at(150, 170), TOLERANCE_MM);
    assertFalse(depth.hits(20, 20));
  }

  @Test
  void normalsPointOutwards() {
    Vec3 front = SURFACE.normal(new Vec3(0, 110, -20));
    assertTrue(front.y() > 0.9, front::toString);
    Vec3 left = SURFACE.normal(new Vec3(-75, 0, 0));
    assertTrue(left.x() < -0.98, left::toString);
  }

  @Test
  void aHeadCutOffByTheFieldOfViewIsFlatThere() {
    // The lower half is missing: the grid begins at z = 0.
    Grid upper =
        new Grid(64, 64, 32, Affine.translation(-126, -126, 2).after(Affine.scaling(4, 4, 4)));
    HeadSurface surface = HeadSurface.of(Heads.on(upper, 3), TWO);
    DepthMap fromBelow = surface.depth(Camera.around(ORIGIN, 0, -90, 1, 101, 101), TWO);
    assertEquals(Camera.PLANE_MM, fromBelow.at(50, 50), 0.01);
    assertEquals(Camera.PLANE_MM, fromBelow.at(20, 70), 0.01);
    Vec3 normal = surface.normal(fromBelow.pointMm(50, 50));
    assertEquals(0, normal.minus(new Vec3(0, 0, -1)).norm(), 1e-9);
  }

  @Test
  void anImageWithoutAHeadIsNotHit() {
    HeadSurface nothing = HeadSurface.of(Volume.zeros(Masks.cube(5)), TWO);
    assertTrue(nothing.head().isEmpty());
    assertTrue(HeadMask.of(Volume.zeros(Masks.cube(5)), TWO).isEmpty());
    for (float depth : nothing.depth(Camera.around(ORIGIN, 0, 0, 1, 9, 9), TWO).depthMm()) {
      assertTrue(Float.isNaN(depth));
    }
  }

  @Test
  void whatIsLeftLiesBehindWhatWasThere() {
    Volume without = HEAD.copy();
    for (int v = 0; v < without.values().length; v++) {
      int j = v / HEAD.grid().nx() % HEAD.grid().ny();
      if (HEAD.grid().worldFromVoxel().apply(0, j, 0).y() > 60) {
        without.values()[v] = 0;
      }
    }
    HeadSurface left = HeadSurface.of(without, SURFACE.threshold(), TWO);
    for (double yaw : new double[] {0, 45, 90}) {
      Camera camera = Camera.around(ORIGIN, yaw, 0, 2, 151, 151);
      DepthMap whole = SURFACE.depth(camera, TWO);
      DepthMap all = left.depth(camera, TWO);
      DepthMap behind = left.depthBehind(whole, TWO);
      int moved = 0;
      int hits = 0;
      int different = 0;
      for (int pixel = 0; pixel < all.depthMm().length; pixel++) {
        float there = all.depthMm()[pixel];
        float found = behind.depthMm()[pixel];
        boolean met = !Float.isNaN(there);
        hits += met ? 1 : 0;
        // A ray along the surface meets it here or a little later.
        different += met == Float.isNaN(found) || met && Math.abs(there - found) > 1 ? 1 : 0;
        moved += all.depthMm()[pixel] > whole.depthMm()[pixel] + 5 ? 1 : 0;
      }
      assertTrue(different < 0.005 * hits, different + " of " + hits + " pixels differ");
      assertTrue(yaw == 90 || moved > 100, moved + " pixels see farther");
    }
  }

  @Test
  void anOffsetOfTheValuesMovesNothing() {
    Volume offset = HEAD.copy();
    for (int v = 0; v < offset.values().length; v++) {
      offset.values()[v] -= 1024;
    }
    Camera camera = Camera.around(ORIGIN, 0, 0, 1, 301, 301);
    HeadSurface surface = HeadSurface.of(offset, TWO);
    assertEquals(SURFACE.threshold() - 1024, surface.threshold(), 0.1);
    assertEquals(
        SURFACE.depth(camera, TWO).at(150, 170), surface.depth(camera, TWO).at(150, 170), 0.1);
  }

  @Test
  void aThresholdOfTheCallerIsTaken() {
    HeadSurface bright = HeadSurface.of(HEAD, 95, TWO);
    assertEquals(95, bright.threshold());
    assertTrue(bright.head().count() < SURFACE.head().count());
  }

  @Test
  void airOfOneSingleValueIsBelowTheThreshold() {
    float[] values = new float[125];
    values[62] = 100;
    values[63] = 100;
    double threshold = HeadMask.airThreshold(Percentiles.of(values));
    assertTrue(threshold > 0 && threshold < 100, "threshold " + threshold);
  }

  @Test
  void threadsDoNotChangeABit() {
    TaskExecutor one = TaskExecutor.of(1);
    Camera camera = Camera.around(ORIGIN, 30, 0, 4, 64, 64);
    assertArrayEquals(
        HeadSurface.of(HEAD, one).depth(camera, one).depthMm(),
        HeadSurface.of(HEAD, TWO).depth(camera, TWO).depthMm());
  }

  @Test
  void theHeadMaskHasTheVolumeOfTheHead() {
    Mask head = HeadMask.of(Heads.on(Heads.grid(), 8), TWO);
    double ellipsoid = 4 / 3.0 * Math.PI * 75 * 95 * 110;
    double measured = head.count() * head.grid().voxelVolumeMm3();
    // The nose adds 0.3 %, the low threshold half of the partial-volume voxels.
    assertEquals(1.03, measured / ellipsoid, 0.04);
    assertTrue(head.get(31, 31, 31));
    assertFalse(head.get(0, 0, 0));
  }
}
