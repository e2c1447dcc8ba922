package org.bidsveil.identifiers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bidsveil.table.TsvTable;

/** Reads the rule tables stored beside this class: {@code rules.tsv} and the others. */
public final class RuleTables {
  private RuleTables() {}

  /** The rules for JSON members, in the order of the table. */
  static List<ScrubRule> members() {
    TsvTable table = TsvTable.parse(resource("rules.tsv"));
    List<ScrubRule> rules = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      rules.add(
          new ScrubRule(
              cell(table, row, "key"),
              ScrubCategory.valueOf(upper(table, row, "category")),
              ScrubAction.valueOf(upper(table, row, "default")),
              ScrubAction.valueOf(upper(table, row, "strict")),
              search(table, row),
              cell(table, row, "source")));
    }
    return List.copyOf(rules);
  }

  /** The rules for columns of tables, in the order of the table. */
  public static List<ColumnRule> columns() {
    TsvTable table = TsvTable.parse(resource("columns.tsv"));
    List<ColumnRule> rules = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      rules.add(
          new ColumnRule(
              cell(table, row, "column"),
              ScrubAction.valueOf(upper(table, row, "action")),
              search(table, row),
              cell(table, row, "source")));
    }
    return List.copyOf(rules);
  }

  /**
   * Header texts of NIfTI files that say nothing about a person, by the standard's name of the
   * field.
   */
  public static Map<String, List<Pattern>> technicalTexts() {
    TsvTable table = TsvTable.parse(resource("header_texts.tsv"));
    Map<String, List<Pattern>> patterns = new HashMap<>();
    for (int row = 0; row < table.rowCount(); row++) {
      patterns
          .computeIfAbsent(cell(table, row, "field"), field -> new ArrayList<>())
          .add(Pattern.compile(cell(table, row, "pattern")));
    }
    return Map.copyOf(patterns);
  }

  /** The lines of a list of words. */
  static Set<String> words(String list) {
    return new String(resource(list), StandardCharsets.UTF_8)
        .lines()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static SearchKind search(TsvTable table, int row) {
    String name = upper(table, row, "search");
    return name.equals("-") ? SearchKind.NONE : SearchKind.valueOf(name);
  }

  private static String upper(TsvTable table, int row, String column) {
    return cell(table, row, column).toUpperCase(Locale.ROOT);
  }

  private static String cell(TsvTable table, int row, String column) {
    return table
        .cell(row, column)
        .orElseThrow(() -> new IllegalStateException("row " + row + " has no " + column));
  }

  private static byte[] resource(String name) {
    try (InputStream in = RuleTables.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its table " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
