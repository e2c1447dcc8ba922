package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
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

  @Test
  void theModeIsThatOfASimpleCount() {
    Random random = new Random(3);
    for (int n = 0; n < 200; n++) {
      float[] values = new float[1 + random.nextInt(400)];
      float spread = (float) Math.pow(10, random.nextInt(5) - 1);
      for (int v = 0; v < values.length; v++) {
        values[v] = Math.round(random.nextGaussian() * spread) * (n % 2 == 0 ? 1 : 0.37f);
      }
      SortedMap<Float, Integer> count = new TreeMap<>();
      for (float value : values) {
        count.merge(value + 0f, 1, Integer::sum);
      }
      int most = Collections.max(count.values());
      float expected =
          count.entrySet().stream()
              .filter(e -> e.getValue() == most)
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow();
      assertEquals(expected, Percentiles.mode(values));
    }
  }

  @Test
  void aPartOfAnArrayIsAnArrayOfItsOwn() {
    float[] values = {9, 1, 2, 3, 9};
    assertEquals(1, Percentiles.of(values, 1, 4).min());
    assertEquals(3, Percentiles.of(values, 1, 4).max());
    assertTrue(Percentiles.of(values, 2, 2).isConstant());
  }
}
