package org.bidsveil.alignment;

import java.util.Arrays;
import java.util.List;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Vec3;

/**
 * The distance between where two placements of the atlas put the same points, for points in the
 * field of view.
 *
 * @param medianMm NaN where no point is in view
 * @param largestMm NaN where no point is in view
 */
public record PlacementDisagreement(double medianMm, double largestMm) {

  /** The value for a scan that was placed only once. */
  public static final PlacementDisagreement UNKNOWN =
      new PlacementDisagreement(Double.NaN, Double.NaN);

  /**
   * @param first decides which points are in view
   * @param points atlas world mm
   * @param view the scan's lattice
   */
  public static PlacementDisagreement between(
      Alignment first, Alignment second, List<Vec3> points, Grid view) {
    double[] distances = new double[points.size()];
    int n = 0;
    for (Vec3 point : points) {
      Vec3 here = first.toScan(point);
      if (isInView(view, here)) {
        distances[n++] = here.minus(second.toScan(point)).norm();
      }
    }
    if (n == 0) {
      return UNKNOWN;
    }
    Arrays.sort(distances, 0, n);
    double median = (distances[(n - 1) / 2] + distances[n / 2]) / 2;
    return new PlacementDisagreement(median, distances[n - 1]);
  }

  private static boolean isInView(Grid view, Vec3 world) {
    Vec3 at = view.voxelFromWorld().apply(world);
    return at.x() > -1
        && at.y() > -1
        && at.z() > -1
        && at.x() < view.nx()
        && at.y() < view.ny()
        && at.z() < view.nz();
  }
}
