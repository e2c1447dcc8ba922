package org.bidsveil.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bidsveil.files.Refusal;
import org.bidsveil.table.TsvTable;

/**
 * An {@code originals.tsv}. A path has one row, or, where the user put a new file under the name
 * after a run, one row for each original that was met there, oldest first: the n-th row of a path
 * belongs to the n-th version of its copy.
 *
 * <p>Rows are sorted by path, so that the bytes do not depend on the order in which scans finish.
 *
 * @param rows sorted by path, the versions of a path in their order
 */
public record Manifest(List<OriginalRow> rows) {
  /** No file was ever replaced. */
  public static final Manifest EMPTY = new Manifest(List.of());

  public Manifest {
    rows = rows.stream().sorted(Comparator.comparing(OriginalRow::path)).toList();
  }

  /**
   * Reads a manifest; where there is none it is empty.
   *
   * @throws Refusal "manifest-unreadable": without it nothing is known about the originals, so
   *     nothing goes on; "record-not-believed" when a row speaks of a file that no run replaces
   */
  public static Manifest read(StoreLayout layout, Owner owner) {
    Path file = layout.manifest(owner);
    Manifest manifest = read(file);
    manifest.rows.forEach(
        row -> RecordCheck.requirePath(row.path(), owner, row.original().isEmpty(), file));
    return manifest;
  }

  private static Manifest read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(file)) {
        throw unreadable(file, "it is a link to content that is not here", e);
      }
      return EMPTY;
    } catch (IOException e) {
      throw unreadable(file, "reading failed", e);
    }
    try {
      return parse(TsvTable.parse(bytes));
    } catch (Refusal | IllegalArgumentException | DateTimeException e) {
      throw unreadable(file, "it is not a table of originals", e);
    }
  }

  private static Manifest parse(TsvTable table) {
    if (!table.columns().equals(OriginalRow.COLUMNS)) {
      throw new IllegalArgumentException("Other columns: " + table.columns());
    }
    return new Manifest(IntStream.range(0, table.rowCount()).mapToObj(r -> row(table, r)).toList());
  }

  private static OriginalRow row(TsvTable table, int r) {
    return OriginalRow.ofCells(
        IntStream.range(0, OriginalRow.COLUMNS.size())
            .mapToObj(c -> table.cell(r, c).orElse("n/a"))
            .toList());
  }

  private static Refusal unreadable(Path file, String why, Exception cause) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "manifest-unreadable",
        "The table of the originals, " + file + ", cannot be used: " + why + ".",
        "Put it back from a backup; without it no original can be verified.",
        cause);
  }

  /** The bytes of the file: UTF-8, LF. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder(String.join("\t", OriginalRow.COLUMNS)).append('\n');
    rows.forEach(row -> text.append(String.join("\t", row.cells())).append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  /** The rows of a path, oldest first. */
  public List<OriginalRow> versions(String path) {
    return rows.stream().filter(row -> row.path().equals(path)).toList();
  }

  /** The last row of a path. */
  public Optional<OriginalRow> latest(String path) {
    List<OriginalRow> versions = versions(path);
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
  }

  /** The last row of every path, by path. */
  public List<OriginalRow> latest() {
    Map<String, OriginalRow> last = new LinkedHashMap<>();
    rows.forEach(row -> last.put(row.path(), row));
    return List.copyOf(last.values());
  }

  /** Whether any file differs from what it was before the first run. */
  public boolean isDefaced() {
    return latest().stream().anyMatch(row -> row.status() != OriginalRow.Status.RESTORED);
  }

  /**
   * The manifest with this row as the {@code version}-th of its path, replaced or added at the end.
   *
   * @param version counted from 1, at most one more than there are
   */
  public Manifest with(OriginalRow row, int version) {
    List<OriginalRow> own = new ArrayList<>(versions(row.path()));
    if (version <= own.size()) {
      own.set(version - 1, row);
    } else {
      own.add(row);
    }
    List<OriginalRow> all =
        new ArrayList<>(rows.stream().filter(r -> !r.path().equals(row.path())).toList());
    all.addAll(own);
    return new Manifest(Collections.unmodifiableList(all));
  }
}
