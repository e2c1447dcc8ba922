package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class FaceWindowTest {
  private static final Vec3 NOSE = AtlasHead.ATLAS.landmark("pronasale");

  private static FaceWindow window(Affine scanFromAtlas, double yawDegrees) {
    return FaceWindow.of(AtlasHead.ATLAS, Alignment.affine(scanFromAtlas), yawDegrees);
  }

  private static Vec3 point(FaceWindow window, int row, int column, int depth) {
    int at = 3 * ((row * window.columns() + column) * window.depth() + depth);
    float[] p = window.scanWorld();
    return new Vec3(p[at], p[at + 1], p[at + 2]);
  }

  private static int rowOf(FaceWindow window, String landmark) {
    double bottom = AtlasHead.ATLAS.landmark("gnathion").z();
    double height = AtlasHead.ATLAS.landmark(landmark).z() - bottom;
    return (int) Math.rint(height / window.stepMm());
  }

  @Test
  void raysRunBackThroughTheFaceRightToLeftChinToBrow() {
    FaceWindow window = window(Affine.IDENTITY, 0);
    int middle = window.columns() / 2;
    int row = rowOf(window, "pronasale");
    Vec3 start = point(window, row, middle, 0);
    Vec3 end = point(window, row, middle, window.depth() - 1);
    assertEquals(0, start.x(), 1e-4);
    assertEquals(NOSE.z(), start.z(), 1e-4);
    assertTrue(start.y() > NOSE.y() + 20, "begins in the air: " + start);
    assertTrue(end.y() < AtlasHead.ATLAS.landmark("eye-left").y() - 12, "ends behind the eyes");
    assertTrue(point(window, row, 0, 0).x() > 50, "first column at the head's right, x > 0");
    assertTrue(point(window, row, window.columns() - 1, 0).x() < -50);
    assertTrue(point(window, row + 1, middle, 0).z() > start.z(), "rows go up");
    assertEquals(window.stepMm(), start.minus(point(window, row, middle, 1)).norm(), 1e-4);
  }

  @Test
  void featuresAreEyesNoseAndMouthAndNotCheeksAndChin() {
    FaceWindow window = window(Affine.IDENTITY, 0);
    int middle = window.columns() / 2;
    for (String landmark : new String[] {"eye-left", "eye-right", "pronasale", "stomion"}) {
      double x = AtlasHead.ATLAS.landmark(landmark).x();
      int column = middle - (int) Math.rint(x / window.stepMm());
      int ray = rowOf(window, landmark) * window.columns() + column;
      assertTrue(window.feature()[ray], landmark);
    }
    assertFalse(window.feature()[middle], "the chin");
    assertFalse(window.feature()[rowOf(window, "eye-left") * window.columns()], "the temple");
  }

  @Test
  void theWindowFollowsTheHead() {
    FaceWindow still = window(Affine.IDENTITY, 0);
    FaceWindow moved = window(AtlasHead.TILTED, 0);
    for (int row : new int[] {0, still.rows() - 1}) {
      Vec3 expected = AtlasHead.TILTED.apply(point(still, row, 3, 5));
      assertEquals(0, expected.minus(point(moved, row, 3, 5)).norm(), 1e-3);
    }
  }

  @Test
  void aPositiveYawLooksFromTheHeadsLeft() {
    FaceWindow window = window(Affine.IDENTITY, 35);
    Vec3 start = point(window, rowOf(window, "pronasale"), window.columns() / 2, 0);
    assertTrue(start.x() < -20 && start.y() > 50, "left is x < 0: " + start);
  }
}
