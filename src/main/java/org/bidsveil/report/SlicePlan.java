package org.bidsveil.report;

import java.util.Arrays;
import org.bidsveil.volume.Mask;

/**
 * Where a {@link Mosaic} cuts a head: world mm along x (sagittal), y (coronal) and z (axial), each
 * in rising order.
 */
record SlicePlan(double[] sagittal, double[] coronal, double[] axial) {

  /** Slices of a plane. */
  static final int COLUMNS = 7;

  /**
   * Places on the average head as shares of the box around its brain (x -66 to 66, y -94 to 66, z
   * -52 to 90 mm), computed from templates/landmarks.tsv: ear, eye, wing of the nose, middle.
   */
  private static final double[] SAGITTAL = {-0.045, 0.258, 0.386, 0.5, 0.614, 0.742, 1.045};

  /** Occipital pole, middle of the brain, ears, two before them, frontal pole, eyes. */
  private static final double[] CORONAL = {0.06, 0.469, 0.6, 0.72, 0.84, 0.9375, 0.9875};

  /** Mouth, base of the nose, ears, eyes, brow, above the ventricles, vertex. */
  private static final double[] AXIAL = {0.035, 0.197, 0.268, 0.465, 0.599, 0.79, 0.93};

  /** Through the places that matter when the brain is known, evenly through the head otherwise. */
  static SlicePlan of(Extent extent, Mask brain) {
    if (brain.isEmpty()) {
      double[] even = new double[COLUMNS];
      for (int column = 0; column < COLUMNS; column++) {
        even[column] = (column + 1.0) / (COLUMNS + 1);
      }
      return new SlicePlan(
          along(extent, extent, 0, even),
          along(extent, extent, 1, even),
          along(extent, extent, 2, even));
    }
    Extent box = Extent.of(brain);
    return new SlicePlan(
        along(box, extent, 0, SAGITTAL),
        along(box, extent, 1, CORONAL),
        along(box, extent, 2, AXIAL));
  }

  /** Places along an axis of a box, none of them outside of what is shown. */
  private static double[] along(Extent box, Extent shown, int axis, double[] shares) {
    double low = shown.lowMm().component(axis) + Extent.MARGIN_MM;
    double high = shown.highMm().component(axis) - Extent.MARGIN_MM;
    return Arrays.stream(shares)
        .map(share -> box.lowMm().component(axis) + share * box.lengthMm(axis))
        .map(mm -> Math.min(Math.max(mm, Math.min(low, high)), Math.max(low, high)))
        .toArray();
  }

  double[] through(SlicePainter.Plane plane) {
    return switch (plane) {
      case SAGITTAL -> sagittal;
      case CORONAL -> coronal;
      case AXIAL -> axial;
    };
  }
}
