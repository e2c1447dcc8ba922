package org.bidsveil.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class LandmarkStatementTest {
  private static final SortedMap<String, Vec3> NASION =
      new TreeMap<>(java.util.Map.of("NAS", new Vec3(80.125, 200, 90.5)));

  private static String added(SortedMap<String, Vec3> landmarks, String sidecar) {
    byte[] bytes = sidecar.getBytes(StandardCharsets.UTF_8);
    return new String(new LandmarkStatement(landmarks).addTo(bytes), StandardCharsets.UTF_8);
  }

  @Test
  void theyAreAddedInVoxelUnits() {
    assertEquals(
        "{\"EchoTime\": 1, \"AnatomicalLandmarkCoordinates\": {\"NAS\": [80.13, 200.00, 90.50]}}",
        added(NASION, "{\"EchoTime\": 1}"));
  }

  @Test
  void whatAPersonWroteStays() {
    String own = "{\"AnatomicalLandmarkCoordinates\": {\"NAS\": [1, 2, 3]}}";
    assertEquals(own, added(NASION, own));
  }

  @Test
  void withoutLandmarksNothingChanges() {
    assertEquals("{}", added(new TreeMap<>(), "{}"));
  }
}
