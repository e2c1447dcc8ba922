package org.bidsveil.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.Thresholds;

/**
 * What the page of all scans says about one scan.
 *
 * @param row its row in the table
 * @param standing how the file on the disk compares with the record
 * @param pictures where its pictures are
 * @param log address of the report of the run, relative to the page
 * @param thresholds the bounds that were in force
 * @param review what a person decided
 */
public record ScanCard(
    DefaceRow row,
    Standing standing,
    ScanPictures pictures,
    Optional<String> log,
    Thresholds thresholds,
    Optional<CurrentReview> review) {

  /** Sorts the worst first: by status, then by the number that comes nearest to its bound. */
  public static final Comparator<ScanCard> WORST_FIRST =
      Comparator.comparing(ScanCard::status)
          .thenComparing(Comparator.comparingDouble(ScanCard::severity).reversed())
          .thenComparing(card -> card.row().scan());

  /** Before each defacer of the chain that was tried and not taken, in the column reason. */
  private static final String NOT_TAKEN = "not taken: ";

  /** One number of the table, with its unit. */
  public record Number(DefaceColumn column, String value, String accepted, State state) {}

  /** How a number compares with its bound. */
  public enum State {
    WITHIN("within its bound"),
    OUTSIDE("out of bounds"),
    UNBOUNDED("");

    private final String words;

    State(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** A reason as written in the table, and what it means. */
  public record Reason(String text, String meaning) {}

  /** The present status of the scan. */
  public ScanStatus status() {
    return ScanStatus.of(verdict(), standing, review);
  }

  /**
   * The row as it holds now. A file put in place of the scan, and a scan that a person rejected,
   * has not passed, whatever the run said.
   */
  public DefaceRow rowNow() {
    return switch (status()) {
      case RESTORED, REPLACED, MISSING -> row.failedBecause(status().word());
      case REJECTED -> row.failedBecause("rejected by hand: " + note());
      case FAIL, REVIEW, ACCEPTED, PASS -> row;
    };
  }

  /** The verdict of the run: pass, review or fail. */
  public String verdict() {
    return row.value(DefaceColumn.VERDICT);
  }

  /** A cell of the row. */
  public String text(DefaceColumn column) {
    return row.value(column);
  }

  /** The reasons of the verdict; none for a pass without one. */
  public List<Reason> reasons() {
    String cell = row.value(DefaceColumn.REASON);
    int end = cell.indexOf(NOT_TAKEN);
    List<Reason> reasons = new ArrayList<>();
    switch (status()) {
      case RESTORED, REPLACED, MISSING ->
          reasons.add(new Reason(status().word(), status().meaning()));
      case REJECTED -> reasons.add(new Reason("rejected by hand", note()));
      case FAIL, REVIEW, ACCEPTED, PASS -> {}
    }
    for (String part : (end < 0 ? cell : cell.substring(0, end)).split("; ")) {
      if (!part.isEmpty() && !part.equals(DefaceRow.MISSING)) {
        reasons.add(new Reason(part, meaning(part)));
      }
    }
    return reasons;
  }

  private String note() {
    return review
        .map(r -> r.row().note())
        .filter(text -> !text.isEmpty())
        .orElse(status().meaning());
  }

  /** The other defacers that were tried, each with every reason against it. */
  public List<String> tried() {
    String cell = row.value(DefaceColumn.REASON);
    int start = cell.indexOf(NOT_TAKEN);
    return start < 0
        ? List.of()
        : List.of(cell.substring(start + NOT_TAKEN.length()).split("; " + NOT_TAKEN));
  }

  /** One reason can stand for two levels of alarm: the verdict says which one it was. */
  private String meaning(String reason) {
    // After a failure each defacer's reason stands behind its name.
    String bare = reason.replaceFirst("^[a-z]+: ", "");
    for (Check check : Check.values()) {
      boolean named = bare.equals(check.reason()) || bare.startsWith(check.reason() + " ");
      if (named && check.level().name().equalsIgnoreCase(verdict())) {
        return check.sentence();
      }
    }
    return "";
  }

  /**
   * Whether no mask was made because the scan needs none: nothing of it is in or out of bounds, and
   * the brain of its row is that of the placed atlas.
   */
  private boolean isLeftAlone() {
    return text(DefaceColumn.DEFACER).equals(DefaceRow.MISSING) && !verdict().equals("fail");
  }

  /** The numbers of the scan and their bounds, those with a bound first. */
  public List<Number> numbers() {
    List<Number> numbers = new ArrayList<>();
    Arrays.stream(Check.values())
        .flatMap(check -> column(check).stream())
        .distinct()
        .forEach(column -> numbers.add(isLeftAlone() ? plain(column) : checked(column)));
    numbers.add(plain(DefaceColumn.OVERLAP_PROPOSED));
    if (!isLeftAlone()) {
      numbers.add(cubicCentimetres(DefaceColumn.BRAIN_MM3));
    }
    numbers.add(cubicCentimetres(DefaceColumn.REMOVED_MM3));
    return numbers;
  }

  private Number plain(DefaceColumn column) {
    String unit = column.unit().equals("arbitrary") ? "" : " " + column.unit();
    String value = row.value(column);
    boolean missing = value.equals(DefaceRow.MISSING);
    return new Number(column, missing ? value : value + unit, "", State.UNBOUNDED);
  }

  private Number cubicCentimetres(DefaceColumn column) {
    double mm3 = row.number(column);
    String value =
        Double.isNaN(mm3) ? DefaceRow.MISSING : String.format(Locale.ROOT, "%.1f cm³", mm3 / 1000);
    return new Number(column, value, "", State.UNBOUNDED);
  }

  /** With the bound that it breaks, or the strictest of those it keeps. */
  private Number checked(DefaceColumn column) {
    double value = row.number(column);
    List<Check> checks =
        Arrays.stream(Check.values())
            .filter(check -> column(check).filter(column::equals).isPresent())
            .toList();
    Optional<Check> broken =
        checks.stream().filter(check -> !check.accepts(value, thresholds)).findFirst();
    boolean missing = Double.isNaN(value);
    State state = broken.isPresent() ? State.OUTSIDE : State.WITHIN;
    return new Number(
        column,
        plain(column).value(),
        broken
            .or(() -> checks.stream().filter(Check::hasBound).reduce((first, last) -> last))
            .map(check -> check.acceptedWords(thresholds))
            .orElse(""),
        missing ? State.UNBOUNDED : state);
  }

  private static Optional<DefaceColumn> column(Check check) {
    return check.column().map(name -> DefaceColumn.values()[DefaceRow.COLUMNS.indexOf(name)]);
  }

  /** The largest ratio of a number to its bound; without numbers the worst of all. */
  private double severity() {
    if (isLeftAlone()) {
      return 0;
    }
    double most = Double.NEGATIVE_INFINITY;
    for (Check check : Check.values()) {
      double severity =
          column(check)
              .map(column -> check.severity(row.number(column), thresholds))
              .orElse(Double.NEGATIVE_INFINITY);
      most = severity > most ? severity : most;
    }
    return most == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : most;
  }
}
