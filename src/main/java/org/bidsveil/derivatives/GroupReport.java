package org.bidsveil.derivatives;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.Software;
import org.bidsveil.files.Content;
import org.bidsveil.files.Headway;
import org.bidsveil.files.Refusal;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.HistogramChart;
import org.bidsveil.report.MethodsText;
import org.bidsveil.report.ReviewTable;
import org.bidsveil.report.ScanCard;
import org.bidsveil.report.ScanPage;
import org.bidsveil.report.ScanPictures;
import org.bidsveil.report.ScanStatus;
import org.bidsveil.volume.TaskExecutor;

/**
 * Puts the pages of scans together from what the participants left: rows, pictures, records,
 * decisions, and what lies on the disk.
 */
final class GroupReport {
  /** The axis of the histogram needs a width: a bound of 0 is drawn as one in ten thousand. */
  private static final double SMALLEST_BOUND = 1e-4;

  private final Path root;
  private final DerivativePaths paths;
  private final BrainLossBounds bounds;
  private final ReviewTable reviews;
  private final Map<String, String> logs;

  GroupReport(Path root, DerivativePaths paths) {
    this(root, paths, BrainLossBounds.of(paths), latestLogs(paths.logs()));
  }

  /** Of one participant: the logs of the others are not read, there may be thousands. */
  static GroupReport ofSubject(
      Path root, DerivativePaths paths, String subject, double maxBrainLoss, Optional<Path> log) {
    return new GroupReport(
        root,
        paths,
        BrainLossBounds.all(maxBrainLoss),
        log.map(file -> Map.of(subject, "log/" + file.getFileName())).orElse(Map.of()));
  }

  private GroupReport(
      Path root, DerivativePaths paths, BrainLossBounds bounds, Map<String, String> logs) {
    this.root = root;
    this.paths = paths;
    this.bounds = bounds;
    this.reviews =
        Content.ifPresent(paths.reviews()).map(ReviewTable::parse).orElse(ReviewTable.EMPTY);
    this.logs = logs;
  }

  /** The scans of some rows, worst first. */
  List<ScanCard> cards(List<DefaceRow> rows, TaskExecutor executor, Headway headway) {
    ScansOnDisk onDisk = ScansOnDisk.of(root, reviews, rows, executor, headway);
    List<ScanCard> cards = new ArrayList<>();
    rows.forEach(row -> cards.add(card(row, onDisk.seen(row))));
    cards.sort(ScanCard.WORST_FIRST);
    return cards;
  }

  /** The chart of the brain loss, SVG. */
  String histogram(List<ScanCard> cards) {
    double[] overlaps =
        cards.stream().mapToDouble(card -> card.row().number(DefaceColumn.OVERLAP)).toArray();
    return HistogramChart.svg(overlaps, bound(cards));
  }

  /** The page of all scans; the shards after the first lie where {@code further} says. */
  ScanPage page(List<ScanCard> cards, List<String> further) {
    return page(title(), cards, further);
  }

  /** The page of one participant: no shards, a participant has no thousand scans. */
  ScanPage pageOf(String subject, List<ScanCard> cards) {
    return page("sub-" + subject + " of " + title(), cards, List.of());
  }

  private ScanPage page(String title, List<ScanCard> cards, List<String> further) {
    Map<ScanStatus, Integer> counts = counts(cards);
    List<ScanCard> first =
        further.isEmpty() ? cards : cards.subList(0, Math.min(ScanPage.SHARD, cards.size()));
    return new ScanPage(
        title,
        first,
        counts,
        further,
        Thresholds.withBrainLoss(bound(cards)),
        MethodsText.of(cards, Software.version()),
        List.of(),
        Software.version());
  }

  static Map<ScanStatus, Integer> counts(List<ScanCard> cards) {
    Map<ScanStatus, Integer> counts = new EnumMap<>(ScanStatus.class);
    cards.forEach(card -> counts.merge(card.status(), 1, Integer::sum));
    return counts;
  }

  /** Where runs differ it is the most tolerant bound. */
  private double bound(List<ScanCard> cards) {
    return cards.stream()
        .mapToDouble(card -> bounds.of(card.row().scan()))
        .reduce(SMALLEST_BOUND, Math::max);
  }

  private ScanCard card(DefaceRow row, ScansOnDisk.Seen seen) {
    Optional<ScanName> name = ScanName.of(row.scan());
    return new ScanCard(
        row,
        seen.standing(),
        name.map(this::pictures).orElse(ScanPictures.NONE),
        name.flatMap(scan -> Optional.ofNullable(logs.get(scan.subject()))),
        Thresholds.withBrainLoss(bounds.of(row.scan())),
        seen.review());
  }

  /** Those of a scan that still has its face lie with the originals. */
  private ScanPictures pictures(ScanName scan) {
    return new ScanPictures(
        address(paths.tile(scan), paths.tileWithFace(scan)),
        address(paths.mosaic(scan), paths.mosaicWithFace(scan)),
        address(paths.renderAfter(scan), paths.renderRefused(scan)),
        address(paths.renderBefore(scan)));
  }

  /** The address from the page of the first picture that is there. */
  private Optional<String> address(Path... pictures) {
    return Stream.of(pictures).filter(Files::isRegularFile).findFirst().map(this::fromPage);
  }

  private String fromPage(Path file) {
    String relative =
        paths
            .folder()
            .toAbsolutePath()
            .normalize()
            .relativize(file.toAbsolutePath().normalize())
            .toString()
            .replace('\\', '/');
    return encoded(relative);
  }

  /** As a relative address: what a URI may not hold is escaped, the slashes stay. */
  private static String encoded(String relative) {
    try {
      return new URI(null, null, relative, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a relative path is one: " + relative, e);
    }
  }

  /** By participant; the names begin with the time, so the last is the latest. */
  private static Map<String, String> latestLogs(Path folder) {
    Map<String, String> latest = new HashMap<>();
    for (Path file : logs(folder, "*")) {
      String name = String.valueOf(file.getFileName());
      String subject = name.substring(name.indexOf("_sub-") + "_sub-".length(), name.length() - 5);
      latest.merge(subject, "log/" + name, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    return latest;
  }

  static Optional<Path> latestLog(Path folder, String subject) {
    return logs(folder, subject).stream().max(Comparator.naturalOrder());
  }

  private static List<Path> logs(Path folder, String subjects) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "report_*_sub-" + subjects + ".json")) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      return found;
    } catch (IOException e) {
      throw Refusal.ofReading(folder, e);
    }
  }

  private String title() {
    Path description = root.resolve(DatasetDescription.FILE_NAME);
    Optional<String> name =
        Files.exists(description) ? DatasetDescription.read(root).name() : Optional.empty();
    return name.filter(text -> !text.isBlank())
        .orElseGet(() -> String.valueOf(root.toAbsolutePath().normalize().getFileName()));
  }
}
