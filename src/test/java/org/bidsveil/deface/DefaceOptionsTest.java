package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaceOptionsTest {
  @Test
  void aNegativeBufferIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DefaceOptions(-1, false, 0.5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void aShareOutsideItsRangeIsRefused(double betFraction) {
    assertThrows(IllegalArgumentException.class, () -> new DefaceOptions(5, false, betFraction));
  }

  @Test
  void notANumberMeansTheDefacersOwnBuffer() {
    assertTrue(Double.isNaN(DefaceOptions.DEFAULT.bufferMm()));
  }
}
