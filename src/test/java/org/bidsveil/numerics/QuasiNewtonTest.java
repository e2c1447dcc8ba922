package org.bidsveil.numerics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuasiNewtonTest {
  /** Of f(x) = -1/2 sum c (x - m)², whose c spans three decades: steepest ascent zigzags. */
  private static final double[] CURVATURE = {1, 10, 100, 1000};

  private static final double[] MAXIMUM = {1, -2, 3, -4};

  @Test
  void theFirstDirectionIsTheScaledGradient() {
    QuasiNewton newton = new QuasiNewton();
    assertTrue(newton.isNew());
    assertArrayEquals(
        new double[] {2, 0.5},
        newton.direction(new QuasiNewton.Slope(new double[] {4, 0.25}, new double[] {0.5, 2})));
  }

  @Test
  void theStepIsTheOneToTheMaximumWhereTheCurvatureIsTheScale() {
    QuasiNewton newton = new QuasiNewton();
    double[] start = new double[4];
    double[] half = MAXIMUM.clone();
    for (int p = 0; p < half.length; p++) {
      half[p] /= 2;
    }
    newton.remember(half, gradient(start), gradient(half));
    double[] exact = new double[4];
    Arrays.setAll(exact, p -> 1 / CURVATURE[p]);
    assertFalse(newton.isNew());
    assertArrayEquals(half, newton.direction(new QuasiNewton.Slope(gradient(half), exact)), 1e-12);
  }

  @Test
  void climbsAnUnevenHillInFewSteps() {
    QuasiNewton newton = new QuasiNewton();
    double[] one = {1, 1, 1, 1};
    double[] at = new double[4];
    double[] slope = gradient(at);
    double share = 1e-3;
    for (int n = 0; n < 40; n++) {
      double[] direction = newton.direction(new QuasiNewton.Slope(slope, one));
      double[] step = new double[4];
      for (int p = 0; p < 4; p++) {
        step[p] = share * direction[p];
        at[p] += step[p];
      }
      double[] next = gradient(at);
      newton.remember(step, slope, next);
      slope = next;
      share = 1;
    }
    // 40 steps along the gradient, each as long as the steepest component allows, would come 4 % of
    // the way in the first component.
    assertArrayEquals(MAXIMUM, at, 1e-3);
  }

  @Test
  void aStepAlongWhichTheSlopeRoseIsNotRemembered() {
    QuasiNewton newton = new QuasiNewton();
    newton.remember(new double[] {1}, new double[] {1}, new double[] {2});
    newton.remember(new double[] {1}, new double[] {1}, new double[] {1});
    assertTrue(newton.isNew());
  }

  @Test
  void onlyTheLastStepsAreRemembered() {
    QuasiNewton all = new QuasiNewton();
    QuasiNewton last = new QuasiNewton();
    for (int n = 0; n < 9; n++) {
      double[] step = {1 + n, 2 - n, n * n, 1};
      double[] after = new double[4];
      for (int p = 0; p < 4; p++) {
        after[p] = -CURVATURE[p] * step[p];
      }
      all.remember(step, new double[4], after);
      if (n >= 4) {
        last.remember(step, new double[4], after);
      }
    }
    QuasiNewton.Slope slope =
        new QuasiNewton.Slope(new double[] {1, 2, 3, 4}, new double[] {1, 1, 1, 1});
    double[] expected = last.direction(slope);
    double[] found = all.direction(slope);
    for (int p = 0; p < 4; p++) {
      assertEquals(expected[p], found[p]);
    }
  }

  private static double[] gradient(double[] x) {
    double[] gradient = new double[4];
    for (int p = 0; p < 4; p++) {
      gradient[p] = -CURVATURE[p] * (x[p] - MAXIMUM[p]);
    }
    return gradient;
  }
}
