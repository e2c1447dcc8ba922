package org.bidsveil.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.ReviewRow;
import org.bidsveil.report.ReviewTable;

/**
 * What earlier runs recorded: of each scan the hashes of the files in which no face is, those of
 * what lay there before, and the row of the table. Records that cannot be read prove nothing.
 */
final class DefacingRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Written by runs with each mask, and for each scan in which no face was found. */
  private static final Map<String, String> HASH_KEYS =
      Map.of("_defacemask.json", "DefacedSha256", "_noface.json", "ImageSha256");

  private static final String SOURCE_KEY = "SourceSha256";
  private static final String SOURCE = "bids:raw:";

  private final Map<String, Set<Sha256>> faceless = new HashMap<>();
  private final Map<String, Set<Sha256>> originals = new HashMap<>();
  private final Map<String, Judged> rows = new HashMap<>();
  private ReviewTable reviews = ReviewTable.EMPTY;

  /**
   * What the row of a scan says of it: a whole row takes a kilobyte, and there may be a hundred
   * thousand.
   */
  record Judged(String verdict, String reason) {
    static Judged of(DefaceRow row) {
      return new Judged(row.value("verdict").intern(), row.value("reason").intern());
    }
  }

  static DefacingRecords read(Path root, OriginalsStore store) {
    DefacingRecords records = new DefacingRecords();
    Path folder = root.resolve(DatasetTree.OWN_DERIVATIVES);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(Files::isRegularFile).forEach(records::readFile);
      } catch (IOException e) {
        throw Refusal.ofReading(folder, e);
      }
    }
    for (String subject : store.subjects()) {
      records.readManifest(store.rows(subject));
    }
    return records;
  }

  private void readManifest(List<OriginalRow> manifest) {
    for (OriginalRow row : manifest) {
      boolean replaced =
          switch (row.status()) {
            case REPLACED, DISCARDED -> true;
            case CREATED, RESTORED -> false;
          };
      if (replaced && row.isDefaced()) {
        add(faceless, row.path(), row.current());
      }
      if (row.isDefaced()) {
        row.original().ifPresent(former -> add(originals, row.path(), former.sha256()));
      }
    }
  }

  private void readFile(Path file) {
    String name = file.getFileName().toString();
    if (name.startsWith("sub-") && name.endsWith("_deface.tsv")) {
      table(bytes(file)).rows().forEach(row -> rows.put(row.scan(), Judged.of(row)));
    }
    if (name.equals("review.tsv")) {
      // A damaged one stops the check: the rejections in it are not known.
      reviews = ReviewTable.parse(bytes(file));
    }
    HASH_KEYS.forEach((ending, key) -> {
      if (name.endsWith(ending)) {
        record(bytes(file), key);
      }
    });
  }

  private static DefaceTable table(byte[] bytes) {
    try {
      return DefaceTable.parse(bytes);
    } catch (Refusal damaged) {
      return DefaceTable.EMPTY;
    }
  }

  private void record(byte[] json, String key) {
    try {
      JsonNode node = JSON.readTree(json);
      String source = node.path("Sources").path(0).asText();
      if (source.startsWith(SOURCE)) {
        String scan = source.substring(SOURCE.length());
        hash(node, key).ifPresent(hash -> add(faceless, scan, hash));
        hash(node, SOURCE_KEY).ifPresent(hash -> add(originals, scan, hash));
      }
    } catch (JacksonException damaged) {
      return; // proves nothing
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Optional<Sha256> hash(JsonNode record, String key) {
    return Optional.of(record.path(key).asText())
        .filter(hex -> hex.matches("[0-9a-f]{64}"))
        .map(Sha256::new);
  }

  private static void add(Map<String, Set<Sha256>> hashes, String scan, Sha256 hash) {
    hashes.computeIfAbsent(scan, path -> new HashSet<>()).add(hash);
  }

  /** Hashes of the files that may lie under the name of a scan; none where nothing is known. */
  Set<Sha256> facelessVersions(String scan) {
    return faceless.getOrDefault(scan, Set.of());
  }

  /** Hashes of what lay under the name of a scan before a run. */
  Set<Sha256> originals(String scan) {
    return originals.getOrDefault(scan, Set.of());
  }

  /** The row of a scan in the table of its participant. */
  Optional<Judged> row(String scan) {
    return Optional.ofNullable(rows.get(scan));
  }

  /** What a person decided about the very file that lies under the name of a scan. */
  Optional<ReviewRow> review(String scan, Sha256 file) {
    return reviews.row(scan).filter(row -> row.reviewed().equals(file));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }
}
