package org.bidsveil.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bidsveil.files.Sha256;

/**
 * One row of {@code originals.tsv}: what became of one file.
 *
 * @param path relative to the dataset, forward slashes
 * @param original the file before the first run; empty for a file that a run created
 * @param current checksum of what bidsveil wrote there
 * @param defacer who made the new bytes
 * @param version of bidsveil
 * @param time when; the only cell in which two equal runs differ
 * @param status what became of the file
 */
public record OriginalRow(
    String path,
    Optional<FormerFile> original,
    Sha256 current,
    String defacer,
    String version,
    Instant time,
    OriginalRow.Status status) {

  /** What became of a file. */
  public enum Status {
    /** Replaced, the original is kept. */
    REPLACED,
    /** Replaced with {@code --originals none}: there is no copy. */
    DISCARDED,
    /** A run created it; there was none before. */
    CREATED,
    /** As it was before the first run. */
    RESTORED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The contract's columns, and behind them what a restore needs beside the bytes. */
  static final List<String> COLUMNS =
      List.of(
          "path",
          "sha256_original",
          "sha256_current",
          "bytes",
          "defacer",
          "version",
          "time",
          "status",
          "mode",
          "modified",
          "link_target");

  private static final String NONE = "n/a";

  /** The entry in place of a defacer where the voxels were not changed. */
  public static final String NO_DEFACER = "none";

  /** Whether a mask was applied rather than only metadata scrubbed. */
  public boolean isDefaced() {
    return !defacer.equals(NO_DEFACER);
  }

  /** The original of a row that must have one. */
  public FormerFile requireOriginal() {
    return original.orElseThrow(() -> new IllegalStateException(path + " has no original"));
  }

  /** The same row with another status. */
  public OriginalRow withStatus(Status other) {
    return new OriginalRow(path, original, current, defacer, version, time, other);
  }

  /** In the order of {@link #COLUMNS}; what is absent is {@code n/a} (BIDS, "Tabular files"). */
  List<String> cells() {
    return List.of(
        path,
        original.map(o -> o.sha256().hex()).orElse(NONE),
        current.hex(),
        original.map(o -> Long.toString(o.bytes())).orElse(NONE),
        cell(defacer),
        cell(version),
        time.toString(),
        status.word(),
        original.flatMap(FormerFile::mode).orElse(NONE),
        original.flatMap(FormerFile::modified).map(Instant::toString).orElse(NONE),
        original.flatMap(FormerFile::link).orElse(NONE));
  }

  /** Reverses {@link #cells}. */
  static OriginalRow ofCells(List<String> cells) {
    Optional<FormerFile> original =
        present(cells.get(1))
            .map(sha256 ->
                new FormerFile(
                    new Sha256(sha256),
                    Long.parseLong(cells.get(3)),
                    present(cells.get(8)),
                    present(cells.get(9)).map(Instant::parse),
                    present(cells.get(10))));
    return new OriginalRow(
        cells.get(0),
        original,
        new Sha256(cells.get(2)),
        cells.get(4),
        cells.get(5),
        Instant.parse(cells.get(6)),
        Status.valueOf(cells.get(7).toUpperCase(Locale.ROOT)));
  }

  private static Optional<String> present(String cell) {
    return cell.equals(NONE) ? Optional.empty() : Optional.of(cell);
  }

  /** A name that comes from outside, made fit for a cell. */
  private static String cell(String text) {
    String clean = text.replaceAll("[\\p{Cntrl}\"]", " ").strip();
    return clean.isEmpty() ? NONE : clean;
  }
}
