package org.bidsveil.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bidsveil.bids.TsvTable;

/**
 * What the name of a file says: the table {@code files.tsv} beside this class. The first row whose
 * zone and pattern match decides; the class {@code -} means that no face is in such a file.
 */
final class FileRules {
  /** Where in a dataset a file lies. */
  enum Zone {
    RAW,
    DERIVATIVES
  }

  /**
   * One row.
   *
   * @param kind empty for what is harmless
   * @param zone empty for everywhere
   */
  private record Rule(
      Optional<FindingClass> kind,
      Optional<Zone> zone,
      Pattern pattern,
      String reason,
      String remedy) {}

  private static final List<Rule> RULES = read();

  private FileRules() {}

  /** What is found by the name alone. */
  static Optional<Finding> of(String path, Zone zone) {
    for (Rule rule : RULES) {
      boolean here = rule.zone().isEmpty() || rule.zone().get() == zone;
      if (here && rule.pattern().matcher(path).matches()) {
        return rule.kind()
            .map(kind -> new Finding(path, kind, Finding.FACE, "", rule.reason(), rule.remedy()));
      }
    }
    return Optional.empty();
  }

  private static List<Rule> read() {
    TsvTable table = TsvTable.parse(resource());
    List<Rule> rules = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      String zone = cell(table, row, "zone");
      rules.add(
          new Rule(
              FindingClass.of(cell(table, row, "class")),
              switch (zone) {
                case "any" -> Optional.empty();
                case "raw" -> Optional.of(Zone.RAW);
                case "derivatives" -> Optional.of(Zone.DERIVATIVES);
                default -> throw new IllegalStateException("no zone " + zone);
              },
              Pattern.compile(cell(table, row, "pattern"), Pattern.CASE_INSENSITIVE),
              cell(table, row, "reason"),
              cell(table, row, "remedy")));
    }
    return List.copyOf(rules);
  }

  private static String cell(TsvTable table, int row, String column) {
    return table.cell(row, column).orElse("");
  }

  private static byte[] resource() {
    try (InputStream in = FileRules.class.getResourceAsStream("files.tsv")) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its table files.tsv");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
