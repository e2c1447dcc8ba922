package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Affines;
import org.junit.jupiter.api.Test;

class RotationsTest {
  @Test
  void theHeadersOwnComesFirstAndAllAreRotations() {
    List<Affine> rotations = Rotations.spread(50);
    assertEquals(51, rotations.size());
    assertEquals(Affine.IDENTITY, rotations.getFirst());
    for (Affine r : rotations) {
      assertEquals(1, r.determinant(), 1e-12);
      assertEquals(0, Affines.difference(r.nearestRotation(), r), 1e-12);
    }
    assertEquals(List.of(Affine.IDENTITY), Rotations.spread(0));
  }

  @Test
  void noOrientationIsFarFromAllOfThem() {
    List<Affine> rotations = Rotations.spread(600);
    SplittableRandom random = new SplittableRandom(1);
    double farthest = 0;
    for (int n = 0; n < 300; n++) {
      Affine any =
          Affine.rotation(
              random.nextDouble(-Math.PI, Math.PI),
              Math.asin(random.nextDouble(-1, 1)),
              random.nextDouble(-Math.PI, Math.PI));
      double nearest =
          rotations.stream()
              .mapToDouble(r -> Rotations.angle(any.after(r.inverse())))
              .min()
              .orElseThrow();
      farthest = Math.max(farthest, nearest);
    }
    // 600 caps that tile SO(3) without overlap would have a radius of 17 degrees.
    assertTrue(Math.toDegrees(farthest) < 30, "an orientation is left out by " + farthest);
  }

  @Test
  void theAngleIsThatOfTheTurnWhateverTheSize() {
    assertEquals(0.7, Rotations.angle(Affine.rotation(0, 0.7, 0)), 1e-9);
    assertEquals(
        0.7, Rotations.angle(Affine.scaling(2, 2, 2).after(Affine.rotation(0.7, 0, 0))), 1e-9);
    assertEquals(Math.PI, Rotations.angle(Affine.rotation(0, 0, Math.PI)), 1e-6);
    assertEquals(0, Rotations.angle(Affine.IDENTITY), 1e-9);
  }
}
