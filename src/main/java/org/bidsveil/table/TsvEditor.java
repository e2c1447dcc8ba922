package org.bidsveil.table;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Replaces single cells of a table; every other byte stays as it is. */
public final class TsvEditor {
  private final TsvTable table;
  private final Map<TsvTable.Span, String> replacements =
      new TreeMap<>(Comparator.comparingInt(TsvTable.Span::start));

  public TsvEditor(TsvTable table) {
    this.table = table;
  }

  /**
   * Sets one cell.
   *
   * @param row 0 is the first row below the header
   * @param column 0 is the first column
   * @param value without tabs or line ends
   * @throws IllegalArgumentException where the row has no such cell or the value cannot be written
   *     in a cell
   */
  public void set(int row, int column, String value) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c == '\t' || c == '\n' || c == '\r')) {
      throw new IllegalArgumentException("Not the value of a cell.");
    }
    TsvTable.Span span =
        table
            .span(row, column)
            .orElseThrow(() -> new IllegalArgumentException("Row " + row + " is too short."));
    replacements.put(span, value);
  }

  /** Whether a cell was set. */
  public boolean isChanged() {
    return !replacements.isEmpty();
  }

  /** The table with its new cells. */
  public byte[] toBytes() {
    byte[] bytes = table.toBytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    int done = 0;
    for (Map.Entry<TsvTable.Span, String> entry : replacements.entrySet()) {
      out.write(bytes, done, entry.getKey().start() - done);
      out.writeBytes(entry.getValue().getBytes(StandardCharsets.UTF_8));
      done = entry.getKey().end();
    }
    out.write(bytes, done, bytes.length - done);
    return out.toByteArray();
  }
}
