package org.bidsveil.report;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.bidsveil.files.Refusal;

/**
 * {@code quality_check/review.tsv}: the last decision about each scan.
 *
 * @param rows in order of the scan
 */
public record ReviewTable(List<ReviewRow> rows) {

  /** The table without decisions. */
  public static final ReviewTable EMPTY = new ReviewTable(List.of());

  public ReviewTable {
    TreeMap<String, ReviewRow> byScan = new TreeMap<>();
    rows.forEach(row -> byScan.put(row.scan(), row));
    rows = List.copyOf(byScan.values());
  }

  /**
   * Reads the table from the bytes of a file.
   *
   * @throws Refusal review-table-damaged when it is not one
   */
  public static ReviewTable parse(byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(String.join("\t", ReviewRow.COLUMNS))) {
      throw damaged("its first line is not that of review.tsv", Optional.empty());
    }
    List<ReviewRow> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split("\t", -1));
      if (cells.size() != ReviewRow.COLUMNS.size()) {
        throw damaged(cells.size() + " cells in a line", Optional.empty());
      }
      try {
        rows.add(ReviewRow.ofCells(cells));
      } catch (IllegalArgumentException | DateTimeException e) {
        throw damaged(String.valueOf(e.getMessage()), Optional.of(e));
      }
    }
    return new ReviewTable(rows);
  }

  /** The table as a TSV file. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder(String.join("\t", ReviewRow.COLUMNS)).append('\n');
    rows.forEach(row -> text.append(String.join("\t", row.cells())).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The table with this decision in place of the one about the same scan. */
  public ReviewTable with(ReviewRow newer) {
    List<ReviewRow> all = new ArrayList<>(rows);
    all.add(newer);
    return new ReviewTable(all);
  }

  /** The decision about a scan, by its path from the dataset's root. */
  public Optional<ReviewRow> row(String scan) {
    return rows.stream().filter(row -> row.scan().equals(scan)).findFirst();
  }

  private static Refusal damaged(String why, Optional<RuntimeException> cause) {
    String sentence = "the table of reviews is damaged: " + why + ".";
    String remedy = "Mend it or move it away; the decisions in it are not known otherwise.";
    return cause
        .map(e -> new Refusal(Refusal.Kind.BAD_DATA, "review-table-damaged", sentence, remedy, e))
        .orElseGet(
            () -> new Refusal(Refusal.Kind.BAD_DATA, "review-table-damaged", sentence, remedy));
  }
}
