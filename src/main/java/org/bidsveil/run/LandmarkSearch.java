package org.bidsveil.run;

import java.util.Collections;
import java.util.SortedMap;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.fiducials.Fiducials;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/** Nasion and preauricular points of a head that still has its face. */
final class LandmarkSearch {
  static final SortedMap<String, Vec3> NONE = Collections.emptySortedMap();
  private static final int ALL = 3;

  private LandmarkSearch() {}

  /** By name, in 0-based voxels; none where the placement is not sure. */
  static SortedMap<String, Vec3> of(Volume scan, ScanResult.Proposed proposed, int threads) {
    return proposed
        .placement()
        .filter(PlacedHead::isSure)
        .map(head ->
            Fiducials.of(ShippedAtlas.get(), scan, head.alignment(), TaskExecutor.of(threads)))
        .orElse(NONE);
  }

  static boolean isComplete(SortedMap<String, Vec3> found) {
    return found.size() == ALL;
  }

  /** Which were found, for people. */
  static String note(SortedMap<String, Vec3> found) {
    return "landmarks found: " + (found.isEmpty() ? "none" : found.keySet());
  }
}
