package org.bidsveil.derivatives;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Headway;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.report.CurrentReview;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.ReviewRow;
import org.bidsveil.report.ReviewTable;
import org.bidsveil.report.Standing;
import org.bidsveil.volume.TaskExecutor;

/**
 * Compares what is on the disk now with what the runs recorded: a row of a table is true only of
 * the bytes it was written about.
 */
public final class ScansOnDisk {
  private final Path root;
  private final DerivativePaths paths;
  private final Map<String, ReviewRow> reviews = new HashMap<>();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /** What was found of one scan. */
  record Seen(Standing standing, Optional<CurrentReview> review) {}

  private ScansOnDisk(Path root, DerivativePaths paths, ReviewTable reviews) {
    this.root = root;
    this.paths = paths;
    reviews.rows().forEach(row -> this.reviews.put(row.scan(), row));
  }

  /** Looks at the scans of some rows; reads each of their files once. */
  static ScansOnDisk of(
      Path root,
      ReviewTable reviews,
      List<DefaceRow> rows,
      TaskExecutor executor,
      Headway headway) {
    ScansOnDisk found = new ScansOnDisk(root, new DerivativePaths(root), reviews);
    Headway.Count looked = headway.count("compared scans", rows.size());
    executor.forEach(
        rows.size(),
        n -> {
          found.seen.put(rows.get(n).scan(), found.look(rows.get(n)));
          looked.one();
        });
    return found;
  }

  /**
   * How the file of one scan compares with its record.
   *
   * @param row the last run's row; without one nothing is known and nothing contradicted
   */
  public static Standing standing(Path root, Optional<DefaceRow> row, HeadScan scan) {
    ScansOnDisk found = new ScansOnDisk(root, new DerivativePaths(root), ReviewTable.EMPTY);
    return row.map(r -> found.look(r).standing())
        .orElseGet(
            () -> found.isThere(scan.absolutePath()) ? Standing.AS_RECORDED : Standing.MISSING);
  }

  Seen seen(DefaceRow row) {
    return Optional.ofNullable(seen.get(row.scan()))
        .orElseThrow(() -> new IllegalArgumentException("not looked at: " + row.scan()));
  }

  private Seen look(DefaceRow row) {
    Path file = root.resolve(row.scan());
    Optional<ReviewRow> review = Optional.ofNullable(reviews.get(row.scan()));
    if (!isThere(file)) {
      return new Seen(Standing.MISSING, review.map(r -> new CurrentReview(r, false)));
    }
    Optional<ScanName> name = ScanName.of(row.scan());
    // A failed scan was left as it was: of it no hash is recorded.
    boolean failed = row.value(DefaceColumn.VERDICT).equals("fail");
    Optional<Sha256> left =
        failed ? Optional.empty() : name.flatMap(n -> RecordedHashes.left(paths, n));
    if (left.isEmpty() && review.isEmpty()) {
      return new Seen(failed ? Standing.AS_RECORDED : Standing.REPLACED, Optional.empty());
    }
    Optional<Sha256> now = hash(file);
    Standing standing =
        failed || now.equals(left)
            ? Standing.AS_RECORDED
            : now.isPresent() && now.equals(name.flatMap(n -> RecordedHashes.source(paths, n)))
                ? Standing.RESTORED
                : Standing.REPLACED;
    return new Seen(
        standing, review.map(r -> new CurrentReview(r, now.equals(Optional.of(r.reviewed())))));
  }

  private boolean isThere(Path file) {
    LinkKind kind = LinkKind.of(root, file);
    return !kind.lacksContent() && kind != LinkKind.ABSENT && kind != LinkKind.NOT_A_FILE;
  }

  /** A file that cannot be read is nothing that was recorded. */
  private static Optional<Sha256> hash(Path file) {
    try {
      return Optional.of(Sha256.of(file));
    } catch (Refusal unreadable) {
      return Optional.empty();
    }
  }
}
