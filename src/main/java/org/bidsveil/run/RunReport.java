package org.bidsveil.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.bidsveil.bids.Software;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.files.Words;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.Target;

/** The report of a run as JSON: with what settings, and what came of each scan. */
final class RunReport {

  private RunReport() {}

  /**
   * The report of one participant: configuration, versions, every outcome, every field that went.
   */
  static byte[] of(
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
    addMetadata(node, scrubbed);
    return JsonDocument.bytes(node);
  }

  /** The report of what all participants share: configuration, versions, every field that went. */
  static byte[] ofShared(RunConfiguration configuration, String time, List<ScrubRecord> scrubbed) {
    ObjectNode node = JsonDocument.object();
    node.put("time", time);
    node.set("software", software());
    node.set("configuration", configuration(configuration));
    addMetadata(node, scrubbed);
    return JsonDocument.bytes(node);
  }

  private static void addMetadata(ObjectNode node, List<ScrubRecord> scrubbed) {
    ArrayNode metadata = node.putArray("metadata");
    for (ScrubRecord record : scrubbed) {
      ObjectNode item = metadata.addObject();
      item.put("path", record.path());
      item.put("key", record.key());
      item.put("category", Words.lowerCase(record.category()));
      item.put("action", Words.lowerCase(record.action()));
      item.put("rule", record.rule());
    }
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
    node.put("name", Software.NAME);
    node.put("version", Software.version());
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
    node.put("brainextraction", Words.lowerCase(defacing.brainExtraction()));
    putFinite(node, "buffer_mm", defacing.bufferMm());
    node.put("keep_ears", defacing.keepEars());
    node.put("bet_frac", defacing.betFraction());
    node.put("max_brain_loss", defacing.maxBrainLoss());
    node.put("fill", Words.lowerCase(defacing.fill()));
    node.put("meta_profile", Words.lowerCase(scrubbing.profile()));
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

  private static void putFinite(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }
}
