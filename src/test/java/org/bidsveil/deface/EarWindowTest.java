package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class EarWindowTest {
  private static EarWindow window(Affine scanFromAtlas, EarWindow.Side side) {
    return EarWindow.of(AverageHead.ATLAS, Alignment.affine(scanFromAtlas), side);
  }

  private static Vec3 point(EarWindow window, int row, int column, int depth) {
    int at = 3 * ((row * window.columns() + column) * window.depth() + depth);
    float[] p = window.scanWorld();
    return new Vec3(p[at], p[at + 1], p[at + 2]);
  }

  @Test
  void raysRunFromTheAirBesideTheHeadInwardsFromBackToFrontAndUp() {
    for (EarWindow.Side side : EarWindow.Side.values()) {
      EarWindow window = window(Affine.IDENTITY, side);
      int out = side == EarWindow.Side.RIGHT ? 1 : -1;
      Vec3 start = point(window, 0, 0, 0);
      assertEquals(out * window.outermostMm(), start.x(), 1e-4);
      assertEquals(-out * window.stepMm(), point(window, 0, 0, 1).minus(start).x(), 1e-4);
      assertEquals(window.rayStepMm(), point(window, 0, 1, 0).minus(start).y(), 1e-4);
      assertEquals(window.rayStepMm(), point(window, 1, 0, 0).minus(start).z(), 1e-4);
      Vec3 end = point(window, window.rows() - 1, window.columns() - 1, window.depth() - 1);
      assertTrue(out * end.x() > 0 && out * end.x() < window.tragionMm(), "ends inside: " + end);
    }
  }

  @Test
  void nearIsWhereAPinnaMayBeAndTheWindowIsLargerByThePinnasBreadth() {
    EarWindow window = window(Affine.IDENTITY, EarWindow.Side.LEFT);
    Vec3 tragion = AverageHead.ATLAS.landmark("tragion-left");
    int near = 0;
    for (int r = 0; r < window.rows(); r++) {
      for (int c = 0; c < window.columns(); c++) {
        Vec3 from = point(window, r, c, 0).minus(tragion);
        if (window.near()[r * window.columns() + c]) {
          near++;
          assertTrue(from.y() > -49 && from.y() < 17 && from.z() > -49 && from.z() < 35, "" + from);
        }
      }
    }
    assertEquals(64 * 82, near * window.rayStepMm() * window.rayStepMm(), 700);
    assertFalse(window.near()[0]);
    assertFalse(window.near()[window.near().length - 1]);
  }

  @Test
  void theAverageHeadReachesFartherOutAtTheEarThanAtTheTragion() {
    EarWindow window = window(Affine.IDENTITY, EarWindow.Side.RIGHT);
    float most = 0;
    for (int ray = 0; ray < window.near().length; ray++) {
      most = window.near()[ray] ? Math.max(most, window.average()[ray]) : most;
    }
    assertTrue(most > window.tragionMm() + 4 && most < window.tragionMm() + 20, "mm " + most);
  }

  @Test
  void theRaysAreCarriedToTheScan() {
    Affine map = Affine.translation(20, -10, 5).after(Affine.rotation(0.2, 0.1, -0.3));
    Vec3 atlas = point(window(Affine.IDENTITY, EarWindow.Side.LEFT), 7, 9, 11);
    Vec3 scan = point(window(map, EarWindow.Side.LEFT), 7, 9, 11);
    assertEquals(0, scan.minus(map.apply(atlas)).norm(), 1e-4);
  }
}
