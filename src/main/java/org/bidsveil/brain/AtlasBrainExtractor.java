package org.bidsveil.brain;

import org.bidsveil.volume.ConnectedComponents;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Makes a brain mask from a prior and the scan's own intensities.
 *
 * <p>With P(x) the atlas' brain probability placed on the scan, the intensity histograms of brain
 * (weighted by P) and of what surrounds it within {@value #SHELL_MM} mm (weighted by 1 - P) are
 * estimated without any assumption on the contrast; the log-odds ln P/(1-P) + ln
 * p(I|brain)/p(I|other) are smoothed over {@value #SMOOTH_MM} mm, cut at 0, opened, reduced to one
 * piece, closed and filled. The histograms are estimated twice, the second time from the first
 * result (Ashburner & Friston 2005, NeuroImage 26:839, in its simplest form).
 */
public final class AtlasBrainExtractor {
  private static final double SHELL_MM = 20;
  private static final double SMOOTH_MM = 2;
  private static final int BINS = 64;

  /**
   * A voxel counts as surely outside below, and the prior never says more than this: intensities
   * may overrule it.
   */
  private static final double PRIOR_FLOOR = 0.002;

  /**
   * Bridges to scalp and eyes that are thinner than twice this are cut, mm: the optic nerve and
   * bridging veins are 4 mm at most.
   */
  private static final double OPEN_MM = 2.5;

  /** Sulci narrower than twice this are part of the brain's hull, mm. */
  private static final double CLOSE_MM = 6;

  private AtlasBrainExtractor() {}

  /**
   * @param scan at about 2 mm
   * @param prior brain probability on the scan's lattice, 0 to 1
   */
  public static Mask extract(Volume scan, Volume prior, TaskExecutor executor) {
    Mask possible = prior.atLeast(PRIOR_FLOOR);
    Mask domain = Morphology.dilate(prior.atLeast(0.5), SHELL_MM, executor);
    byte[] bins = bins(scan, executor);
    float[] p = prior.values();
    float[] priorOdds = priorOdds(p, executor);
    Volume first = odds(priorOdds, bins, logLikelihoodRatio(bins, p, domain), scan, executor);
    float[] belief = belief(first.values(), domain, executor);
    Volume odds = odds(priorOdds, bins, logLikelihoodRatio(bins, belief, domain), scan, executor);
    Mask brain = odds.atLeast(0).and(possible);
    Mask core = ConnectedComponents.largest(Morphology.erode(brain, OPEN_MM, executor));
    if (core.isEmpty()) {
      return core;
    }
    Mask opened = Morphology.dilate(core, OPEN_MM + 0.5, executor).and(brain);
    return Morphology.fillHoles(Morphology.close(opened, CLOSE_MM, executor)).and(possible);
  }

  private static float[] priorOdds(float[] prior, TaskExecutor executor) {
    float[] odds = new float[prior.length];
    float least = (float) Math.log(PRIOR_FLOOR / (1 - PRIOR_FLOOR));
    executor.forRanges(
        odds.length,
        (from, to) -> {
          for (int v = from; v < to; v++) {
            double q = Math.min(prior[v], 1 - PRIOR_FLOOR);
            odds[v] = q > PRIOR_FLOOR ? (float) Math.log(q / (1 - q)) : least;
          }
        });
    return odds;
  }

  private static Volume odds(
      float[] prior, byte[] bins, double[] ratio, Volume scan, TaskExecutor executor) {
    float[] values = new float[prior.length];
    executor.forRanges(
        values.length,
        (from, to) -> {
          for (int v = from; v < to; v++) {
            values[v] = (float) (prior[v] + ratio[bins[v]]);
          }
        });
    Volume odds = new Volume(scan.grid(), values);
    GaussianFilter.smoothInPlace(odds, SMOOTH_MM, executor);
    return odds;
  }

  /** Replaces odds where the domain is. */
  private static float[] belief(float[] odds, Mask domain, TaskExecutor executor) {
    executor.forRanges(
        odds.length,
        (from, to) -> {
          for (int v = domain.nextSet(from); v >= 0 && v < to; v = domain.nextSet(v + 1)) {
            odds[v] = (float) (1 / (1 + Math.exp(-odds[v])));
          }
        });
    return odds;
  }

  private static byte[] bins(Volume scan, TaskExecutor executor) {
    Percentiles percentiles = Percentiles.of(scan, executor);
    double low = percentiles.percentile(1);
    double high = percentiles.percentile(99.5);
    double scale = high > low ? BINS / (high - low) : 0;
    float[] values = scan.values();
    byte[] bins = new byte[values.length];
    executor.forRanges(
        bins.length,
        (from, to) -> {
          for (int v = from; v < to; v++) {
            double bin = (values[v] - low) * scale;
            bins[v] = (byte) (bin > BINS - 1 ? BINS - 1 : bin > 0 ? (int) bin : 0);
          }
        });
    return bins;
  }

  /** ln p(bin | brain) / p(bin | other), smoothed over neighbouring bins. */
  private static double[] logLikelihoodRatio(byte[] bins, float[] belief, Mask domain) {
    double[] brain = new double[BINS];
    double[] other = new double[BINS];
    for (int v = domain.nextSet(0); v >= 0; v = domain.nextSet(v)) {
      for (int end = domain.nextClear(v); v < end; v++) {
        brain[bins[v]] += belief[v];
        other[bins[v]] += 1 - belief[v];
      }
    }
    brain = normalised(brain);
    other = normalised(other);
    double[] ratio = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      ratio[b] = Math.log(brain[b] / other[b]);
    }
    return ratio;
  }

  private static double[] normalised(double[] histogram) {
    double[] smooth = histogram;
    for (int n = 0; n < 3; n++) {
      double[] next = new double[BINS];
      for (int b = 0; b < BINS; b++) {
        next[b] =
            0.25 * smooth[Math.max(0, b - 1)]
                + 0.5 * smooth[b]
                + 0.25 * smooth[Math.min(BINS - 1, b + 1)];
      }
      smooth = next;
    }
    double sum = 0;
    for (double s : smooth) {
      sum += s;
    }
    double[] out = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      // A thousandth spread over all bins: an intensity that was never seen decides nothing.
      out[b] = sum > 0 ? 0.999 * smooth[b] / sum + 0.001 / BINS : 1.0 / BINS;
    }
    return out;
  }
}
