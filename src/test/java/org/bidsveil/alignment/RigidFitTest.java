package org.bidsveil.alignment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class RigidFitTest {
  private static final Affine TRUE =
      Affine.translation(7, -40, 12).after(Affine.rotation(0.2, -0.5, 2.8));

  private static RigidFit ofCube(double wrongMm, double wrongWeight) {
    RigidFit fit = new RigidFit();
    for (int corner = 0; corner < 8; corner++) {
      Vec3 x = new Vec3(corner & 1, corner >> 1 & 1, corner >> 2).times(50);
      fit.add(x, TRUE.apply(x), 1);
    }
    fit.add(new Vec3(9, 8, 7), TRUE.apply(9 + wrongMm, 8, 7), wrongWeight);
    return fit;
  }

  @Test
  void aTurnAndAShiftAreFound() {
    Vec3 p = new Vec3(80, -20, 33);
    Vec3 found = ofCube(0, 1).map().orElseThrow().apply(p);
    assertTrue(found.minus(TRUE.apply(p)).norm() < 1e-9, "at " + found);
  }

  @Test
  void pointsCountByTheirWeight() {
    Vec3 p = new Vec3(25, 25, 25);
    double light = ofCube(30, 0.01).map().orElseThrow().apply(p).minus(TRUE.apply(p)).norm();
    double heavy = ofCube(30, 4).map().orElseThrow().apply(p).minus(TRUE.apply(p)).norm();
    assertTrue(light < 0.1 && heavy > 5, light + " and " + heavy);
  }

  @Test
  void pointsOfAPlaneGiveNoMap() {
    RigidFit fit = new RigidFit();
    for (int n = 0; n < 9; n++) {
      fit.add(new Vec3(n % 3, n / 3, 0), new Vec3(n % 3, n / 3, 0), 1);
    }
    assertTrue(fit.map().isEmpty());
    assertTrue(new RigidFit().map().isEmpty(), "no points");
  }
}
