package org.bidsveil.qc;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.bidsveil.volume.Box;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The confidence that the atlas is placed where the head is, 0 to 1.
 *
 * <p>The registration's score alone does not reveal failures; four kinds of evidence together do.
 * The weights of the first three in a logistic function were fitted to placements that were right
 * and to placements made wrong on purpose (docs/decisions/0025, docs/evaluation/confidence.md):
 *
 * <ul>
 *   <li>the score;
 *   <li>whether the scan's own head ends where the placed atlas' head ends ({@link #headContrast}):
 *       0.98 to 1 for a head of any contrast;
 *   <li>whether the scan shows the atlas' own detail within the brain ({@link #brainDetail}), which
 *       neither a phantom nor a turned head does;
 *   <li>whether the brain alone places the atlas at the same place (docs/decisions/0032).
 * </ul>
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

  /** Of the logistic function; fitted by ridge regression, docs/decisions/0025. */
  private static final double SCORE_WEIGHT = 157;

  private static final double CONTRAST_WEIGHT = 102;
  private static final double DETAIL_WEIGHT = 1.33;
  private static final double BIAS = -120.8;

  /**
   * Two placements that agree speak for both, as the logarithm of odds: of 40 wrong ones none had a
   * second one within {@link #UNDECIDED_MM} (docs/decisions/0032).
   */
  private static final double AGREEMENT = 3.7;

  private static final double MOST_DISAGREEMENT = 10;
  private static final double AGREED_MM = 4;
  private static final double UNDECIDED_MM = 7;

  /**
   * Where the field of view ends inside the head everywhere, its surface says neither yes nor no:
   * right placements measured at least this in 99 of 100.
   */
  private static final double UNSEEN_CONTRAST = 0.993;

  /** Phantoms measured 0.0002 to 0.05: smaller than this is no detail. */
  private static final double LEAST_DETAIL = 0.005;

  /** Gyri and ventricles are finer than this, a bias field is coarser. */
  private static final double DETAIL_MM = 6;

  /** Classes of the template's detail: enough for its course, few enough for their own means. */
  private static final int CLASSES = 24;

  private static final int BINS = 256;

  private PlacementConfidence() {}

  /**
   * @param score normalised mutual information - 1 of the affine registration
   * @param contrast {@link #headContrast}; NaN where the head's surface is not in view
   * @param detail {@link #brainDetail}
   * @param largestMm between this placement and a second one, on the brain's surface; NaN where
   *     there is none
   */
  public static double of(double score, double contrast, double detail, double largestMm) {
    double c = Double.isNaN(contrast) ? UNSEEN_CONTRAST : contrast;
    double evidence =
        SCORE_WEIGHT * score
            + CONTRAST_WEIGHT * c
            + DETAIL_WEIGHT * Math.log(Math.max(detail, LEAST_DETAIL))
            + BIAS
            + agreement(largestMm);
    return 1 / (1 + Math.exp(-evidence));
  }

  /** What the second placement says, as the logarithm of odds. */
  private static double agreement(double largestMm) {
    return Double.isNaN(largestMm)
        ? 0
        : Math.clamp(
            AGREEMENT * (UNDECIDED_MM - largestMm) / (UNDECIDED_MM - AGREED_MM),
            -MOST_DISAGREEMENT,
            AGREEMENT);
  }

  /**
   * With A the intensities just inside the placed surface and B those just outside, the probability
   * that a value of A is larger than one of B (the area under the ROC curve, Hanley & McNeil 1982,
   * Radiology 143:29). NaN when either is out of view.
   *
   * @param working the scan at about 2 mm
   * @param head the atlas' head probability on the same lattice
   * @param judged where the surface is looked at: not below the chin, since necks end, bend and
   *     widen to shoulders
   */
  public static double headContrast(
      Volume working, Volume head, Mask judged, TaskExecutor executor) {
    return contrast(working, head, judged, v -> false, executor);
  }

  /**
   * The same contrast, but without what a program erased inside the head: for heads that may be
   * without a face. An intact head that is placed wrong does not profit, because its tissue is then
   * outside the placed surface.
   *
   * @param erased which voxels were erased
   */
  public static double headContrastOfErased(
      Volume working, Volume head, Mask judged, IntPredicate erased, TaskExecutor executor) {
    return contrast(working, head, judged, erased, executor);
  }

  private static double contrast(
      Volume working, Volume head, Mask judged, IntPredicate ignoredInside, TaskExecutor executor) {
    Mask inside = head.atLeast(0.5);
    Mask within = shell(inside.not(), INSIDE_FROM_MM, INSIDE_TO_MM, executor).and(judged);
    Mask outside = shell(inside, OUTSIDE_FROM_MM, OUTSIDE_TO_MM, executor).and(judged);
    return rank(working, v -> within.get(v) && !ignoredInside.test(v), outside::get);
  }

  /** What is farther from a set than one distance and nearer than the other. */
  private static Mask shell(Mask set, double fromMm, double toMm, TaskExecutor executor) {
    double nearer = toMm * (1 - 1e-4);
    return Morphology.dilate(set, nearer, executor)
        .andNot(Morphology.dilate(set, fromMm, executor));
  }

  /**
   * How much of the scan's local variance within the brain the template explains, 0 to 1: the
   * correlation ratio (Roche et al. 1998, MICCAI, LNCS 1496:1115) of both after their local means
   * are taken off. It asks for no particular contrast, and a bias field does not enter.
   *
   * @param template the atlas' template on the same lattice
   * @param brain the atlas' brain probability on the same lattice
   */
  public static double brainDetail(
      Volume working, Volume template, Volume brain, TaskExecutor executor) {
    return detailWithin(working, template, brain.atLeast(0.5), executor);
  }

  private static double detailWithin(
      Volume working, Volume template, Mask brain, TaskExecutor executor) {
    // Nothing outside the brain enters: only the box around it is smoothed.
    Box box = Box.around(brain);
    return box.isEmpty()
        ? 0
        : detailWithinBox(box.cut(working), box.cut(template), box.cut(brain), executor);
  }

  private static double detailWithinBox(
      Volume working, Volume template, Mask within, TaskExecutor executor) {
    float[] weight = smoothed(within, v -> 1, executor);
    float[] scan = detail(working, within, weight, executor);
    float[] atlas = detail(template, within, weight, executor);
    double squareSum = 0;
    for (int v = within.nextSet(0); v >= 0; v = within.nextSet(v)) {
      for (int end = within.nextClear(v); v < end; v++) {
        squareSum += (double) atlas[v] * atlas[v];
      }
    }
    double spread = 3 * Math.sqrt(squareSum / Math.max(1, within.count()));
    double[] sum = new double[CLASSES];
    double[] squares = new double[CLASSES];
    long[] count = new long[CLASSES];
    for (int v = within.nextSet(0); v >= 0; v = within.nextSet(v)) {
      for (int end = within.nextClear(v); v < end; v++) {
        int c = (int) Math.clamp((atlas[v] + spread) / (2 * spread) * CLASSES, 0, CLASSES - 1);
        sum[c] += scan[v];
        squares[c] += (double) scan[v] * scan[v];
        count[c]++;
      }
    }
    double inClasses = 0;
    double total = 0;
    for (int c = 0; c < CLASSES; c++) {
      if (count[c] > 0) {
        inClasses += squares[c] - sum[c] * sum[c] / count[c];
        total += squares[c];
      }
    }
    double all = Arrays.stream(sum).sum();
    total -= all * all / Math.max(1, within.count());
    return total > 0 ? 1 - inClasses / total : 0;
  }

  /**
   * The same measure only far inside the brain: where a phantom's edge and the brain's coincide,
   * the one passes for detail of the other. NaN when hardly any of the inside is in view.
   *
   * @param depthMm how far inside, in mm of the scan
   */
  public static double detailInside(
      Volume working, Volume template, Volume brain, double depthMm, TaskExecutor executor) {
    Mask inside = Morphology.erode(brain.atLeast(0.5), depthMm, executor);
    if (inside.count() * inside.grid().voxelVolumeMm3() < LEAST_INSIDE_MM3) {
      return Double.NaN;
    }
    return detailWithin(working, template, inside, executor);
  }

  /** 20 ml: less than a slice of 5 mm through the middle. */
  private static final double LEAST_INSIDE_MM3 = 20_000;

  /** Deviation from the local mean within the mask, relative to it: a bias field multiplies. */
  private static float[] detail(Volume volume, Mask within, float[] weight, TaskExecutor executor) {
    float[] values = volume.values();
    float[] out = smoothed(within, v -> values[v], executor);
    for (int v = within.nextSet(0); v >= 0; v = within.nextSet(v)) {
      for (int end = within.nextClear(v); v < end; v++) {
        float mean = out[v] / weight[v];
        out[v] = mean > 0 ? (values[v] - mean) / mean : 0;
      }
    }
    return out;
  }

  private static float[] smoothed(Mask within, IntToDoubleFunction value, TaskExecutor executor) {
    Volume masked = Volume.zeros(within.grid());
    float[] inside = masked.values();
    for (int v = within.nextSet(0); v >= 0; v = within.nextSet(v)) {
      for (int end = within.nextClear(v); v < end; v++) {
        inside[v] = (float) value.applyAsDouble(v);
      }
    }
    GaussianFilter.smoothInPlace(masked, DETAIL_MM, executor);
    return inside;
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
