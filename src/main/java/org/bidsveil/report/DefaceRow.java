package org.bidsveil.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.bidsveil.files.Refusal;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.IndependentEvidence;

/**
 * One row of {@code sub-XXX_deface.tsv}: the cells, in the order of {@link #COLUMNS}. Numbers are
 * written with a point whatever the locale; a missing value is {@code n/a} (BIDS, "Tabular files").
 *
 * @param cells one text per column, without tabs and line feeds
 */
public record DefaceRow(List<String> cells) {

  /** The columns, contract "Files of an in-place run". */
  public static final List<String> COLUMNS = DefaceColumn.names();

  /** BIDS, "Tabular files": how a missing value is written. */
  static final String MISSING = "n/a";

  private static final int SCAN = DefaceColumn.SCAN.ordinal();
  private static final int SECONDS = DefaceColumn.SECONDS.ordinal();

  public DefaceRow {
    cells = cells.stream().map(DefaceRow::cell).toList();
    if (cells.size() != COLUMNS.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + COLUMNS.size() + " columns");
    }
  }

  /**
   * The row of one scan.
   *
   * @param participant label without {@code sub-}
   * @param session label without {@code ses-}
   * @param scan path from the dataset's root, with forward slashes
   * @param suffix such as {@code T1w}
   * @param defacer the engine that made the mask; empty when none did
   * @param metrics the numbers; empty when none were measured
   * @param verdict pass, review or fail
   * @param reason why, or {@code n/a}
   * @param seconds wall-clock time of the scan
   */
  public static DefaceRow of(
      String participant,
      Optional<String> session,
      String scan,
      String suffix,
      Optional<String> defacer,
      Optional<DefaceMetrics> metrics,
      String verdict,
      String reason,
      double seconds) {
    return new DefaceRow(
        List.of(
            "sub-" + participant,
            session.map(label -> "ses-" + label).orElse(MISSING),
            scan,
            suffix,
            defacer.orElse(MISSING),
            metrics.map(m -> String.valueOf(m.brainVoxels())).orElse(MISSING),
            metrics.map(m -> String.valueOf(m.removedVoxels())).orElse(MISSING),
            metrics.map(m -> decimal(m.brainMm3(), 1)).orElse(MISSING),
            metrics.map(m -> decimal(m.removedMm3(), 1)).orElse(MISSING),
            metrics.map(m -> decimal(m.overlapProposed(), 6)).orElse(MISSING),
            metrics.map(m -> decimal(m.overlap(), 6)).orElse(MISSING),
            metrics.map(m -> decimal(m.faceLeft(), 4)).orElse(MISSING),
            metrics.map(m -> decimal(m.faceLikeness(), 4)).orElse(MISSING),
            metrics.map(m -> decimal(m.registrationConfidence(), 4)).orElse(MISSING),
            verdict,
            verdict.equals("pass") ? "1" : "0",
            reason,
            decimal(seconds, 2),
            evidence(metrics, IndependentEvidence::removedElsewhereMl, 1),
            evidence(metrics, IndependentEvidence::removedElsewhere, 6),
            evidence(metrics, IndependentEvidence::headRemoved, 4),
            evidence(metrics, IndependentEvidence::faceFound, 4),
            evidence(metrics, IndependentEvidence::placementMedianMm, 2),
            evidence(metrics, IndependentEvidence::placementLargestMm, 2),
            evidence(metrics, IndependentEvidence::brainAgreement, 4),
            metrics.map(m -> m.evidence().measuredBy().word()).orElse(MISSING)));
  }

  /** The same numbers of a scan that has not passed, for a reason that comes before the others. */
  DefaceRow failedBecause(String why) {
    List<String> changed = new ArrayList<>(cells);
    String before = value(DefaceColumn.REASON);
    changed.set(DefaceColumn.VERDICT.ordinal(), "fail");
    changed.set(DefaceColumn.QC.ordinal(), "0");
    changed.set(DefaceColumn.REASON.ordinal(), before.equals(MISSING) ? why : why + "; " + before);
    return new DefaceRow(changed);
  }

  /** The scan that this row is about, as its path from the dataset's root. */
  public String scan() {
    return cells.get(SCAN);
  }

  /** The cell of the column with this name. */
  public String value(String column) {
    return cells.get(COLUMNS.indexOf(column));
  }

  /** The cell of a column. */
  public String value(DefaceColumn column) {
    return cells.get(column.ordinal());
  }

  /** The number in a column; NaN where there is none. */
  public double number(DefaceColumn column) {
    String text = value(column);
    try {
      return text.equals(MISSING) ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "deface-table-damaged",
          "the column " + column.column() + " of a table of results holds no number: " + text + ".",
          "Move the table away: the next run writes a new one.",
          e);
    }
  }

  /** Whether the two rows say the same, however long it took. */
  boolean saysTheSameAs(DefaceRow other) {
    for (int column = 0; column < COLUMNS.size(); column++) {
      if (column != SECONDS && !cells.get(column).equals(other.cells.get(column))) {
        return false;
      }
    }
    return true;
  }

  private static String evidence(
      Optional<DefaceMetrics> metrics, ToDoubleFunction<IndependentEvidence> number, int digits) {
    return metrics.map(m -> decimal(number.applyAsDouble(m.evidence()), digits)).orElse(MISSING);
  }

  private static String decimal(double value, int digits) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%." + digits + "f", value)
        : MISSING;
  }

  private static String cell(String text) {
    String clean = text.replaceAll("[\\t\\r\\n]+", " ").strip();
    return clean.isEmpty() ? MISSING : clean;
  }
}
