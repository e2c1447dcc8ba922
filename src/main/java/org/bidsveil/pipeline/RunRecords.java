package org.bidsveil.pipeline;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bidsveil.files.Refusal;

/** What the reports of earlier runs, {@code log/report_*.json}, tell about each scan. */
final class RunRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What holds when no report is left. */
  private static final ScanRecord UNKNOWN =
      new ScanRecord(Defacing.DEFAULT.maxBrainLoss(), List.of());

  private final Map<String, ScanRecord> records;

  private RunRecords(Map<String, ScanRecord> records) {
    this.records = records;
  }

  /**
   * How a scan was treated.
   *
   * @param maxBrainLoss the bound in force, a share of the brain
   * @param tried one line for each defacer that was tried before the last
   */
  record ScanRecord(double maxBrainLoss, List<String> tried) {}

  /** All reports of a dataset. */
  static RunRecords of(DerivativePaths paths) {
    Map<String, ScanRecord> records = new HashMap<>();
    for (Path report : reports(paths.logs())) {
      Evidence.read(report).ifPresent(bytes -> add(records, bytes));
    }
    return new RunRecords(records);
  }

  /** The record of a scan, by its path from the dataset's root. */
  ScanRecord of(String scan) {
    return records.getOrDefault(scan, UNKNOWN);
  }

  /** In order of the time in their names: the later one counts. */
  private static List<Path> reports(Path folder) {
    List<Path> reports = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return reports;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "report_*.json")) {
      files.forEach(reports::add);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "folder-unreadable",
          folder + " cannot be listed: " + e.getMessage() + ".",
          "Check the permissions of the folder.",
          e);
    }
    Collections.sort(reports);
    return reports;
  }

  private static void add(Map<String, ScanRecord> records, byte[] report) {
    JsonNode node = parsed(report);
    double bound =
        node.path("configuration").path("max_brain_loss").asDouble(UNKNOWN.maxBrainLoss());
    for (JsonNode scan : node.path("scans")) {
      if (!scan.path("outcome").asText().equals("done before")) {
        List<String> tried = new ArrayList<>();
        scan.path("tried").forEach(line -> tried.add(line.asText()));
        records.put(scan.path("path").asText(), new ScanRecord(bound, tried));
      }
    }
  }

  private static JsonNode parsed(byte[] report) {
    try {
      return JSON.readTree(report);
    } catch (JacksonException e) {
      // A damaged report is one report less: the numbers themselves stand in the table.
      return JSON.missingNode();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }
}
