package org.bidsveil.reface;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Which value the tissue of a template's brightness has in a scan: the median of the scan among
 * voxels of about that brightness, linear in between. It need not rise: fat and fluid change places
 * between contrasts.
 */
final class ContrastCurve {
  private static final int KNOTS = 24;

  private final double[] brightness;
  private final double[] value;

  private ContrastCurve(double[] brightness, double[] value) {
    this.brightness = brightness;
    this.value = value;
  }

  /**
   * From pairs of the two at the same places; of none at all it is 0 everywhere.
   *
   * @param template brightness of the template
   * @param scan values of the scan
   */
  static ContrastCurve of(float[] template, float[] scan) {
    if (template.length == 0) {
      return new ContrastCurve(new double[1], new double[1]);
    }
    Integer[] order = new Integer[template.length];
    Arrays.setAll(order, n -> n);
    Arrays.sort(order, Comparator.comparingDouble((Integer n) -> template[n]));
    int knots = Math.min(KNOTS, template.length);
    double[] x = new double[knots];
    double[] median = new double[knots];
    for (int n = 0; n < knots; n++) {
      int from = (int) ((long) n * order.length / knots);
      int to = (int) ((long) (n + 1) * order.length / knots);
      float[] values = new float[to - from];
      for (int p = from; p < to; p++) {
        values[p - from] = scan[order[p]];
      }
      Arrays.sort(values);
      x[n] = template[order[(from + to) / 2]];
      median[n] = values[values.length / 2];
    }
    return new ContrastCurve(x, smoothed(median));
  }

  private static double[] smoothed(double[] median) {
    double[] out = median.clone();
    for (int n = 1; n < out.length - 1; n++) {
      out[n] = (median[n - 1] + 2 * median[n] + median[n + 1]) / 4;
    }
    return out;
  }

  /** The scan's value for a brightness of the template; beyond the ends the last value holds. */
  double at(double template) {
    int last = brightness.length - 1;
    if (template <= brightness[0]) {
      return value[0];
    }
    if (template >= brightness[last]) {
      return value[last];
    }
    int n = 1;
    while (brightness[n] < template) {
      n++;
    }
    double span = brightness[n] - brightness[n - 1];
    double t = span > 0 ? (template - brightness[n - 1]) / span : 1;
    return value[n - 1] + t * (value[n] - value[n - 1]);
  }
}
