package org.bidsveil.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.bidsveil.files.Sha256;

/**
 * One row of {@code review.tsv}: what a person decided about one scan.
 *
 * @param scan path from the dataset's root, with forward slashes
 * @param decision accept or reject
 * @param note in the person's words; may be empty
 * @param reviewed hash of the scan that was reviewed; the decision does not cover another file of
 *     that name
 * @param time when
 */
public record ReviewRow(
    String scan, Decision decision, String note, Sha256 reviewed, Instant time) {

  /** A person's decision about a scan. */
  public enum Decision {
    /** The scan may be shared as it is. */
    ACCEPT,
    /** The scan must not be shared as it is: it stays, and {@code bidsveil check} names it. */
    REJECT;

    /** The word for the decision in the table. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final List<String> COLUMNS =
      List.of("scan", "decision", "note", "reviewed_sha256", "time");

  public ReviewRow {
    note = note.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  List<String> cells() {
    return List.of(
        scan,
        decision.word(),
        note.isEmpty() ? DefaceRow.MISSING : note,
        reviewed.hex(),
        time.toString());
  }

  /**
   * Reverses {@link #cells}.
   *
   * @throws IllegalArgumentException or {@link java.time.DateTimeException} when it is no such row
   */
  static ReviewRow ofCells(List<String> cells) {
    String note = cells.get(2).equals(DefaceRow.MISSING) ? "" : cells.get(2);
    return new ReviewRow(
        cells.get(0),
        Decision.valueOf(cells.get(1).toUpperCase(Locale.ROOT)),
        note,
        new Sha256(cells.get(3)),
        Instant.parse(cells.get(4)));
  }
}
