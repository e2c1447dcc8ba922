package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.junit.jupiter.api.Test;

class ShapePriorTest {
  private static final Affine TURN = Affine.rotation(0.4, -0.9, 2);

  @Test
  void aTurnAndAShiftCostNothing() {
    assertEquals(0, ShapePrior.penalty(TURN), 1e-12);
    assertEquals(0, ShapePrior.penalty(Affine.translation(90, -5, 3).after(TURN)), 1e-12);
  }

  @Test
  void sizeAloneCostsItsOwnWeight() {
    double expected = ShapePrior.SIZE_WEIGHT * Math.log(1.3) * Math.log(1.3);
    assertEquals(expected, ShapePrior.penalty(Affine.scaling(1.3, 1.3, 1.3).after(TURN)), 1e-12);
    assertEquals(expected, ShapePrior.penalty(Affine.scaling(1 / 1.3, 1 / 1.3, 1 / 1.3)), 1e-12);
  }

  @Test
  void stretchCostsWhatTheDocumentationSays() {
    double ten = ShapePrior.penalty(Affine.scaling(1.1, 1, 1));
    double twenty = ShapePrior.penalty(Affine.scaling(1.2, 1, 1));
    assertEquals(0.002, ten, 0.001);
    assertEquals(0.008, twenty, 0.002);
    Affine shear = new Affine(1, 0.2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
    assertTrue(ShapePrior.penalty(shear) > ten);
  }

  @Test
  void aTurnBeforeOrAfterAStretchChangesNothing() {
    Affine stretch = new Affine(1.2, 0.1, 0, 0, 0, 0.9, 0, 0, 0.05, 0, 1, 0);
    double alone = ShapePrior.penalty(stretch);
    assertEquals(alone, ShapePrior.penalty(TURN.after(stretch)), 1e-12);
    assertEquals(alone, ShapePrior.penalty(stretch.after(TURN)), 1e-12);
  }

  @Test
  void aMirroredOrFlatHeadIsImpossible() {
    assertEquals(Double.POSITIVE_INFINITY, ShapePrior.penalty(Affine.scaling(-1, 1, 1)));
    assertEquals(Double.POSITIVE_INFINITY, ShapePrior.penalty(Affine.scaling(1, 0, 1)));
    assertEquals(Double.POSITIVE_INFINITY, ShapePrior.penalty(Affine.scaling(Double.NaN, 1, 1)));
  }

  @Test
  void theGradientIsTheSlopeOfThePenalty() {
    Affine map = new Affine(1.15, 0.1, 0, 5, -0.05, 0.85, 0.08, 0, 0.02, 0, 1.05, 9).after(TURN);
    double[] gradient = new double[MutualInformation.PARAMETERS];
    ShapePrior.addGradient(map, -2, gradient);
    for (int p = 0; p < gradient.length; p++) {
      double step = 1e-4;
      double slope =
          (ShapePrior.penalty(moved(map, p, step)) - ShapePrior.penalty(moved(map, p, -step)))
              / (2 * step);
      assertEquals(-2 * slope, gradient[p], 1e-8, "parameter " + p);
    }
  }

  /** The map after a small step along one entry of the generator about the origin. */
  private static Affine moved(Affine map, int parameter, double step) {
    double[] x = Affine.IDENTITY.toArray();
    x[parameter] += parameter % 4 == 3 ? step : step / MutualInformation.RADIUS_MM;
    return Affine.fromArray(x).after(map);
  }
}
