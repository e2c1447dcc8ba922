package org.bidsveil.qc;

import java.util.function.IntPredicate;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * How sure it is that the atlas lies where the head is, 0 to 1.
 *
 * <p>The registration's score alone does not tell failures apart. What does is whether the scan's
 * own head ends where the placed atlas' head ends: with A the intensities just inside the placed
 * surface and B those just outside, the probability that a value of A is larger than one of B (the
 * area under the ROC curve, Hanley & McNeil 1982, Radiology 143:29) is 0.95 to 1 for a head of any
 * contrast and falls quickly when the head is turned, shifted or no head. Both enter a logistic
 * function.
 */
public final class PlacementConfidence {
  /**
   * Inside: behind the skin's partial volume and before the brain. Outside: beyond hair and
   * cushions' contact. mm.
   */
  private static final double INSIDE_FROM_MM = 2;

  private static final double INSIDE_TO_MM = 10;
  private static final double OUTSIDE_FROM_MM = 4;
  private static final double OUTSIDE_TO_MM = 20;

  /**
   * Middle and steepness of the logistic: docs/decisions/0016, calibrated on alignments that were
   * made wrong on purpose.
   */
  private static final double MIDDLE_CONTRAST = 0.94;

  private static final double MIDDLE_SCORE = 0.09;
  private static final double STEEPNESS = 60;
  private static final int BINS = 256;

  private PlacementConfidence() {}

  /**
   * @param score normalised mutual information - 1 of the affine registration
   * @param contrast {@link #headContrast}; NaN, where the field of view ends inside the head
   *     everywhere, counts as its middle
   */
  public static double of(double score, double contrast) {
    double c = Double.isNaN(contrast) ? MIDDLE_CONTRAST : contrast;
    double evidence = STEEPNESS * (c - MIDDLE_CONTRAST) + STEEPNESS * (score - MIDDLE_SCORE);
    return 1 / (1 + Math.exp(-evidence));
  }

  /**
   * @param working the scan at about 2 mm
   * @param head the atlas' head probability on the same lattice
   */
  public static double headContrast(Volume working, Volume head, TaskExecutor executor) {
    return contrast(working, head, v -> false, executor);
  }

  /**
   * The same, but what a program erased inside the head does not count: for heads that may be
   * without a face. A head that is intact and placed wrong does not profit, since its tissue then
   * lies outside the placed surface.
   *
   * @param background the value that erased voxels hold
   */
  public static double headContrastOfErased(
      Volume working, Volume head, float background, TaskExecutor executor) {
    float[] values = working.values();
    return contrast(working, head, v -> values[v] == background, executor);
  }

  private static double contrast(
      Volume working, Volume head, IntPredicate ignoredInside, TaskExecutor executor) {
    Mask inside = head.atLeast(0.5);
    float[] in =
        DistanceTransform.toNearestWithin(inside.not(), INSIDE_TO_MM + 2, executor).values();
    float[] out = DistanceTransform.toNearestWithin(inside, OUTSIDE_TO_MM + 2, executor).values();
    return rank(
        working,
        v ->
            inside.get(v)
                && in[v] > INSIDE_FROM_MM
                && in[v] < INSIDE_TO_MM
                && !ignoredInside.test(v),
        v -> !inside.get(v) && out[v] > OUTSIDE_FROM_MM && out[v] < OUTSIDE_TO_MM);
  }

  /** P(value of a > value of b) + P(equal) / 2, NaN when either is empty. */
  private static double rank(Volume volume, IntPredicate a, IntPredicate b) {
    Percentiles percentiles = Percentiles.of(volume);
    double low = percentiles.percentile(1);
    double high = percentiles.percentile(99.5);
    double scale = high > low ? (BINS - 1) / (high - low) : 0;
    long[] inA = new long[BINS];
    long[] inB = new long[BINS];
    long countA = 0;
    long countB = 0;
    float[] values = volume.values();
    for (int v = 0; v < values.length; v++) {
      boolean isA = a.test(v);
      if (isA || b.test(v)) {
        int bin = (int) Math.clamp((values[v] - low) * scale, 0, BINS - 1);
        if (isA) {
          inA[bin]++;
          countA++;
        } else {
          inB[bin]++;
          countB++;
        }
      }
    }
    if (countA == 0 || countB == 0) {
      return Double.NaN;
    }
    double sum = 0;
    long below = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += inA[bin] * (below + inB[bin] / 2.0);
      below += inB[bin];
    }
    return sum / countA / countB;
  }
}
