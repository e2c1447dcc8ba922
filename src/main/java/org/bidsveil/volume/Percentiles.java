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

  public static Percentiles of(float[] values) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (Float.isFinite(value)) {
        min = value < min ? value : min;
        max = value > max ? value : max;
      }
    }
    long[] histogram = new long[BINS];
    long total = 0;
    if (min <= max) {
      double scale = max > min ? (BINS - 1) / ((double) max - min) : 0;
      for (float value : values) {
        if (Float.isFinite(value)) {
          histogram[(int) ((value - (double) min) * scale + 0.5)]++;
          total++;
        }
      }
    }
    return new Percentiles(total == 0 ? 0 : min, total == 0 ? 0 : max, histogram, total);
  }

  /**
   * The most frequent of these values; the least of them where several are equally frequent.
   *
   * @param values at least one, none of them NaN
   */
  public static float mode(float[] values) {
    // No value is more frequent than its upper half: where one half has most of them, as it does in
    // an image with an erased background, the others need not be looked at.
    int[] count = new int[HALVES];
    for (float value : values) {
      count[half(value)]++;
    }
    int first = 0;
    int second = 0;
    for (int h = 1; h < HALVES; h++) {
      if (count[h] > count[first]) {
        second = count[first];
        first = h;
      } else {
        second = Math.max(second, count[h]);
      }
    }
    float[] among = new float[count[first]];
    int n = 0;
    for (float value : values) {
      if (half(value) == first) {
        among[n++] = value + 0f;
      }
    }
    Run run = Run.longest(among);
    return run.length > second ? run.value : Run.longest(values.clone()).value;
  }

  /** Equal values. */
  private record Run(float value, int length) {
    /** The first of the longest; sorts the values. */
    static Run longest(float[] values) {
      Arrays.sort(values);
      Run best = new Run(values[0], 0);
      int from = 0;
      for (int v = 1; v <= values.length; v++) {
        if (v == values.length || values[v] != values[from]) {
          if (v - from > best.length) {
            best = new Run(values[from], v - from);
          }
          from = v;
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
