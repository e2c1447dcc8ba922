package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class PlacementConfidenceTest {
  private static final Grid GRID = new Grid(10, 10, 10, Affine.IDENTITY);

  @Test
  void agreementIsSureAndDisagreementIsNot() {
    Mask same = block(0).atLeast(0.5);
    Mask other = block(5).atLeast(0.5);
    assertTrue(PlacementConfidence.of(0.15, block(0), same, same) > 0.99);
    assertTrue(PlacementConfidence.of(0.15, block(0), same, other) < 0.01);
    assertTrue(PlacementConfidence.of(0.15, block(0), other, same) < 0.01);
    assertTrue(PlacementConfidence.of(0.15, block(0), new Mask(GRID), new Mask(GRID)) < 1e-6);
  }

  @Test
  void aBetterRegistrationIsSurer() {
    Mask same = block(0).atLeast(0.5);
    Mask shifted = block(2).atLeast(0.5);
    double poor = PlacementConfidence.of(0.03, block(0), same, shifted);
    double good = PlacementConfidence.of(0.20, block(0), same, shifted);
    assertTrue(good > poor, good + " and " + poor);
  }

  @Test
  void aScoreThatIsNoNumberGivesNoConfidence() {
    Mask same = block(0).atLeast(0.5);
    assertEquals(Double.NaN, PlacementConfidence.of(Double.NaN, block(0), same, same));
  }

  /** Ones in five slices, from this one on. */
  private static Volume block(int from) {
    Volume volume = Volume.zeros(GRID);
    for (int v = GRID.index(0, 0, from); v < 100 * (from + 5); v++) {
      volume.values()[v] = 1;
    }
    return volume;
  }
}
