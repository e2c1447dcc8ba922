package org.bidsveil.derivatives;

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
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;
import org.bidsveil.qc.Thresholds;

/** Which bound on the brain loss was in force for each scan, by {@code log/report_*.json}. */
final class BrainLossBounds {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** By the scan's path from the dataset's root. */
  private final Map<String, Double> bounds;

  private final double otherwise;

  private BrainLossBounds(Map<String, Double> bounds, double otherwise) {
    this.bounds = bounds;
    this.otherwise = otherwise;
  }

  /** The same for every scan. */
  static BrainLossBounds all(double bound) {
    return new BrainLossBounds(Map.of(), bound);
  }

  /** All reports of a dataset. */
  static BrainLossBounds of(DerivativePaths paths) {
    Map<String, Double> bounds = new HashMap<>();
    for (Path report : reports(paths.logs())) {
      Content.ifPresent(report).ifPresent(bytes -> add(bounds, bytes));
    }
    return new BrainLossBounds(bounds, Thresholds.USUAL_BRAIN_LOSS);
  }

  /** Of a scan, a share of its brain; the usual one when no report is left. */
  double of(String scan) {
    return bounds.getOrDefault(scan, otherwise);
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
      throw Refusal.ofListing(folder, e);
    }
    Collections.sort(reports);
    return reports;
  }

  private static void add(Map<String, Double> bounds, byte[] report) {
    JsonNode node = parsed(report);
    JsonNode bound = node.path("configuration").path("max_brain_loss");
    for (JsonNode scan : node.path("scans")) {
      if (bound.isNumber() && !scan.path("outcome").asText().equals("done before")) {
        bounds.put(scan.path("path").asText(), bound.asDouble());
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
