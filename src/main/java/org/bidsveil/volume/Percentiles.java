package org.bidsveil.volume;

import java.util.Arrays;

/**
 * Percentiles and Otsu's threshold of an image by a fixed histogram: O(n), no copy, NaN and
 * infinities left out.
 */
public final class Percentiles {
  /** Bins between the extremes: 1/4096 of the range is finer than any use of a percentile here. */
  private static final int BINS = 4096;

  private final double min;
  private final double max;
  private final long[] histogram;
  private final long total;

  private Percentiles(double min, double max, long[] histogram, long total) {
    this.min = min;
    this.max = max;
    this.histogram = histogram;
    this.total = total;
  }

  public static Percentiles of(Volume volume) {
    return of(volume.values());
  }

  /** The same on several threads. */
  public static Percentiles of(Volume volume, TaskExecutor executor) {
    float[] values = volume.values();
    Extremes[] extremes = new Extremes[PARTS];
    executor.forEach(
        PARTS, n -> extremes[n] = Extremes.of(values, part(n, values), part(n + 1, values)));
    Extremes all = extremes[0];
    for (Extremes more : extremes) {
      all = all.with(more);
    }
    Extremes range = all;
    long[][] histograms = new long[PARTS][];
    executor.forEach(
        PARTS, n -> histograms[n] = range.histogram(values, part(n, values), part(n + 1, values)));
    for (int n = 1; n < PARTS; n++) {
      for (int b = 0; b < BINS; b++) {
        histograms[0][b] += histograms[n][b];
      }
    }
    return of(range, histograms[0]);
  }

  /** So many that each has work for its thread, and few enough to be added in no time. */
  private static final int PARTS = 8;

  private static int part(int n, float[] values) {
    return (int) ((long) values.length * n / PARTS);
  }

  public static Percentiles of(float[] values) {
    return of(values, 0, values.length);
  }

  /** The same of the values from one index up to another. */
  public static Percentiles of(float[] values, int from, int to) {
    Extremes extremes = Extremes.of(values, from, to);
    return of(extremes, extremes.histogram(values, from, to));
  }

  private static Percentiles of(Extremes extremes, long[] histogram) {
    long total = 0;
    for (long count : histogram) {
      total += count;
    }
    return total == 0
        ? new Percentiles(0, 0, histogram, 0)
        : new Percentiles(extremes.min, extremes.max, histogram, total);
  }

  /** The least and the largest finite value; min above max where there is none. */
  private record Extremes(float min, float max) {
    static Extremes of(float[] values, int from, int to) {
      float min = Float.POSITIVE_INFINITY;
      float max = Float.NEGATIVE_INFINITY;
      for (int v = from; v < to; v++) {
        float value = values[v];
        // No comparison holds for NaN.
        if (value < min && value > Float.NEGATIVE_INFINITY) {
          min = value;
        }
        if (value > max && value < Float.POSITIVE_INFINITY) {
          max = value;
        }
      }
      return new Extremes(min, max);
    }

    Extremes with(Extremes other) {
      return new Extremes(Math.min(min, other.min), Math.max(max, other.max));
    }

    long[] histogram(float[] values, int from, int to) {
      long[] histogram = new long[BINS];
      if (min > max) {
        return histogram;
      }
      double least = min;
      double scale = max > min ? (BINS - 1) / ((double) max - min) : 0;
      for (int v = from; v < to; v++) {
        float value = values[v];
        if (Float.isFinite(value)) {
          histogram[(int) ((value - least) * scale + 0.5)]++;
        }
      }
      return histogram;
    }
  }

  /**
   * The most frequent of these values; the least of them where several are equally frequent.
   *
   * @param values at least one, none of them NaN
   */
  public static float mode(float[] values) {
    // The values by their upper halves; no value is more frequent than its half, so that only
    // halves with more values than the most frequent one so far need be sorted.
    int[] end = new int[HALVES + 1];
    for (float value : values) {
      end[half(value) + 1]++;
    }
    int fullest = 1;
    for (int h = 1; h <= HALVES; h++) {
      fullest = end[h] > end[fullest] ? h : fullest;
      end[h] += end[h - 1];
    }
    float[] byHalf = new float[values.length];
    for (float value : values) {
      byHalf[end[half(value)]++] = value + 0f;
    }
    // Each end was the beginning, and has moved to the end.
    Run best = Run.longest(byHalf, fullest == 1 ? 0 : end[fullest - 2], end[fullest - 1]);
    for (int h = 0; h < HALVES; h++) {
      int from = h == 0 ? 0 : end[h - 1];
      if (h != fullest - 1 && end[h] - from >= best.length) {
        Run run = Run.longest(byHalf, from, end[h]);
        boolean better =
            run.length > best.length || run.length == best.length && run.value < best.value;
        best = better ? run : best;
      }
    }
    return best.value;
  }

  /** Equal values. */
  private record Run(float value, int length) {
    /** The first of the longest between two indices; sorts the values there. */
    static Run longest(float[] values, int from, int to) {
      Arrays.sort(values, from, to);
      Run best = new Run(Float.NaN, 0);
      int first = from;
      for (int v = from + 1; v <= to; v++) {
        if (v == to || values[v] != values[first]) {
          if (v - first > best.length) {
            best = new Run(values[first], v - first);
          }
          first = v;
        }
      }
      return best;
    }
  }

  private static final int HALVES = 1 << 16;

  /** Minus zero counts as zero. */
  private static int half(float value) {
    return Float.floatToRawIntBits(value + 0f) >>> 16;
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  /** True when every finite value is the same, or there is none. */
  public boolean isConstant() {
    return min >= max;
  }

  /** The value below which {@code percent} (0 to 100) of the finite values lie. */
  public double percentile(double percent) {
    return percentileAbove(Double.NEGATIVE_INFINITY, percent);
  }

  /** The same percentile among only the values greater than {@code floor}. */
  public double percentileAbove(double floor, double percent) {
    int first = 0;
    while (first < BINS - 1 && valueOf(first) <= floor) {
      first++;
    }
    long among = 0;
    for (int b = first; b < BINS; b++) {
      among += histogram[b];
    }
    double wanted = among * percent / 100;
    long seen = 0;
    for (int b = first; b < BINS; b++) {
      seen += histogram[b];
      if (seen >= wanted && seen > 0) {
        return valueOf(b);
      }
    }
    return max;
  }

  /**
   * The same percentile among only the values less than {@code limit}; the minimum if there are
   * none.
   */
  public double percentileBelow(double limit, double percent) {
    int end = binsBelow(limit);
    long among = valuesIn(end);
    return among == 0 ? min : valueOf(binOfShare(end, among * percent / 100));
  }

  /**
   * The threshold that maximises the between-class variance (Otsu 1979, IEEE Trans SMC 9:62), on
   * values clipped at the 99.5th percentile so that a few bright vessels do not stretch the
   * histogram.
   */
  public double otsu() {
    return otsuBelow(Double.POSITIVE_INFINITY);
  }

  /**
   * The same threshold among only the values below {@code limit}. Below {@link #otsu()} it
   * separates air from dark tissue, which Otsu's threshold of the whole head puts into one class.
   */
  public double otsuBelow(double limit) {
    int end = binsBelow(limit);
    long among = valuesIn(end);
    if (among == 0) {
      return total == 0 ? 0 : min;
    }
    double clip = valueOf(binOfShare(end, 0.995 * among));
    double sumAll = 0;
    for (int b = 0; b < end; b++) {
      sumAll += histogram[b] * Math.min(valueOf(b), clip);
    }
    long below = 0;
    double sumBelow = 0;
    double best = -1;
    double threshold = min;
    for (int b = 0; b < end - 1; b++) {
      below += histogram[b];
      sumBelow += histogram[b] * Math.min(valueOf(b), clip);
      long above = among - below;
      if (below == 0 || above == 0) {
        continue;
      }
      double gap = sumBelow / below - (sumAll - sumBelow) / above;
      double between = (double) below * above * gap * gap;
      if (between > best) {
        best = between;
        threshold = (valueOf(b) + valueOf(b + 1)) / 2;
      }
    }
    return threshold;
  }

  private int binsBelow(double limit) {
    int end = 0;
    while (end < BINS && valueOf(end) < limit) {
      end++;
    }
    return end;
  }

  private long valuesIn(int bins) {
    long among = 0;
    for (int b = 0; b < bins; b++) {
      among += histogram[b];
    }
    return among;
  }

  /** The first of {@code end} bins up to which {@code wanted} values lie. */
  private int binOfShare(int end, double wanted) {
    long seen = 0;
    for (int b = 0; b < end; b++) {
      seen += histogram[b];
      if (seen >= wanted && seen > 0) {
        return b;
      }
    }
    return end - 1;
  }

  private double valueOf(int bin) {
    return min + (max - min) * bin / (BINS - 1);
  }
}
