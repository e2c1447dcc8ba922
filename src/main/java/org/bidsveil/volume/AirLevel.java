package org.bidsveil.volume;

import java.util.Arrays;
import java.util.Optional;
import org.bidsveil.volume.TaskExecutor.Range;

/**
 * The measured value of air in an image: 0 in most MR images, -1000 in Hounsfield units, anything
 * where an offset was added or a mean taken off.
 *
 * @param value typical of air, in the image's own units
 * @param zeroIsTissue whether 0 is brighter than air, so that it would show as a surface
 * @param zeroIsAir whether 0 is one of the values of air, as dark as they are
 */
public record AirLevel(float value, boolean zeroIsTissue, boolean zeroIsAir) {
  /** The level for an image in which nothing can be told apart. */
  public static final AirLevel NONE = new AirLevel(0, false, true);

  /** A value that stands in so much of the border is no noise: padding, or air without any. */
  private static final double PLAIN_SHARE = 0.25;

  /** With less air on the border than this, it is looked for in the whole image. */
  private static final double LEAST_ON_BORDER = 0.02;

  /** The darkest value of an image whose air is noise of the whole range, as a percentile. */
  private static final double DARKEST_PERCENTILE = 2;

  /** Measures the level of air; for an image with a single value it is 0. */
  public static AirLevel of(Volume image) {
    Percentiles percentiles = Percentiles.of(image);
    if (percentiles.isConstant()) {
      return NONE;
    }
    float[] border = border(image);
    boolean amidAir = isAmid(border);
    if (NoisyBackground.isBright(image, percentiles)) {
      double dark = percentiles.percentile(DARKEST_PERCENTILE);
      boolean bright = 0 > (dark + percentiles.otsu()) / 2;
      return new AirLevel((float) dark, bright && !amidAir, 0 >= percentiles.min());
    }
    double threshold = HeadMask.airThreshold(percentiles);
    float[] dark = Arrays.copyOf(border, upTo(border, threshold));
    double value =
        dark.length < LEAST_ON_BORDER * border.length || dark.length == 0
            ? percentiles.percentileBelow(threshold, 50)
            : plain(dark, border.length).orElse(dark[dark.length / 2]);
    double spread = threshold - percentiles.min();
    return new AirLevel(
        (float) value, 0 > threshold && !amidAir, 0 >= percentiles.min() - spread || amidAir);
  }

  /**
   * The image with air at 0 and dark, which every step that looks for tissue assumes; usually the
   * image itself.
   */
  public static Volume darkened(Volume image, TaskExecutor executor) {
    Volume atZero = beginsAtZero(image, executor) ? image : of(image).takenFrom(image);
    return NoisyBackground.damped(atZero, executor);
  }

  /**
   * Whether 0 is the lowest value of an image; if so, it is a value of air and never brighter than
   * air.
   */
  public static boolean beginsAtZero(Volume image, TaskExecutor executor) {
    float[] values = image.values();
    float[] lowest = new float[Range.ranges(values.length)];
    executor.forRanges(
        values.length,
        (from, to) -> {
          float least = Float.POSITIVE_INFINITY;
          for (int v = from; v < to; v++) {
            least = values[v] < least ? values[v] : least;
          }
          lowest[from / Range.LENGTH] = least;
        });
    float least = Float.POSITIVE_INFINITY;
    for (float value : lowest) {
      least = Math.min(least, value);
    }
    return least == 0;
  }

  /**
   * The image with air set to 0, where values that are not finite become air; the image itself if
   * air is at 0 already.
   */
  public Volume takenFrom(Volume image) {
    if (zeroIsAir && !zeroIsTissue) {
      return image;
    }
    float[] values = image.values();
    float[] out = new float[values.length];
    for (int v = 0; v < out.length; v++) {
      out[v] = Float.isFinite(values[v]) ? values[v] - value : 0;
    }
    return new Volume(image.grid(), out);
  }

  /** Whether the values of both signs on the border are alike: noise about 0, or phase. */
  private static boolean isAmid(float[] border) {
    return border.length > 0
        && border[border.length / 4] <= 0
        && border[(3 * border.length - 1) / 4] >= 0;
  }

  private static Optional<Float> plain(float[] sorted, int all) {
    int most = 0;
    float best = 0;
    int from = 0;
    for (int n = 1; n <= sorted.length; n++) {
      if (n == sorted.length || sorted[n] != sorted[from]) {
        if (n - from > most) {
          most = n - from;
          best = sorted[from];
        }
        from = n;
      }
    }
    return most >= PLAIN_SHARE * all ? Optional.of(best) : Optional.empty();
  }

  private static int upTo(float[] sorted, double limit) {
    int n = 0;
    while (n < sorted.length && sorted[n] <= limit) {
      n++;
    }
    return n;
  }

  /** The finite values on the six faces of the lattice, in order. */
  public static float[] border(Volume volume) {
    Grid grid = volume.grid();
    int inside =
        Math.max(0, grid.nx() - 2) * Math.max(0, grid.ny() - 2) * Math.max(0, grid.nz() - 2);
    float[] border = new float[grid.voxelCount() - inside];
    int n = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        boolean inner = k > 0 && k < grid.nz() - 1 && j > 0 && j < grid.ny() - 1;
        int step = inner ? Math.max(grid.nx() - 1, 1) : 1;
        for (int i = 0; i < grid.nx(); i += step) {
          float value = volume.at(i, j, k);
          if (Float.isFinite(value)) {
            border[n++] = value;
          }
        }
      }
    }
    float[] sorted = Arrays.copyOf(border, n);
    Arrays.sort(sorted);
    return sorted;
  }
}
