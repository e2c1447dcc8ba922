package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.bidsveil.atlas.AverageHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The average head under other scales of brightness: air is 0, brain about 100 before. */
class AirLevelTest {
  private static final Volume HEAD =
      AverageHead.noisy(
          AverageHead.scan(Affine.IDENTITY, AverageHead.cube(64, 4, new Vec3(0, 0, 0))), 1);

  @Test
  void theAirOfAnOrdinaryImageIsZero() {
    AirLevel air = AirLevel.of(HEAD);
    assertTrue(air.zeroIsAir() && !air.zeroIsTissue(), air.toString());
    assertEquals(0, air.value(), 4);
    assertSame(HEAD, air.takenFrom(HEAD));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1000, -100, -60, -25, 300, 32768})
  void anOffsetIsFoundAndTakenOff(double offset) {
    Volume shifted = map(HEAD, v -> v + offset);
    AirLevel air = AirLevel.of(shifted);
    assertEquals(offset, air.value(), 4);
    assertEquals(offset < 0, air.zeroIsTissue());
    assertFalse(air.zeroIsAir() && !air.zeroIsTissue(), air.toString());
    assertEquals(0, AirLevel.of(air.takenFrom(shifted)).value(), 4);
  }

  @Test
  void aMeanTakenOffIsFound() {
    AirLevel air = AirLevel.of(map(HEAD, v -> (v - 40) / 45));
    assertTrue(air.zeroIsTissue());
    assertEquals(-40 / 45.0, air.value(), 0.1);
  }

  @Test
  void whatIsNotFiniteIsAir() {
    Volume image = map(HEAD, v -> v < 5 ? Double.NaN : v - 100);
    AirLevel air = AirLevel.of(image);
    assertTrue(air.zeroIsTissue());
    assertEquals(0, air.takenFrom(image).at(0, 0, 0));
  }

  @Test
  void noiseAboutZeroIsAir() {
    SplittableRandom random = new SplittableRandom(3);
    Volume signed = map(HEAD, v -> v * (random.nextBoolean() ? 1 : -1) + random.nextGaussian());
    AirLevel air = AirLevel.of(signed);
    assertFalse(air.zeroIsTissue(), air.toString());
    assertTrue(air.zeroIsAir());
  }

  @Test
  void aPhaseImageIsLeftAsItIs() {
    SplittableRandom random = new SplittableRandom(4);
    Volume phase = map(HEAD, v -> v < 10 ? Math.PI * (2 * random.nextDouble() - 1) : v / 60 - 1);
    assertSame(phase, AirLevel.of(phase).takenFrom(phase));
    assertFalse(AirLevel.of(phase).zeroIsTissue());
  }

  @Test
  void paddingDarkerThanAirIsNoTissue() {
    Volume padded = map(HEAD, v -> v - 1000);
    for (int k = 0; k < 6; k++) {
      for (int j = 0; j < 64; j++) {
        for (int i = 0; i < 64; i++) {
          padded.values()[padded.grid().index(i, j, k)] = -3024;
        }
      }
    }
    AirLevel air = AirLevel.of(padded);
    assertTrue(air.zeroIsTissue(), air.toString());
    assertTrue(air.value() < -950, air.toString());
  }

  @Test
  void anImageOfOneValueHasNoAirToTakeOff() {
    Volume constant = map(HEAD, v -> 7);
    assertSame(constant, AirLevel.of(constant).takenFrom(constant));
  }

  private static Volume map(Volume image, DoubleUnaryOperator of) {
    float[] out = new float[image.values().length];
    for (int v = 0; v < out.length; v++) {
      out[v] = (float) of.applyAsDouble(image.values()[v]);
    }
    return new Volume(image.grid(), out);
  }
}
