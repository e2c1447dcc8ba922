package org.bidsveil.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.bidsveil.files.Refusal;

/**
 * A table with one row per scan, in order of their paths, so that the bytes do not depend on which
 * scan was done first.
 *
 * @param rows in order of the scan
 */
public record DefaceTable(List<DefaceRow> rows) {

  /** The table without rows. */
  public static final DefaceTable EMPTY = new DefaceTable(List.of());

  public DefaceTable {
    TreeMap<String, DefaceRow> byScan = new TreeMap<>();
    rows.forEach(row -> byScan.put(row.scan(), row));
    rows = List.copyOf(byScan.values());
  }

  /**
   * Reads the table from the bytes of a file.
   *
   * @throws Refusal deface-table-damaged when it is not one
   */
  public static DefaceTable parse(byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    int columns = columns(lines.isEmpty() ? "" : lines.getFirst());
    List<DefaceRow> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = new ArrayList<>(List.of(line.split("\t", -1)));
      if (cells.size() != columns) {
        throw damaged();
      }
      while (cells.size() < DefaceRow.COLUMNS.size()) {
        cells.add(DefaceRow.MISSING);
      }
      rows.add(new DefaceRow(cells));
    }
    return new DefaceTable(rows);
  }

  /** How many columns a header names: all, or those of the first version. */
  private static int columns(String header) {
    for (int columns : new int[] {DefaceRow.COLUMNS.size(), DefaceColumn.OF_FIRST_VERSION}) {
      if (header.equals(String.join("\t", DefaceRow.COLUMNS.subList(0, columns)))) {
        return columns;
      }
    }
    throw damaged();
  }

  /** The table as a TSV file. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder(String.join("\t", DefaceRow.COLUMNS)).append('\n');
    rows.forEach(row -> text.append(String.join("\t", row.cells())).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The table with these rows in place of those of the same scans. A row that says the same as
   * before stays, with its old seconds, so that a second run leaves the file unchanged.
   */
  public DefaceTable with(Collection<DefaceRow> newer) {
    List<DefaceRow> all = new ArrayList<>(rows);
    for (DefaceRow row : newer) {
      Optional<DefaceRow> before = row(row.scan());
      if (before.isEmpty() || !before.get().saysTheSameAs(row)) {
        all.add(row);
      }
    }
    return new DefaceTable(all);
  }

  /** The row of a scan, by its path from the dataset's root. */
  public Optional<DefaceRow> row(String scan) {
    return rows.stream().filter(row -> row.scan().equals(scan)).findFirst();
  }

  private static Refusal damaged() {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "deface-table-damaged",
        "a table of results is not one of bidsveil's.",
        "Move it away: the next run writes a new one.");
  }
}
