package org.bidsveil.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bidsveil.table.TsvTable;

/** Reads the tables that lie beside this class. */
final class AuditTables {
  private AuditTables() {}

  /** One row of a table. */
  record Row(TsvTable table, int index) {
    String cell(String column) {
      return table.cell(index, column).orElse("");
    }

    Pattern pattern(String column) {
      return Pattern.compile(cell(column), Pattern.CASE_INSENSITIVE);
    }
  }

  static List<Row> rows(String name) {
    TsvTable table = TsvTable.parse(bytes(name));
    return IntStream.range(0, table.rowCount()).mapToObj(row -> new Row(table, row)).toList();
  }

  private static byte[] bytes(String name) {
    try (InputStream in = AuditTables.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its table " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
