package org.bidsveil.scrub;

import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.bidsveil.json.ByteEdits;
import org.bidsveil.json.JsonMembers;
import org.bidsveil.json.JsonSpan;
import org.bidsveil.json.JsonSpans;
import org.bidsveil.volume.Vec3;

/**
 * {@code AnatomicalLandmarkCoordinates} in the sidecar of an anatomical image (BIDS, MRI,
 * "Anatomical landmarks"): voxel units, the first voxel is (0, 0, 0). What a sidecar says of them
 * already stays.
 *
 * @param voxels by the name of the landmark
 */
public record LandmarkStatement(SortedMap<String, Vec3> voxels) {
  private static final String KEY = "AnatomicalLandmarkCoordinates";

  /**
   * The sidecar with the landmarks added; the same bytes where there are none or it has some.
   *
   * @throws org.bidsveil.files.Refusal as {@link SidecarScrubber#scrub}
   */
  public byte[] addTo(byte[] sidecar) {
    JsonSpan.Obj root = JsonSpans.parse(sidecar);
    if (voxels.isEmpty() || JsonMembers.member(root, KEY).isPresent()) {
      return sidecar;
    }
    String members =
        voxels.entrySet().stream()
            .map(landmark ->
                JsonMembers.quoted(landmark.getKey()) + ": " + text(landmark.getValue()))
            .collect(Collectors.joining(", "));
    ByteEdits edits = new ByteEdits();
    JsonMembers.addMember(edits, sidecar, root, '"' + KEY + "\": {" + members + "}");
    return edits.apply(sidecar);
  }

  private static String text(Vec3 voxel) {
    return String.format(Locale.ROOT, "[%.2f, %.2f, %.2f]", voxel.x(), voxel.y(), voxel.z());
  }
}
