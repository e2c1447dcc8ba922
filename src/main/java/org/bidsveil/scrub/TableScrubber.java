package org.bidsveil.scrub;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bidsveil.files.Refusal;
import org.bidsveil.identifiers.DateText;
import org.bidsveil.identifiers.FreeText;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.identifiers.TextCheck;
import org.bidsveil.table.TsvEditor;
import org.bidsveil.table.TsvTable;

/**
 * Removes what identifies a person from participants, sessions, scans, samples and phenotype
 * tables: dates move with the subject's offset, ages above 89 years become 89, names and the like
 * become {@code n/a}. Every other byte stays, and scrubbing a second time changes nothing. Columns:
 * {@code columns.tsv}; the columns that name rows are never changed.
 *
 * <p>Tables of recordings (events, channels and the like) have standard columns such as {@code
 * name}, which do not name a person: in these tables only dates and known values are removed, and
 * numbers stay.
 */
public final class TableScrubber {
  private static final String NOT_AVAILABLE = "n/a";

  /** A time of day, or a number too small for a date: no day in it. */
  private static final Pattern NO_DAY =
      Pattern.compile("\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d*)?)?|-?\\d{1,6}(?:\\.\\d*)?|\\D*");

  private static final Pattern NUMBER = Pattern.compile("[-+]?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?");

  private final ScrubRules rules;
  private final Function<String, DatePolicy> dates;

  /**
   * A scrubber for all tables of a dataset.
   *
   * @param dates what is done with the dates of a subject, by its label without {@code sub-}
   */
  public TableScrubber(ScrubRules rules, Function<String, DatePolicy> dates) {
    this.rules = rules;
    this.dates = dates;
  }

  /**
   * Scrubs one table; a file that is not one of these tables comes back unchanged.
   *
   * @param path relative to the dataset's root, with forward slashes
   * @param bytes its content
   * @param description the JSON file that describes its columns, for the units of ages
   * @param known the identifiers known from other files
   * @param subject only the rows of this subject (label without {@code sub-}); empty for all rows
   * @throws org.bidsveil.files.Refusal tsv-empty, tsv-not-text, and for the description those of
   *     {@link SidecarScrubber#scrub}
   */
  public ScrubbedBytes scrub(
      String path,
      byte[] bytes,
      Optional<byte[]> description,
      KnownIdentifiers known,
      Optional<String> subject) {
    Optional<TableKind> kind = TableKind.of(path);
    if (kind.isEmpty()) {
      return new ScrubbedBytes(bytes, List.of());
    }
    boolean recording = kind.get() == TableKind.RECORDING;
    TsvTable table = TsvTable.parse(bytes);
    TableRows rows = new TableRows(path, table);
    List<ColumnPlan> plans = plans(kind.get(), table);
    ColumnUnits units = ColumnUnits.of(path, description);
    TextCheck check = new TextCheck(known);
    TsvEditor editor = new TsvEditor(table);
    List<ScrubRecord> records = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      if (!rows.isOf(row, subject)) {
        continue;
      }
      DatePolicy policy = rows.subject(row).map(dates).orElse(new DatePolicy.Remove());
      for (int column = 0; column < plans.size(); column++) {
        ColumnPlan plan = plans.get(column);
        Cell cell = Cell.of(table.cell(row, column).orElse(""));
        boolean stays = cell.isAbsent() || (recording && NUMBER.matcher(cell.text()).matches());
        Optional<Change> change =
            stays ? Optional.empty() : change(cell.text(), plan, units, policy, check);
        if (change.isPresent()) {
          editor.set(row, column, cell.quoted(change.get().value()));
          records.add(change.get().record(path, row, plan));
        }
      }
    }
    return new ScrubbedBytes(editor.toBytes(), records);
  }

  /** Whether a table and the description of its columns can be read at all. */
  public static boolean isReadable(byte[] table, Optional<byte[]> description) {
    try {
      new ColumnUnits(description);
      return TsvTable.parseIfTable(table).isPresent();
    } catch (Refusal unreadable) {
      return false;
    }
  }

  /**
   * What a table says about people, to be searched for in other files.
   *
   * @param subject only the rows of this subject; empty for all rows
   */
  public KnownIdentifiers identifiers(String path, byte[] bytes, Optional<String> subject) {
    List<KnownIdentifiers> found = new ArrayList<>();
    forEachCell(
        path, bytes, subject, (plan, text) -> found.add(KnownIdentifiers.of(plan.search(), text)));
    return KnownIdentifiers.union(found);
  }

  /**
   * The dates in a table that are to be shifted and have not been yet.
   *
   * @param subject only those of this subject; empty for all rows
   */
  public List<LocalDate> dates(String path, byte[] bytes, Optional<String> subject) {
    List<LocalDate> found = new ArrayList<>();
    forEachCell(
        path,
        bytes,
        subject,
        (plan, text) -> {
          dateOf(plan, text).filter(d -> !d.isShifted()).ifPresent(d -> found.add(d.date()));
        });
    return List.copyOf(found);
  }

  /**
   * The participants of whom a table lacks dates that its original has, although those of others
   * have been shifted: what their dates move by was not known to the run that scrubbed the table.
   *
   * @param now the table with the rows of the original
   */
  public long lackingDates(String path, byte[] original, byte[] now) {
    TsvTable before = TsvTable.parse(original);
    TsvTable after = TsvTable.parse(now);
    Optional<TableKind> kind = TableKind.of(path);
    if (kind.isEmpty() || after.rowCount() != before.rowCount()) {
      return 0;
    }
    List<ColumnPlan> plans = plans(kind.get(), before);
    TableRows rows = new TableRows(path, before);
    boolean shifted = false;
    Set<String> lacking = new HashSet<>();
    for (int row = 0; row < before.rowCount(); row++) {
      for (int column = 0; column < plans.size(); column++) {
        Optional<DateText> date = dateOf(plans.get(column), cell(before, row, column));
        if (date.filter(d -> !d.isShifted()).isPresent()) {
          String left = cell(after, row, column);
          shifted |= dateOf(plans.get(column), left).filter(DateText::isShifted).isPresent();
          if (left.equals(NOT_AVAILABLE)) {
            rows.subject(row).ifPresent(lacking::add);
          }
        }
      }
    }
    return shifted ? lacking.size() : 0;
  }

  private static String cell(TsvTable table, int row, int column) {
    return Cell.of(table.cell(row, column).orElse("")).text();
  }

  private static Optional<DateText> dateOf(ColumnPlan plan, String text) {
    return switch (plan.action()) {
      case SHIFT -> DateText.parse(text);
      case WARN -> DateText.parseIso(text);
      case REMOVE, PSEUDONYM, CAP, KEEP -> Optional.empty();
    };
  }

  private interface CellVisitor {
    void visit(ColumnPlan plan, String text);
  }

  private void forEachCell(
      String path, byte[] bytes, Optional<String> subject, CellVisitor visitor) {
    Optional<TableKind> kind = TableKind.of(path);
    if (kind.isEmpty()) {
      return;
    }
    TsvTable table = TsvTable.parse(bytes);
    TableRows rows = new TableRows(path, table);
    List<ColumnPlan> plans = plans(kind.get(), table);
    for (int row = 0; row < table.rowCount(); row++) {
      for (int column = 0; column < plans.size() && rows.isOf(row, subject); column++) {
        Cell cell = Cell.of(table.cell(row, column).orElse(""));
        if (!cell.isAbsent()) {
          visitor.visit(plans.get(column), cell.text());
        }
      }
    }
  }

  private List<ColumnPlan> plans(TableKind kind, TsvTable table) {
    return table.columns().stream()
        .map(name ->
            kind == TableKind.RECORDING
                ? ColumnPlan.ofRecording(name, rules)
                : ColumnPlan.of(name, rules))
        .toList();
  }

  private Optional<Change> change(
      String text, ColumnPlan plan, ColumnUnits units, DatePolicy policy, TextCheck check) {
    return switch (plan.action()) {
      case REMOVE, PSEUDONYM -> removal(ScrubCategory.PERSON, plan.rule());
      case CAP ->
          units
              .of(plan)
              .capped(text)
              .map(age -> new Change(age, ScrubCategory.TRAIT, ScrubAction.CAP, plan.rule()));
      case SHIFT -> dateChange(text, DateText.parse(text), plan.rule(), policy);
      case WARN -> {
        Optional<DateText> date = DateText.parseIso(text);
        yield date.isPresent()
            ? dateChange(text, date, "value is a date", policy)
            : check
                .objection(text, false)
                .or(() -> strictly(plan, text))
                .flatMap(why -> removal(ScrubCategory.UNKNOWN, why));
      }
      case KEEP -> Optional.empty();
    };
  }

  /** The strict profile keeps no text that is not known to be technical. */
  private Optional<String> strictly(ColumnPlan plan, String text) {
    return rules.profile() == ScrubProfile.STRICT
            && !FreeText.isTechnicalColumn(plan.name())
            && !FreeText.isTechnical(text)
        ? Optional.of("free text")
        : Optional.empty();
  }

  /**
   * The columns for a person to look at: those with a text that no rule recognises as technical and
   * no level describes, and those with a common word that is part of a known name.
   *
   * @param path relative to the dataset's root, with forward slashes
   * @param description the JSON file that describes its columns
   */
  public List<FreeText> freeTexts(
      String path, byte[] bytes, Optional<byte[]> description, KnownIdentifiers known) {
    TsvTable table = TsvTable.parse(bytes);
    List<ColumnPlan> plans = plans(TableKind.of(path).orElse(TableKind.RECORDING), table);
    ColumnLevels levels = new ColumnLevels(description);
    List<FreeText> found = new ArrayList<>();
    for (int column = 0; column < plans.size(); column++) {
      ColumnPlan plan = plans.get(column);
      boolean untouched = TableKind.of(path).isEmpty();
      boolean looked =
          plan.action() == ScrubAction.WARN || (untouched && plan.action() != ScrubAction.KEEP);
      boolean free = false;
      boolean common = false;
      for (int row = 0; row < table.rowCount() && looked && !(free && common); row++) {
        String text = Cell.of(table.cell(row, column).orElse("")).text();
        free |= plan.action() == ScrubAction.REMOVE && !Cell.of(text).isAbsent();
        free |=
            !FreeText.isTechnicalColumn(plan.name())
                && !levels.names(plan.name(), text)
                && !FreeText.isTechnical(text);
        free |= TextCheck.personIn(text).isPresent();
        common |= known.holdsCommonWord(text);
      }
      if (free) {
        found.add(new FreeText(plan.name(), FreeText.Why.NOT_TECHNICAL));
      }
      if (common) {
        found.add(new FreeText(plan.name(), FreeText.Why.COMMON_WORD));
      }
    }
    return List.copyOf(found);
  }

  private static Optional<Change> dateChange(
      String text, Optional<DateText> date, String rule, DatePolicy policy) {
    boolean stays =
        policy instanceof DatePolicy.Keep
            || date.filter(DateText::isShifted).isPresent()
            || (date.isEmpty() && NO_DAY.matcher(text).matches());
    if (stays) {
      return Optional.empty();
    }
    if (date.isPresent() && policy instanceof DatePolicy.Shift shift) {
      String moved = date.get().plusDays(shift.days());
      return Optional.of(new Change(moved, ScrubCategory.DATE, ScrubAction.SHIFT, rule));
    }
    return removal(ScrubCategory.DATE, rule);
  }

  private static Optional<Change> removal(ScrubCategory category, String rule) {
    return Optional.of(new Change(NOT_AVAILABLE, category, ScrubAction.REMOVE, rule));
  }

  private record Change(String value, ScrubCategory category, ScrubAction action, String rule) {
    ScrubRecord record(String path, int row, ColumnPlan plan) {
      return new ScrubRecord(path, (row + 1) + ":" + plan.name(), category, action, rule);
    }
  }

  /** The text of a cell, without the quotes that may stand around it. */
  private record Cell(String text, boolean inQuotes) {
    static Cell of(String raw) {
      boolean quotes = raw.length() > 1 && raw.startsWith("\"") && raw.endsWith("\"");
      return new Cell((quotes ? raw.substring(1, raw.length() - 1) : raw).strip(), quotes);
    }

    boolean isAbsent() {
      return text.isEmpty() || text.equalsIgnoreCase(NOT_AVAILABLE);
    }

    String quoted(String value) {
      return inQuotes ? '"' + value + '"' : value;
    }
  }
}
