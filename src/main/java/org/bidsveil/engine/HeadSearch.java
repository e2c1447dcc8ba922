package org.bidsveil.engine;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** Nose and mouth were erased before, but eyes, brow or cheeks are left. */
  static final String ERASED_IN_PART = "face-erased-in-part";

  /** An infant's: the atlas' proportions are an adult's. */
  static final String SMALL_HEAD = "small-head";

  private final HeadAtlas atlas;
  private final boolean keepEars;
  private final TaskExecutor executor;

  /**
   * @param keepEars whether ears that are left are as they should be
   */
  HeadSearch(HeadAtlas atlas, boolean keepEars, TaskExecutor executor) {
    this.atlas = atlas;
    this.keepEars = keepEars;
    this.executor = executor;
  }

  /** What was found. */
  sealed interface Found {
    /**
     * A head with a face, or what may be one.
     *
     * @param remarks why a person should look, whatever the numbers of a mask say
     */
    record Face(HeadPlacement placement, List<String> remarks) implements Found {
      public Face {
        remarks = List.copyOf(remarks);
      }
    }

    /** A head without one. */
    record NoFace(ScanResult.NothingToDo result) implements Found {}

    /** Something else than a head, placed as well as it goes. */
    record NoHead(HeadPlacement placement) implements Found {}
  }

  Found search(Pyramid scan) {
    HeadPlacement placed = HeadPlacement.of(atlas, scan, executor);
    Set<String> remarks = new LinkedHashSet<>();
    Optional<Found> brain = placed.presence().skullStripped() ? stripped(scan) : Optional.empty();
    if (brain.isPresent()) {
      return brain.get();
    }
    if (placed.isSmall()) {
      HeadPlacement young = younger(placed, scan);
      if (young != placed) {
        remarks.add(SMALL_HEAD);
        placed = young;
      }
    }
    if (placed.presence().featuresErased()) {
      double confidence = placed.confidenceOfErased(atlas, scan.working(), executor);
      if (confidence >= CONFIDENT && placed.presence().alreadyDefaced()) {
        return new Found.NoFace(
            FoundWithoutFace.defaced(placed.with(confidence), atlas, scan.working(), keepEars));
      }
      remarks.add(ERASED_IN_PART);
      placed = placed.with(Math.max(confidence, placed.confidence()));
    }
    if (placed.confidence() < CONFIDENT) {
      // Without a face or a skull the whole head misleads; its brain may not.
      HeadPlacement byBrain = HeadPlacement.byBrain(atlas, scan, executor);
      brain = byBrain.presence().skullStripped() ? stripped(scan) : Optional.empty();
      if (brain.isPresent()) {
        return brain.get();
      }
      placed = byBrain.confidence() > placed.confidence() ? byBrain : placed;
    }
    if (placed.confidence() < CONFIDENT && placed.isSmall()) {
      double confidence = placed.confidenceOfVault(atlas, scan.working(), executor);
      if (confidence >= CONFIDENT) {
        remarks.add(SMALL_HEAD);
        placed = placed.with(confidence);
      }
    }
    return placed.showsNoBrain()
        ? new Found.NoHead(placed.with(0))
        : new Found.Face(placed, List.copyOf(remarks));
  }

  /** The head with a child's face where that is more alike (docs/decisions/0075), else the same. */
  private HeadPlacement younger(HeadPlacement placed, Pyramid scan) {
    return placed.younger(atlas, scan, executor).stream()
        .filter(young -> young.score() > placed.score())
        .max(Comparator.comparingDouble(HeadPlacement::score))
        .orElse(placed);
  }

  /** Empty where it is no brain without its skull. */
  private Optional<Found> stripped(Pyramid scan) {
    HeadPlacement brain = HeadPlacement.ofStripped(atlas, scan, executor);
    return brain.presence().skullStripped() && brain.confidence() >= CONFIDENT
        ? Optional.of(new Found.NoFace(FoundWithoutFace.stripped(brain)))
        : Optional.empty();
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
