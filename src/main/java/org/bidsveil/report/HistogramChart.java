package org.bidsveil.report;

import java.util.Locale;

/**
 * A histogram of the share of the brain that a defacing removed, one count per scan, as SVG: labels
 * are text, so writing it needs no fonts. The accepted share is in the middle of the axis; twice
 * that share or more is counted in the last bar.
 */
public final class HistogramChart {
  /** Ten bars up to the accepted share, ten beyond. */
  private static final int BARS = 20;

  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int LEFT = 50;
  private static final int TOP = 30;
  private static final int PLOT_WIDTH = 560;
  private static final int PLOT_HEIGHT = 230;

  private HistogramChart() {}

  /**
   * The chart as SVG.
   *
   * @param overlaps shares of the brain, 0 to 1; NaN for a scan without a number, which the chart
   *     only mentions
   * @param threshold the largest accepted share, greater than 0
   */
  public static String svg(double[] overlaps, double threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("the accepted share is more than 0, not " + threshold);
    }
    int[] counts = new int[BARS];
    int without = 0;
    int above = 0;
    for (double overlap : overlaps) {
      if (Double.isNaN(overlap)) {
        without++;
        continue;
      }
      above += overlap > threshold ? 1 : 0;
      counts[bar(overlap, threshold)]++;
    }
    String summary =
        (overlaps.length - without)
            + " scans, "
            + above
            + " above the accepted share of "
            + percent(threshold)
            + (without > 0 ? ", " + without + " without a number" : "");
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n"
            .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
    svg.append("<title>Share of the brain removed</title>\n");
    svg.append("<desc>").append(summary).append("</desc>\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    int most = 1;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    appendBars(svg, counts, most);
    appendAxes(svg, threshold, most, summary);
    return svg.append("</svg>\n").toString();
  }

  /** A share of exactly the threshold is accepted: it belongs to the bar below the line. */
  private static int bar(double overlap, double threshold) {
    double position = overlap / threshold * (BARS / 2.0);
    int bar = overlap <= threshold ? Math.min((int) position, BARS / 2 - 1) : (int) position;
    return Math.max(0, Math.min(BARS - 1, bar));
  }

  private static void appendBars(StringBuilder svg, int[] counts, int most) {
    double width = (double) PLOT_WIDTH / BARS;
    for (int b = 0; b < BARS; b++) {
      if (counts[b] > 0) {
        double height = (double) PLOT_HEIGHT * counts[b] / most;
        int rgb = b < BARS / 2 ? Mosaic.BRAIN_RGB : Mosaic.REMOVED_RGB;
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#%06x\"/>\n",
                LEFT + b * width + 1,
                TOP + PLOT_HEIGHT - height,
                width - 2,
                height,
                rgb));
      }
    }
  }

  private static void appendAxes(StringBuilder svg, double threshold, int most, String summary) {
    int bottom = TOP + PLOT_HEIGHT;
    int middle = LEFT + PLOT_WIDTH / 2;
    int right = LEFT + PLOT_WIDTH;
    line(svg, LEFT, bottom, right, bottom, "#333");
    line(svg, LEFT, TOP, LEFT, bottom, "#333");
    line(svg, middle, TOP, middle, bottom, "#b00");
    text(svg, LEFT, bottom + 18, "middle", "0 %");
    text(svg, middle, bottom + 18, "middle", "accepted: " + percent(threshold));
    text(svg, right, bottom + 18, "end", percent(2 * threshold) + " or more");
    text(svg, LEFT - 6, bottom, "end", "0");
    text(svg, LEFT - 6, TOP + 10, "end", Integer.toString(most));
    text(svg, LEFT, TOP - 12, "start", summary);
    text(svg, LEFT + PLOT_WIDTH / 2, HEIGHT - 12, "middle", "share of the brain removed");
  }

  private static void line(StringBuilder svg, int x1, int y1, int x2, int y2, String colour) {
    svg.append(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"/>\n"
            .formatted(x1, y1, x2, y2, colour));
  }

  private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n".formatted(x, y, anchor, text));
  }

  private static String percent(double share) {
    String number = String.format(Locale.ROOT, "%.2f", 100 * share);
    return number.replaceAll("\\.?0+$", "") + " %";
  }
}
