package org.bidsveil.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes sentences for the methods section of a paper, with the numbers of the scans at hand. */
public final class MethodsText {
  private MethodsText() {}

  /**
   * The sentences for these scans.
   *
   * @param cards the scans
   * @param version of bidsveil
   */
  public static String of(List<ScanCard> cards, String version) {
    List<ScanCard> defaced =
        cards.stream()
            .filter(card -> !card.verdict().equals("fail"))
            .filter(card -> card.standing() == Standing.AS_RECORDED)
            .filter(card -> !card.text(DefaceColumn.DEFACER).equals(DefaceRow.MISSING))
            .toList();
    long participants =
        cards.stream().map(c -> c.text(DefaceColumn.PARTICIPANT_ID)).distinct().count();
    StringBuilder text = new StringBuilder();
    text.append("Facial features were removed with bidsveil ").append(version).append(" from ");
    text.append(count(defaced.size(), "image")).append(" of ").append(count(cards.size(), "image"));
    text.append(" of ").append(count((int) participants, "participant"));
    text.append(
        ": a mask of face and ears is placed on each head by registration to an average head,"
            + " voxels inside of it are blanked or refaced, all others stay byte-identical, and"
            + " identifying metadata are removed.");
    if (!defaced.isEmpty()) {
      text.append(" Masks came from: ").append(engines(defaced)).append('.');
      text.append(" Of the brain, measured by an independent extraction, ");
      text.append(percent(quantile(defaced, DefaceColumn.OVERLAP, 0.5)));
      text.append(" was removed in the median scan, ");
      text.append(percent(quantile(defaced, DefaceColumn.OVERLAP, 1))).append(" at most;");
      text.append(" of the facial surface ");
      text.append(percent(quantile(defaced, DefaceColumn.FACE_LEFT, 0.5)));
      text.append(" was left in the median scan, ");
      text.append(percent(quantile(defaced, DefaceColumn.FACE_LEFT, 1))).append(" at most.");
    }
    long looked = cards.stream().filter(card -> card.review().isPresent()).count();
    if (looked > 0) {
      text.append(" A person decided about ").append(count((int) looked, "image"));
      text.append(" by looking at it.");
    }
    return text.toString();
  }

  private static String engines(List<ScanCard> defaced) {
    Map<String, Integer> counts = new TreeMap<>();
    defaced.forEach(card -> counts.merge(card.text(DefaceColumn.DEFACER), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  private static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** NaN when no scan has the number. */
  private static double quantile(List<ScanCard> cards, DefaceColumn column, double share) {
    double[] values =
        cards.stream()
            .mapToDouble(card -> card.row().number(column))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    return values.length == 0 ? Double.NaN : values[(int) Math.round(share * (values.length - 1))];
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "n/a" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
