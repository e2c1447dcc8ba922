package org.bidsveil.derivatives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.Software;
import org.bidsveil.files.Content;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.report.DatasetReport;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.HistogramChart;
import org.bidsveil.report.ReviewTable;
import org.bidsveil.report.ScanCard;

/**
 * Puts the page of all scans together from what the participants left: rows, pictures, records,
 * decisions.
 */
final class GroupReport {
  /** The axis of the histogram needs a width: a bound of 0 is drawn as one in ten thousand. */
  private static final double SMALLEST_BOUND = 1e-4;

  private final Path root;
  private final DerivativePaths paths;
  private final BrainLossBounds bounds;
  private final ReviewTable reviews;

  GroupReport(Path root, DerivativePaths paths) {
    this.root = root;
    this.paths = paths;
    this.bounds = BrainLossBounds.of(paths);
    this.reviews =
        Content.ifPresent(paths.reviews()).map(ReviewTable::parse).orElse(ReviewTable.EMPTY);
  }

  DatasetReport of(DefaceTable table) {
    List<ScanCard> cards = new ArrayList<>();
    double[] overlaps = new double[table.rows().size()];
    double bound = SMALLEST_BOUND;
    for (DefaceRow row : table.rows()) {
      overlaps[cards.size()] = row.number(DefaceColumn.OVERLAP);
      // Where runs differ the line of the histogram is the most tolerant bound.
      bound = Math.max(bound, bounds.of(row.scan()));
      cards.add(card(row));
    }
    return new DatasetReport(
        title(),
        cards,
        HistogramChart.svg(overlaps, bound),
        Thresholds.withBrainLoss(bound),
        Software.version());
  }

  private ScanCard card(DefaceRow row) {
    Optional<ScanName> name = ScanName.of(row.scan());
    return new ScanCard(
        row,
        name.flatMap(scan -> address(scan, paths::mosaic)),
        name.flatMap(scan -> address(scan, paths::renderAfter)),
        Thresholds.withBrainLoss(bounds.of(row.scan())),
        reviews.row(row.scan()));
  }

  /** The address of a picture from the page, if the picture is there. */
  private Optional<String> address(ScanName scan, Function<ScanName, Path> picture) {
    Path file = picture.apply(scan);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Path folder = paths.folder().toAbsolutePath();
    return Optional.of(folder.toUri().relativize(file.toAbsolutePath().toUri()).getRawPath());
  }

  private String title() {
    Path description = root.resolve(DatasetDescription.FILE_NAME);
    Optional<String> name =
        Files.exists(description) ? DatasetDescription.read(root).name() : Optional.empty();
    return name.filter(text -> !text.isBlank())
        .orElseGet(() -> String.valueOf(root.toAbsolutePath().normalize().getFileName()));
  }
}
