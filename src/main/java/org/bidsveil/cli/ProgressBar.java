package org.bidsveil.cli;

import java.util.Locale;

/** The line that stands below the results while a run goes on: done, rate and time left. */
final class ProgressBar {
  private static final int CELLS = 24;

  private ProgressBar() {}

  /**
   * The line.
   *
   * @param done scans that are dealt with
   * @param total scans in all
   * @param worked scans among those done that took work; the others say nothing of what is to come
   * @param toWork scans that take work, in all
   * @param seconds since the run began
   */
  static String line(int done, int total, int worked, int toWork, double seconds) {
    int cells = total == 0 ? CELLS : (int) ((long) CELLS * done / total);
    StringBuilder line = new StringBuilder("[");
    line.append("#".repeat(cells)).append("-".repeat(CELLS - cells)).append("] ");
    line.append(done).append('/').append(total);
    if (worked > 0 && seconds > 0) {
      line.append(String.format(Locale.ROOT, "  %.1f a minute", 60 * worked / seconds));
      if (worked < toWork) {
        line.append("  ").append(duration(seconds / worked * (toWork - worked))).append(" left");
      }
    }
    return line.toString();
  }

  /** A time in the unit that a person would choose: {@code 40 s}, {@code 12 min}, {@code 3.5 h}. */
  static String duration(double seconds) {
    if (seconds < 90) {
      return Math.max(1, Math.round(seconds)) + " s";
    }
    return seconds < 5400
        ? Math.round(seconds / 60) + " min"
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
