package org.bidsveil.derivatives;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Software;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.files.Sha256;

/** The JSON documents that describe what is below {@code derivatives/bidsveil}. */
public final class DerivativeDocuments {
  private DerivativeDocuments() {}

  /** {@code dataset_description.json} of {@code derivatives/bidsveil} (BIDS, "Derived dataset"). */
  public static byte[] derivativeDescription() {
    ObjectNode node = JsonDocument.object();
    node.put("Name", "bidsveil: masks, pictures and numbers of defacing");
    node.put("BIDSVersion", Software.BIDS_VERSION);
    node.put("DatasetType", "derivative");
    node.putObject("DatasetLinks").put("raw", "../..");
    addTool(node.putArray("GeneratedBy"));
    return JsonDocument.bytes(node);
  }

  /**
   * The sidecar of a deface mask.
   *
   * @param scan the defaced scan
   * @param made the mask and what made it
   * @param fill what took the place of the removed voxels
   * @param original hash of the scan as it was read
   * @param defaced hash of the scan as it was written
   */
  public static byte[] maskSidecar(
      HeadScan scan, ScanResult.Proposed made, String fill, Sha256 original, Sha256 defaced) {
    ObjectNode node = JsonDocument.object();
    node.put("Description", "Voxels removed from the image: 1 = removed, 0 = kept byte for byte.");
    node.put("Type", "Face");
    ArrayNode sources = node.putArray("Sources").add("bids:raw:" + scan.bidsPath());
    made.source().ifPresent(other -> sources.add("bids:raw:" + other.scan()));
    node.put("SkullStripped", false);
    node.put("Defacer", made.defacer());
    ArrayNode tried = node.putArray("DefacersTriedBefore");
    made.tried().forEach(tried::add);
    node.put("Fill", fill);
    node.put("SourceSha256", original.hex());
    node.put("DefacedSha256", defaced.hex());
    addTool(node.putArray("GeneratedBy"));
    return JsonDocument.bytes(node);
  }

  /**
   * The record of a scan in which no face was found, which lets a later check tell whether it is
   * still the same scan.
   *
   * @param source hash of the file that was examined
   * @param now hash of the scan as it is now, with its header scrubbed
   */
  public static byte[] noFace(HeadScan scan, ScanResult.Reason reason, Sha256 source, Sha256 now) {
    ObjectNode node = JsonDocument.object();
    node.put("Description", "No face was found in the image; its voxels are as they were.");
    node.put("Reason", reason.words());
    node.putArray("Sources").add("bids:raw:" + scan.bidsPath());
    node.put("SourceSha256", source.hex());
    node.put("ImageSha256", now.hex());
    addTool(node.putArray("GeneratedBy"));
    return JsonDocument.bytes(node);
  }

  private static void addTool(ArrayNode list) {
    ObjectNode tool = list.addObject();
    tool.put("Name", Software.NAME);
    tool.put("Version", Software.version());
  }
}
