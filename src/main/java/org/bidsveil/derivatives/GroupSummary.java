package org.bidsveil.derivatives;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Headway;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.files.Refusal;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.ScanCard;
import org.bidsveil.report.ScanPage;
import org.bidsveil.report.ScanStatus;
import org.bidsveil.volume.TaskExecutor;

/**
 * A summary of what {@code group} gathers from the participants' tables.
 *
 * @param table the file with all rows
 * @param page the page of all scans
 * @param subjects how many participants have a table
 * @param counts scans by their present status
 */
public record GroupSummary(Path table, Path page, int subjects, Map<ScanStatus, Integer> counts) {

  public GroupSummary {
    counts = Map.copyOf(counts);
  }

  /** The number of scans in all. */
  public int rows() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The number of scans with this status. */
  public int count(ScanStatus status) {
    return counts.getOrDefault(status, 0);
  }

  /** Whether, as far as is known, no scan is unfit to be shared. */
  public boolean succeeded() {
    return counts.keySet().stream().noneMatch(ScanStatus::isBad);
  }

  /** The counts in words: {@code 40 scans of 20 participants: 3 fail, 37 pass}. */
  public String sentence() {
    return counted(rows(), "scan")
        + " of "
        + counted(subjects, "participant")
        + ": "
        + Arrays.stream(ScanStatus.values())
            .filter(status -> count(status) > 0)
            .map(status -> count(status) + " " + status.word())
            .collect(Collectors.joining(", "));
  }

  private static String counted(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** The counts and where to look, as one JSON object. */
  public String toJson() {
    ObjectNode node = JsonDocument.object();
    node.put("table", table.toString());
    node.put("page", page.toString());
    node.put("participants", subjects);
    node.put("scans", rows());
    ObjectNode byStatus = node.putObject("status");
    for (ScanStatus status : ScanStatus.values()) {
      byStatus.put(status.word(), count(status));
    }
    return JsonDocument.text(node);
  }

  /**
   * Writes {@code quality_check/mask_overlap.tsv} with its data dictionary, {@code
   * figures/histogram_overlap.svg} and {@code index.html} with its shards.
   *
   * @param root the dataset, or the OUTPUT_DIR of a copy
   * @param threads for reading the scans
   * @throws Refusal nothing-to-gather of kind INPUT_MISSING
   */
  public static GroupSummary gather(Path root, int threads) {
    return gather(root, threads, Headway.UNSEEN);
  }

  /** Does the same, telling how far it has come. */
  public static GroupSummary gather(Path root, int threads, Headway headway) {
    DerivativePaths paths = new DerivativePaths(root);
    List<Path> files = subjectTables(paths);
    if (files.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "nothing-to-gather",
          "there is no table of a participant in " + paths.folder() + ".",
          "Run the participant level first.");
    }
    List<DefaceRow> rows = new ArrayList<>();
    Headway.Count tables = headway.count("read tables", files.size());
    for (Path file : files) {
      rows.addAll(DefaceTable.parse(Content.ifPresent(file).orElseThrow()).rows());
      tables.one();
    }
    GroupReport report = new GroupReport(root, paths);
    List<ScanCard> cards = report.cards(rows, TaskExecutor.of(threads), headway);
    Evidence evidence = new Evidence(paths, root, Disk.unobserved());
    DefaceTable now = new DefaceTable(cards.stream().map(ScanCard::rowNow).toList());
    evidence.write(paths.groupTable(), now.toBytes());
    evidence.write(paths.groupDictionary(), DataDictionary.json());
    evidence.write(paths.histogram(), report.histogram(cards).getBytes(StandardCharsets.UTF_8));
    List<String> further = writeShards(cards, paths, evidence);
    evidence.write(
        paths.page(), report.page(cards, further).html().getBytes(StandardCharsets.UTF_8));
    return new GroupSummary(
        paths.groupTable(), paths.page(), files.size(), GroupReport.counts(cards));
  }

  /** What is beyond the first shard, which the page holds; shards of a larger former page go. */
  private static List<String> writeShards(
      List<ScanCard> cards, DerivativePaths paths, Evidence evidence) {
    List<String> addresses = new ArrayList<>();
    for (int from = ScanPage.SHARD; from < cards.size(); from += ScanPage.SHARD) {
      List<ScanCard> some = cards.subList(from, Math.min(cards.size(), from + ScanPage.SHARD));
      Path file = paths.shard(from / ScanPage.SHARD);
      evidence.write(file, ScanPage.shard(from, some));
      addresses.add(paths.shardAddress(from / ScanPage.SHARD));
    }
    int stale = addresses.size() + 1;
    while (Files.exists(paths.shard(stale))) {
      evidence.delete(paths.shard(stale));
      stale++;
    }
    return addresses;
  }

  private static List<Path> subjectTables(DerivativePaths paths) {
    List<Path> tables = new ArrayList<>();
    if (!Files.isDirectory(paths.folder())) {
      return tables;
    }
    try (DirectoryStream<Path> subjects = Files.newDirectoryStream(paths.folder(), "sub-*")) {
      for (Path subject : subjects) {
        Path table =
            paths.subjectTable(subject.getFileName().toString().substring("sub-".length()));
        if (Files.isRegularFile(table)) {
          tables.add(table);
        }
      }
    } catch (IOException e) {
      throw Refusal.ofListing(paths.folder(), e);
    }
    tables.sort(null);
    return tables;
  }
}
