package org.bidsveil.table;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bidsveil.files.Refusal;

/**
 * A tab-separated table of a dataset, as a view over its bytes (BIDS, "Tabular files"). The
 * byte-order mark, the line ends and a missing final line end are recognised and kept; see {@link
 * TsvEditor}.
 *
 * <p>Lines end with LF, CR LF, or, in a file without any LF, with CR. A cell that begins and ends
 * with a double quote may hold tabs; a line end always ends the row. Empty lines are not rows.
 */
public final class TsvTable {
  /** The offsets of one cell: its first byte and the byte just past its last. */
  record Span(int start, int end) {}

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final byte[] bytes;
  private final List<String> columns;
  private final List<List<Span>> rows;

  private TsvTable(byte[] bytes, List<String> columns, List<List<Span>> rows) {
    this.bytes = bytes;
    this.columns = List.copyOf(columns);
    this.rows = List.copyOf(rows);
  }

  /**
   * Reads a table.
   *
   * @throws Refusal tsv-empty, where there is no header line; tsv-not-text, where there is a zero
   *     byte (UTF-16, or not a table at all)
   */
  public static TsvTable parse(byte[] original) {
    byte[] bytes = requireText(original.clone());
    List<List<Span>> lines = lines(bytes);
    if (lines.isEmpty()) {
      throw refusal("tsv-empty", "The table has no header line.");
    }
    List<String> columns = lines.getFirst().stream().map(s -> text(bytes, s)).toList();
    requireColumns(bytes, columns.size(), lines);
    return new TsvTable(bytes, columns, lines.subList(1, lines.size()));
  }

  /** A cell without a column is of no kind that a rule knows, so nothing could be said of it. */
  private static void requireColumns(byte[] bytes, int columns, List<List<Span>> lines) {
    for (int row = 1; row < lines.size(); row++) {
      List<Span> cells = lines.get(row);
      for (int cell = columns; cell < cells.size(); cell++) {
        if (!text(bytes, cells.get(cell)).isBlank()) {
          throw refusal(
              "tsv-row-too-long",
              "Row " + row + " of the table has more cells than there are columns.");
        }
      }
    }
  }

  private static byte[] requireText(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        throw refusal("tsv-not-text", "The table holds zero bytes: it is not UTF-8 text.");
      }
    }
    return bytes;
  }

  /** Reads a table; empty where the bytes are not a table. */
  public static Optional<TsvTable> parseIfTable(byte[] original) {
    try {
      return Optional.of(parse(original));
    } catch (Refusal noTable) {
      return Optional.empty();
    }
  }

  private static Refusal refusal(String name, String sentence) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        name,
        sentence,
        "Save it as tab-separated UTF-8 text with the column names in its first line.");
  }

  /**
   * Splits a table by the values of one column, each part a table of its own with the header line
   * and its lines unchanged. No other column is read, so it suits a table of a hundred thousand
   * rows of which few are wanted.
   *
   * @param key gives the key for a value of the column; empty where the row is not wanted
   * @return the parts by key; empty where the column does not exist
   * @throws Refusal as {@link #parse}
   */
  public static Map<String, byte[]> split(
      byte[] bytes, String column, Function<String, Optional<String>> key) {
    byte[] header = header(bytes);
    Map<String, ByteArrayOutputStream> parts = new HashMap<>();
    rows(
        bytes,
        column,
        (cell, line) ->
            key.apply(cell)
                .ifPresent(
                    part -> append(parts.computeIfAbsent(part, _ -> begun(header)), bytes, line)));
    return parts.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().toByteArray()));
  }

  private static ByteArrayOutputStream begun(byte[] header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header);
    return out;
  }

  /** Each row with its cell of one column, in order; nothing where there is no such column. */
  private static void rows(byte[] bytes, String column, BiConsumer<String, Span> taker) {
    Iterator<Span> lines = lineSpans(requireText(bytes)).iterator();
    if (!lines.hasNext()) {
      throw refusal("tsv-empty", "The table has no header line.");
    }
    Span header = lines.next();
    int index =
        cells(bytes, header.start(), header.end()).stream()
            .map(cell -> text(bytes, cell))
            .toList()
            .indexOf(column);
    while (index >= 0 && lines.hasNext()) {
      Span line = lines.next();
      cell(bytes, line, index).ifPresent(cell -> taker.accept(text(bytes, cell), line));
    }
  }

  /** The cells of one column, in order of the rows; none where there is no such column. */
  public static List<String> column(byte[] bytes, String column) {
    List<String> found = new ArrayList<>();
    rows(bytes, column, (cell, line) -> found.add(cell));
    return found;
  }

  /** The rows by the cells of one column, each as it stands with a line end behind it. */
  public static Map<String, byte[]> lines(byte[] bytes, String column) {
    Map<String, byte[]> lines = new HashMap<>();
    rows(bytes, column, (cell, line) -> lines.merge(cell, line(bytes, line), TsvTable::joined));
    return lines;
  }

  /** The header line as it stands, with a line end behind it. */
  public static byte[] header(byte[] bytes) {
    int end = indexOf(bytes, '\n', 0, bytes.length);
    List<Span> lines = lineSpans(requireText(end > 0 ? Arrays.copyOf(bytes, end + 1) : bytes));
    return lines.isEmpty() ? new byte[0] : line(bytes, lines.getFirst());
  }

  private static byte[] line(byte[] bytes, Span line) {
    byte[] ended = Arrays.copyOfRange(bytes, line.start(), line.end() + 1);
    ended[ended.length - 1] = '\n';
    return ended;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static ByteArrayOutputStream append(ByteArrayOutputStream out, byte[] bytes, Span line) {
    out.write(bytes, line.start(), line.end() - line.start());
    out.write('\n');
    return out;
  }

  private static Optional<Span> cell(byte[] bytes, Span line, int index) {
    int from = line.start();
    for (int column = 0; column < index; column++) {
      int to = cellEnd(bytes, from, line.end());
      if (to >= line.end()) {
        return Optional.empty();
      }
      from = to + 1;
    }
    return Optional.of(new Span(from, cellEnd(bytes, from, line.end())));
  }

  private static List<List<Span>> lines(byte[] bytes) {
    return lineSpans(bytes).stream().map(line -> cells(bytes, line.start(), line.end())).toList();
  }

  /** Each line that has a byte, without its end. */
  private static List<Span> lineSpans(byte[] bytes) {
    boolean endsWithCr = indexOf(bytes, '\n', 0, bytes.length) < 0;
    List<Span> lines = new ArrayList<>();
    int start = hasBom(bytes) ? BOM.length : 0;
    while (start < bytes.length) {
      int found = indexOf(bytes, endsWithCr ? '\r' : '\n', start, bytes.length);
      int next = found < 0 ? bytes.length : found + 1;
      int end = found < 0 ? bytes.length : found;
      if (!endsWithCr && end > start && bytes[end - 1] == '\r') {
        end--;
      }
      if (end > start) {
        lines.add(new Span(start, end));
      }
      start = next;
    }
    return lines;
  }

  private static List<Span> cells(byte[] bytes, int start, int end) {
    List<Span> cells = new ArrayList<>();
    int from = start;
    while (true) {
      int to = cellEnd(bytes, from, end);
      cells.add(new Span(from, to));
      if (to >= end) {
        return List.copyOf(cells);
      }
      from = to + 1;
    }
  }

  private static int cellEnd(byte[] bytes, int from, int end) {
    int tab = indexOf(bytes, '\t', from, end);
    int plain = tab < 0 ? end : tab;
    if (from >= end || bytes[from] != '"') {
      return plain;
    }
    int quote = from + 1;
    while (quote < end) {
      if (bytes[quote] == '"') {
        boolean last = quote + 1 == end;
        if (last || bytes[quote + 1] == '\t') {
          return quote + 1;
        }
        if (bytes[quote + 1] != '"') {
          return plain; // a quote that is part of the text, not one around the cell
        }
        quote++;
      }
      quote++;
    }
    return plain;
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static boolean hasBom(byte[] bytes) {
    return bytes.length >= BOM.length
        && bytes[0] == BOM[0]
        && bytes[1] == BOM[1]
        && bytes[2] == BOM[2];
  }

  /** As UTF-8; bytes that are not UTF-8 are read as Latin-1, so that they can still be searched. */
  private static String text(byte[] bytes, Span span) {
    ByteBuffer cell = ByteBuffer.wrap(bytes, span.start(), span.end() - span.start());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(cell).toString();
    } catch (CharacterCodingException e) {
      return new String(
          bytes, span.start(), span.end() - span.start(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The column names in the order of the header line. */
  public List<String> columns() {
    return columns;
  }

  /** The number of rows below the header line. */
  public int rowCount() {
    return rows.size();
  }

  /** The index of the first column with this name. */
  public Optional<Integer> columnIndex(String column) {
    int index = columns.indexOf(column);
    return index < 0 ? Optional.empty() : Optional.of(index);
  }

  /**
   * The text of a cell as it stands.
   *
   * @param row 0 is the first row below the header
   * @return empty where the column does not exist or the row is too short
   */
  public Optional<String> cell(int row, String column) {
    return columnIndex(column).flatMap(index -> cell(row, index));
  }

  /**
   * The text of a cell as it stands.
   *
   * @param row 0 is the first row below the header
   * @param column 0 is the first column
   * @return empty where the row is too short
   */
  public Optional<String> cell(int row, int column) {
    List<Span> cells = rows.get(row);
    return column < cells.size() ? Optional.of(text(bytes, cells.get(column))) : Optional.empty();
  }

  Optional<Span> span(int row, int column) {
    List<Span> cells = rows.get(row);
    return column < cells.size() ? Optional.of(cells.get(column)) : Optional.empty();
  }

  /** The bytes that were read. */
  public byte[] toBytes() {
    return bytes.clone();
  }
}
