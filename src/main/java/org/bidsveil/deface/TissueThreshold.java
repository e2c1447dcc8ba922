package org.bidsveil.deface;

import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Volume;

/**
 * How bright a voxel of the working volume must be to count as tissue rather than air, found with
 * the atlas: air is where the atlas has no head, tissue where it surely has one.
 *
 * @param value in the scan's own intensity units
 * @param airMedian typical value of air
 * @param tissueMedian typical value of tissue
 */
public record TissueThreshold(double value, double airMedian, double tissueMedian) {
  /**
   * A quarter of the way from air to tissue: skin at the surface is thinner than a voxel and darker
   * than muscle.
   */
  private static final double SHARE = 0.25;

  /** Noise in air reaches above the quarter in poor scans: never below this percentile of air. */
  private static final double AIR_PERCENTILE = 98;

  /**
   * @param working at about 2 mm
   * @param head the atlas' head probability on the same lattice
   */
  public static TissueThreshold of(Volume working, Volume head) {
    float[] values = working.values();
    float[] inHead = head.values();
    // Air from the front on, tissue from the end.
    float[] sorted = new float[values.length];
    int airEnd = 0;
    int tissueFrom = values.length;
    for (int v = 0; v < values.length; v++) {
      if (inHead[v] < 0.01f) {
        sorted[airEnd++] = values[v];
      } else if (inHead[v] > 0.95f) {
        sorted[--tissueFrom] = values[v];
      }
    }
    Percentiles airValues = Percentiles.of(sorted, 0, airEnd);
    Percentiles tissueValues = Percentiles.of(sorted, tissueFrom, sorted.length);
    double airMedian = airValues.percentile(50);
    double tissueMedian = tissueValues.percentile(50);
    double quarter = airMedian + SHARE * (tissueMedian - airMedian);
    double noise = Math.min(airValues.percentile(AIR_PERCENTILE), (airMedian + tissueMedian) / 2);
    return new TissueThreshold(Math.max(quarter, noise), airMedian, tissueMedian);
  }
}
