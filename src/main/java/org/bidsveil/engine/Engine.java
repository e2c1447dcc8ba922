package org.bidsveil.engine;

import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Steps 4 to 7 of the walk of one scan: {@link ScanEngine} in the product, a stub in tests. All
 * volumes are magnitudes; nothing is written to them.
 */
@FunctionalInterface
public interface Engine {

  /** Proposes what to remove from this volume, by itself. */
  ScanResult propose(Volume scan);

  /**
   * Proposes with the help of another scan of the session: the placement of the atlas there is
   * carried over by a rigid registration.
   *
   * @param donor the other scan
   * @param placement where the atlas is placed in it
   */
  default ScanResult proposeWith(Volume scan, Volume donor, PlacedHead placement) {
    return new ScanResult.Impossible("no scan can help another");
  }

  /** Measures a mask on another image of its grid. */
  default SharedMask share(Volume image, ScanResult.Proposed donor) {
    return new SharedMask.NotMeasurable();
  }

  /** Whether the image holds a single value where the placed atlas has its face. */
  default boolean showsErasedFace(Volume image, PlacedHead placement) {
    return false;
  }

  /**
   * Makes the mask for a head whose face is already gone, for images that still have it. What is
   * left of a face cannot be measured.
   */
  default ScanResult maskAt(Volume image, PlacedHead placement) {
    return propose(image);
  }

  /** Makes an engine that works on the given threads. */
  @FunctionalInterface
  interface Factory {
    Engine on(TaskExecutor executor);

    /** The real one; reads the atlas once, when the first scan needs it. */
    static Factory of(EngineSettings settings) {
      return executor -> new ScanEngine(ShippedAtlas.get(), settings, executor);
    }
  }
}
