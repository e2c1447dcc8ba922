package org.bidsveil.derivatives;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.report.DatasetReport;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;

/**
 * What {@code group} gathers of the participants' tables.
 *
 * @param table the file with all rows
 * @param page the page of all scans
 * @param subjects how many participants have a table
 * @param rows scans in all
 * @param failed scans whose verdict is fail
 * @param toReview scans whose verdict is review
 */
public record GroupSummary(
    Path table, Path page, int subjects, int rows, int failed, int toReview) {

  /**
   * Writes {@code quality_check/mask_overlap.tsv} with its data dictionary, {@code
   * figures/histogram_overlap.svg} and {@code index.html}.
   *
   * @param root the dataset, or the OUTPUT_DIR of a copy
   * @throws Refusal nothing-to-gather of kind INPUT_MISSING
   */
  public static GroupSummary gather(Path root) {
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
    for (Path file : files) {
      rows.addAll(DefaceTable.parse(Content.ifPresent(file).orElseThrow()).rows());
    }
    DefaceTable all = new DefaceTable(rows);
    DatasetReport report = new GroupReport(root, paths).of(all);
    Evidence evidence = new Evidence(paths, Disk.unobserved());
    evidence.write(paths.groupTable(), all.toBytes());
    evidence.write(paths.groupDictionary(), DataDictionary.json());
    evidence.write(paths.histogram(), report.histogram().getBytes(StandardCharsets.UTF_8));
    evidence.write(paths.page(), report.html().getBytes(StandardCharsets.UTF_8));
    return new GroupSummary(
        paths.groupTable(),
        paths.page(),
        files.size(),
        all.rows().size(),
        count(all, "fail"),
        count(all, "review"));
  }

  private static int count(DefaceTable table, String verdict) {
    return (int)
        table.rows().stream()
            .filter(row -> row.value(DefaceColumn.VERDICT).equals(verdict))
            .count();
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
      throw new Refusal(
          Refusal.Kind.IO,
          "folder-unreadable",
          paths.folder() + " cannot be listed: " + e.getMessage() + ".",
          "Check the permissions of the folder.",
          e);
    }
    tables.sort(null);
    return tables;
  }
}
