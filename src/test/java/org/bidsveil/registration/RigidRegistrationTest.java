package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Affines;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class RigidRegistrationTest {
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(2);

  /** Where head and brain end. */
  private static final List<Vec3> POLES =
      List.of(new Vec3(75, 0, 0), new Vec3(-75, 0, 0), new Vec3(0, 95, -50), new Vec3(0, -90, 40));

  private static final Grid WHOLE = AverageHead.cube(72, 3.5, new Vec3(0, 10, -10));
  private static final Volume FIRST = AverageHead.scan(Affine.IDENTITY, WHOLE);

  private static double worstMm(Affine found, Affine truth) {
    return POLES.stream()
        .mapToDouble(p -> found.apply(p).minus(truth.apply(p)).norm())
        .max()
        .orElseThrow();
  }

  @Test
  void aTurnedHeadOfAnotherContrastIsFound() {
    Affine truth = Affine.translation(12, -9, 14).after(Affine.rotation(0.2, -0.1, 0.15));
    Volume second = AverageHead.inverted(AverageHead.scan(truth, WHOLE));
    RigidRegistration.Result result =
        RigidRegistration.register(FIRST, second, List.of(), EXECUTOR);
    assertTrue(worstMm(result.secondFromFirst(), truth) < 1.5, result.toString());
    Affine linear = result.secondFromFirst().withoutTranslation();
    assertEquals(
        0, Affines.difference(linear, linear.nearestRotation()), 1e-9, "neither size nor shear");
  }

  @Test
  void aSlabIsFoundInAHeadAndAHeadInASlab() {
    Affine truth = Affine.translation(5, 6, -4).after(Affine.rotation(0.1, 0.05, -0.08));
    Grid slab =
        new Grid(60, 72, 9, Affine.translation(-105, -116, -8).after(Affine.scaling(3.5, 3.5, 5)));
    Volume part = AverageHead.inverted(AverageHead.scan(truth, slab));
    Affine there = RigidRegistration.register(FIRST, part, List.of(), EXECUTOR).secondFromFirst();
    Affine back = RigidRegistration.register(part, FIRST, List.of(), EXECUTOR).secondFromFirst();
    assertTrue(worstMm(there, truth) < 3, "off by " + worstMm(there, truth) + " mm");
    assertEquals(
        0, Affines.difference(back.after(there), Affine.IDENTITY), 1e-6, "the same both ways");
  }

  @Test
  void threadsDoNotChangeABit() {
    Volume second = AverageHead.scan(Affine.translation(9, 3, 0), WHOLE);
    assertEquals(
        RigidRegistration.register(FIRST, second, List.of(), TaskExecutor.of(1)),
        RigidRegistration.register(FIRST, second, List.of(), EXECUTOR));
  }

  @Test
  void aGuessHelpsWhereHeadersAreFarOff() {
    Affine truth = Affine.translation(60, 0, 0).after(Affine.rotation(0, 0, 2.5));
    Volume second =
        AverageHead.scan(truth, AverageHead.cube(72, 3.5, truth.apply(new Vec3(0, 10, -10))));
    Affine near = Affine.translation(65, 5, -5).after(Affine.rotation(0.1, 0, 2.4));
    assertTrue(
        worstMm(
                RigidRegistration.register(FIRST, second, List.of(near), EXECUTOR)
                    .secondFromFirst(),
                truth)
            < 1.5);
  }
}
