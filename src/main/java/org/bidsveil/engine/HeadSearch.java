package org.bidsveil.engine;

import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.TaskExecutor;

/**
 * Step 4 of the walk of one scan: the atlas is placed, by the whole head and, where that is not
 * sure, by the brain; then it can be told whether there is a face.
 */
final class HeadSearch {

  /** A placement less confident than this is tried again by the brain alone. */
  private static final double CONFIDENT = 0.5;

  /**
   * Where nose and mouth hold nothing but the background value, that is evidence itself: four
   * volumes that other tools had defaced measured 0.54 to 1.00, what was erased left out.
   */
  private static final double CONFIDENT_OF_ERASED = 0.1;

  private final HeadAtlas atlas;
  private final TaskExecutor executor;

  HeadSearch(HeadAtlas atlas, TaskExecutor executor) {
    this.atlas = atlas;
    this.executor = executor;
  }

  /** What was found. */
  sealed interface Found {
    HeadPlacement placement();

    /** A head with a face. */
    record Face(HeadPlacement placement) implements Found {}

    /** A head without one. */
    record NoFace(ScanResult.Reason reason, HeadPlacement placement) implements Found {}
  }

  Found search(Pyramid scan) {
    HeadPlacement placed = HeadPlacement.of(atlas, scan, executor);
    if (placed.presence().skullStripped()) {
      return new Found.NoFace(ScanResult.Reason.SKULL_STRIPPED, placed);
    }
    if (placed.presence().alreadyDefaced()) {
      double confidence = placed.confidenceOfErased(atlas, scan.working(), executor);
      if (confidence >= CONFIDENT_OF_ERASED) {
        return new Found.NoFace(ScanResult.Reason.ALREADY_DEFACED, placed.with(confidence));
      }
    }
    if (placed.confidence() < CONFIDENT) {
      // Without a face or a skull the whole head misleads; its brain may not.
      HeadPlacement byBrain = HeadPlacement.byBrain(atlas, scan, executor);
      if (byBrain.presence().skullStripped()) {
        return new Found.NoFace(ScanResult.Reason.SKULL_STRIPPED, byBrain);
      }
      if (byBrain.confidence() > placed.confidence()) {
        return new Found.Face(byBrain);
      }
    }
    return new Found.Face(placed);
  }

  /** The surer one of both placements, whatever is there. */
  HeadPlacement surest(Pyramid scan) {
    HeadPlacement placed = HeadPlacement.of(atlas, scan, executor);
    if (placed.confidence() >= CONFIDENT) {
      return placed;
    }
    HeadPlacement byBrain = HeadPlacement.byBrain(atlas, scan, executor);
    return byBrain.confidence() > placed.confidence() ? byBrain : placed;
  }
}
