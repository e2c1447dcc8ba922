package org.bidsveil.table;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a new table: UTF-8, LF, {@code n/a} for an empty cell (BIDS, "Tabular files"). Tabs and
 * line ends in a value become spaces.
 */
public final class TsvWriter {
  private TsvWriter() {}

  /**
   * The bytes of a table.
   *
   * @param columns names of the columns
   * @param rows one list per row, as long as {@code columns}
   */
  public static byte[] bytes(List<String> columns, List<? extends List<String>> rows) {
    StringBuilder out = new StringBuilder();
    append(out, columns);
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "A row has " + row.size() + " cells, the table " + columns.size() + " columns.");
      }
      append(out, row);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(StringBuilder out, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      out.append(i == 0 ? "" : "\t").append(cell(cells.get(i)));
    }
    out.append('\n');
  }

  private static String cell(String value) {
    String flat = value.replaceAll("[\t\r\n]+", " ").strip();
    return flat.isEmpty() ? "n/a" : flat;
  }
}
