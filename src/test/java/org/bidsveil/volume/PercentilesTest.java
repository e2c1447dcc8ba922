package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void percentilesOfAHundredAndOneNumbers() {
    float[] values = new float[101];
    for (int v = 0; v <= 100; v++) {
      values[100 - v] = v;
    }
    Percentiles percentiles = Percentiles.of(values);
    assertEquals(0, percentiles.percentile(0), 0.03);
    assertEquals(50, percentiles.percentile(50), 0.03);
    assertEquals(100, percentiles.percentile(100), 0.03);
    assertEquals(75, percentiles.percentileAbove(50, 50), 0.5);
    assertEquals(24, percentiles.percentileBelow(50, 50), 0.03);
    assertEquals(0, percentiles.percentileBelow(-1, 50));
  }

  @Test
  void notANumberAndInfinityAreLeftOut() {
    Percentiles percentiles =
        Percentiles.of(
            new float[] {Float.NaN, 1, Float.POSITIVE_INFINITY, 3, Float.NEGATIVE_INFINITY});
    assertEquals(1, percentiles.min());
    assertEquals(3, percentiles.max());
  }

  @Test
  void constantAndEmptyImagesHaveNoSpread() {
    assertTrue(Percentiles.of(new float[] {4, 4}).isConstant());
    assertEquals(4, Percentiles.of(new float[] {4, 4}).percentile(98));
    assertTrue(Percentiles.of(new float[] {Float.NaN}).isConstant());
    assertEquals(0, Percentiles.of(new float[] {Float.NaN}).otsu());
    assertEquals(0, Percentiles.of(new float[] {Float.NaN}).otsuBelow(5));
  }

  @Test
  void otsuPartsTwoHeapsAndOtsuBelowTheLowerOneAgain() {
    float[] values = new float[300];
    for (int v = 0; v < 100; v++) {
      values[v] = v % 5;
      values[100 + v] = 20 + v % 5;
      values[200 + v] = 100 + v % 5;
    }
    Percentiles percentiles = Percentiles.of(values);
    double upper = percentiles.otsu();
    assertTrue(upper > 24 && upper < 100, "threshold " + upper);
    double lower = percentiles.otsuBelow(upper);
    assertTrue(lower >= 4 && lower < 20, "threshold " + lower);
  }

  @Test
  void theModeIsTheMostFrequentValueAndTheLeastOfSeveral() {
    assertEquals(3, Percentiles.mode(new float[] {5, 3, 3, 7, 5, 3}));
    assertEquals(1, Percentiles.mode(new float[] {2, 1, 3}));
    assertEquals(-7.5f, Percentiles.mode(new float[] {-7.5f, 4, -7.5f, 4.001f, 4.002f, 4.003f}));
    assertEquals(0, Percentiles.mode(new float[] {0, -0f, 6, -0f, 6}));
  }
}
