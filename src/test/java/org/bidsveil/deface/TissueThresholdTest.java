package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class TissueThresholdTest {
  private static final Grid GRID = new Grid(20, 20, 20, Affine.IDENTITY);

  /** The lower half of the lattice is head. */
  private static Volume head() {
    Volume head = Volume.zeros(GRID);
    for (int v = 0; v < GRID.voxelCount() / 2; v++) {
      head.values()[v] = 1;
    }
    return head;
  }

  private static Volume scan(double air, double tissue, double noise) {
    Random random = new Random(1);
    Volume scan = Volume.zeros(GRID);
    for (int v = 0; v < GRID.voxelCount(); v++) {
      double mean = v < GRID.voxelCount() / 2 ? tissue : air;
      scan.values()[v] = (float) Math.abs(mean + noise * random.nextGaussian());
    }
    return scan;
  }

  @Test
  void aQuarterOfTheWayFromAirToTissue() {
    TissueThreshold threshold = TissueThreshold.of(scan(10, 110, 0), head());
    assertEquals(10, threshold.airMedian(), 0.5);
    assertEquals(110, threshold.tissueMedian(), 0.5);
    assertEquals(35, threshold.value(), 1);
  }

  /** Units do not matter: scaled and shifted values give the scaled and shifted threshold. */
  @Test
  void theScansOwnUnits() {
    TissueThreshold threshold = TissueThreshold.of(scan(1000, 1100, 0), head());
    assertEquals(1025, threshold.value(), 1);
  }

  @Test
  void noisyAirStaysBelow() {
    Volume scan = scan(0, 100, 20);
    double value = TissueThreshold.of(scan, head()).value();
    assertTrue(value > 40, "the noise reaches above the quarter: " + value);
    int above = 0;
    for (int v = GRID.voxelCount() / 2; v < GRID.voxelCount(); v++) {
      above += scan.values()[v] > value ? 1 : 0;
    }
    assertTrue(above <= 0.025 * GRID.voxelCount() / 2, above + " voxels of air");
  }

  /** Air as bright as tissue must not raise the threshold beyond half way. */
  @Test
  void neverAboveHalfWay() {
    TissueThreshold threshold = TissueThreshold.of(scan(0, 30, 40), head());
    double halfWay = (threshold.airMedian() + threshold.tissueMedian()) / 2;
    assertTrue(threshold.value() <= halfWay + 1e-6);
  }
}
