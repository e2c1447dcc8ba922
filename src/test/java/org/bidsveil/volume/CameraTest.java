package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CameraTest {
  private static final Vec3 ORIGIN = new Vec3(0, 0, 0);

  @Test
  void theFrontalViewHasTheLeftOfTheHeadOnItsRight() {
    Camera camera = Camera.around(ORIGIN, 0, 0, 1, 3, 3);
    assertNear(new Vec3(-1, 0, 0), camera.right());
    assertNear(new Vec3(0, 0, 1), camera.up());
    assertNear(new Vec3(0, -1, 0), camera.forward());
  }

  @Test
  void yaw90SeesTheLeftProfileWithTheNoseOnThePicturesLeft() {
    Camera camera = Camera.around(ORIGIN, 90, 0, 1, 3, 3);
    assertNear(new Vec3(1, 0, 0), camera.forward());
    assertNear(new Vec3(0, -1, 0), camera.right());
  }

  @Test
  void aPositivePitchLooksDown() {
    Camera camera = Camera.around(ORIGIN, 0, 30, 1, 3, 3);
    assertEquals(-0.5, camera.forward().z(), 1e-12);
    assertEquals(0, camera.up().dot(camera.forward()), 1e-12);
    assertEquals(1, camera.up().norm(), 1e-12);
  }

  @Test
  void theMiddlePixelLooksAtTheCentreAndRowZeroIsOnTop() {
    Vec3 centre = new Vec3(10, 20, 30);
    Camera camera = Camera.around(centre, 0, 0, 2, 3, 5);
    assertNear(new Vec3(10, 20 + Camera.PLANE_MM, 30), camera.origin(1, 2));
    assertNear(new Vec3(12, 20 + Camera.PLANE_MM, 34), camera.origin(0, 0));
  }

  @Test
  void aViewWithoutPixelsIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Camera.around(ORIGIN, 0, 0, 1, 0, 3));
    assertThrows(IllegalArgumentException.class, () -> Camera.around(ORIGIN, 0, 0, 0, 3, 3));
    Camera camera = Camera.around(ORIGIN, 0, 0, 1, 3, 3);
    assertThrows(IllegalArgumentException.class, () -> new DepthMap(camera, new float[8]));
  }

  private static void assertNear(Vec3 expected, Vec3 actual) {
    assertEquals(0, expected.minus(actual).norm(), 1e-12, () -> expected + " but " + actual);
  }
}
