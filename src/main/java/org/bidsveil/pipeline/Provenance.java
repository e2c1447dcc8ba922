package org.bidsveil.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Sha256;
import org.bidsveil.originals.OriginalsLocation;
import org.bidsveil.scrub.ScrubRecord;

/** Who made an output, with what settings, and what came out: the JSON documents of a run. */
public final class Provenance {

  /** The name in GeneratedBy. */
  static final String NAME = "bidsveil";

  /** The version of the standard that the outputs follow. */
  static final String BIDS_VERSION = "1.10.0";

  private static final String VERSION = readVersion();

  private Provenance() {}

  /** The version of bidsveil, as the build wrote it. */
  public static String version() {
    return VERSION;
  }

  /** {@code dataset_description.json} of {@code derivatives/bidsveil} (BIDS, "Derived dataset"). */
  static byte[] derivativeDescription() {
    ObjectNode node = JsonDocument.object();
    node.put("Name", "bidsveil: masks, pictures and numbers of defacing");
    node.put("BIDSVersion", BIDS_VERSION);
    node.put("DatasetType", "derivative");
    node.putObject("DatasetLinks").put("raw", "../..");
    addTool(node.putArray("GeneratedBy"));
    return JsonDocument.bytes(node);
  }

  /**
   * The sidecar of a deface mask.
   *
   * @param outcome what was done
   * @param original hash of the scan as it was read
   * @param defaced hash of the scan as it was written
   */
  static byte[] maskSidecar(ScanOutcome.Defaced outcome, Sha256 original, Sha256 defaced) {
    ObjectNode node = JsonDocument.object();
    node.put("Description", "Voxels removed from the image: 1 = removed, 0 = kept byte for byte.");
    node.put("Type", "Face");
    ArrayNode sources = node.putArray("Sources").add("bids:raw:" + outcome.scan().bidsPath());
    outcome.source().ifPresent(other -> sources.add("bids:raw:" + other.scan()));
    node.put("SkullStripped", false);
    node.put("Defacer", outcome.defacer());
    ArrayNode tried = node.putArray("DefacersTriedBefore");
    outcome.tried().forEach(tried::add);
    node.put("SourceSha256", original.hex());
    node.put("DefacedSha256", defaced.hex());
    addTool(node.putArray("GeneratedBy"));
    return JsonDocument.bytes(node);
  }

  /**
   * What is written of a scan in which no face was found, so that a later look can tell whether it
   * is still that scan.
   *
   * @param now hash of the scan as it lies there, its header scrubbed
   */
  static byte[] noFace(HeadScan scan, ScanResult.Reason reason, Sha256 now) {
    ObjectNode node = JsonDocument.object();
    node.put("Description", "No face was found in the image; its voxels are as they were.");
    node.put("Reason", reason.words());
    node.putArray("Sources").add("bids:raw:" + scan.bidsPath());
    node.put("ImageSha256", now.hex());
    addTool(node.putArray("GeneratedBy"));
    return JsonDocument.bytes(node);
  }

  /**
   * The report of one participant: configuration, versions, every outcome, every field that went.
   */
  static byte[] report(
      RunConfiguration configuration,
      String time,
      String participant,
      List<ScanOutcome> outcomes,
      List<ScrubRecord> scrubbed) {
    ObjectNode node = JsonDocument.object();
    node.put("time", time);
    node.put("participant_id", "sub-" + participant);
    node.set("software", software());
    node.set("configuration", configuration(configuration));
    ArrayNode scans = node.putArray("scans");
    outcomes.forEach(outcome -> scans.add(outcomeNode(outcome)));
    ArrayNode metadata = node.putArray("metadata");
    for (ScrubRecord record : scrubbed) {
      ObjectNode item = metadata.addObject();
      item.put("path", record.path());
      item.put("key", record.key());
      item.put("category", lowerCase(record.category()));
      item.put("action", lowerCase(record.action()));
      item.put("rule", record.rule());
    }
    return JsonDocument.bytes(node);
  }

  /** One outcome, with the columns of the table as keys. */
  static ObjectNode outcomeNode(ScanOutcome outcome) {
    ObjectNode node = JsonDocument.object();
    node.put("path", outcome.scan().bidsPath());
    node.put("suffix", outcome.scan().suffix().label());
    node.put("outcome", word(outcome));
    outcome.engine().ifPresent(engine -> node.put("defacer", engine));
    node.put("verdict", outcome.word());
    node.put("reason", outcome.why());
    outcome
        .numbers()
        .ifPresent(m -> {
          node.put("brain_voxels", m.brainVoxels());
          node.put("removed_voxels", m.removedVoxels());
          putFinite(node, "brain_mm3", m.brainMm3());
          putFinite(node, "removed_mm3", m.removedMm3());
          putFinite(node, "overlap_proposed", m.overlapProposed());
          putFinite(node, "overlap", m.overlap());
          putFinite(node, "face_left", m.faceLeft());
          putFinite(node, "face_likeness", m.faceLikeness());
          putFinite(node, "registration_confidence", m.registrationConfidence());
        });
    if (outcome instanceof ScanOutcome.Defaced defaced && !defaced.tried().isEmpty()) {
      ArrayNode tried = node.putArray("tried");
      defaced.tried().forEach(tried::add);
    }
    putFinite(node, "seconds", Math.round(outcome.seconds() * 100) / 100.0);
    return node;
  }

  private static String word(ScanOutcome outcome) {
    return switch (outcome) {
      case ScanOutcome.Defaced _ -> "defaced";
      case ScanOutcome.NoFace _ -> "no face";
      case ScanOutcome.DoneBefore _ -> "done before";
      case ScanOutcome.Failed _ -> "failed";
    };
  }

  private static ObjectNode software() {
    ObjectNode node = JsonDocument.object();
    node.put("name", NAME);
    node.put("version", VERSION);
    node.put("java", Runtime.version().toString());
    return node;
  }

  /** The settings that decide about voxels and fields; threads and memory do not. */
  private static ObjectNode configuration(RunConfiguration configuration) {
    Defacing defacing = configuration.defacing();
    Scrubbing scrubbing = configuration.scrubbing();
    ObjectNode node = JsonDocument.object();
    node.put(
        "target",
        switch (configuration.target()) {
          case Target.InPlace inPlace ->
              switch (inPlace.originals()) {
                case OriginalsLocation.InDataset _ -> "in place, originals in sourcedata";
                case OriginalsLocation.Outside _ -> "in place, originals in a folder outside";
                case OriginalsLocation.None _ -> "in place, originals not kept";
              };
          case Target.Copy _ -> "a copy";
        });
    ArrayNode chain = node.putArray("defacers");
    defacing.defacers().forEach(chain::add);
    node.put("brainextraction", lowerCase(defacing.brainExtraction()));
    putFinite(node, "buffer_mm", defacing.bufferMm());
    node.put("keep_ears", defacing.keepEars());
    node.put("bet_frac", defacing.betFraction());
    node.put("max_brain_loss", defacing.maxBrainLoss());
    node.put("fill", lowerCase(defacing.fill()));
    node.put("meta_profile", lowerCase(scrubbing.profile()));
    ArrayNode deleted = node.putArray("del_meta");
    scrubbing.delete().forEach(deleted::add);
    ArrayNode kept = node.putArray("keep_meta");
    scrubbing.keep().forEach(kept::add);
    ArrayNode extensions = node.putArray("keep_ext");
    scrubbing.keepExtensions().stream().sorted().forEach(extensions::add);
    // The seed would undo the shift: only that there was one is said.
    node.put(
        "dates",
        switch (scrubbing.dates()) {
          case Scrubbing.RemoveDates _ -> "removed";
          case Scrubbing.KeepDates _ -> "kept";
          case Scrubbing.ShiftDates _ -> "shifted";
        });
    node.put("force", configuration.force());
    return node;
  }

  static String lowerCase(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static void addTool(ArrayNode list) {
    ObjectNode tool = list.addObject();
    tool.put("Name", NAME);
    tool.put("Version", VERSION);
  }

  private static void putFinite(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  private static String readVersion() {
    Properties properties = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties of the jar", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
