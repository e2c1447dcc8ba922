package org.bidsveil.engine;

import java.util.List;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Step 5 of the walk of one scan: the brain that guards, by the placement that makes masks and the
 * scan's intensities, and the brain that measures the loss, by the other placement and the atlas
 * alone.
 *
 * @param guarded keeps the defacers from the brain, working lattice
 * @param measuring measures what they took, the scan's grid
 * @param agreement Dice overlap of the two, 0 to 1
 * @param remarks what a person should know of the numbers
 */
record BrainMasks(Mask guarded, Mask measuring, double agreement, List<String> remarks) {

  BrainMasks {
    remarks = List.copyOf(remarks);
  }

  /** The brain that guards, on the working lattice. */
  static Mask guarded(
      Volume working,
      HeadPlacement placed,
      HeadAtlas atlas,
      EngineSettings settings,
      TaskExecutor executor) {
    return switch (settings.brainExtraction()) {
      case ATLAS -> AtlasBrainExtractor.extract(working, placed.brain(), executor);
      case BET -> placed.brainSurface(atlas, working, settings.options().betFraction(), executor);
    };
  }

  /**
   * @param guarded on the working lattice
   */
  static BrainMasks of(
      Mask guarded, HeadPlacement placed, HeadEvidence evidence, Grid grid, TaskExecutor executor) {
    Mask measuring = evidence.brain();
    boolean inView = !measuring.isEmpty() && !placed.brain().atLeast(0.5).isEmpty();
    return new BrainMasks(
        guarded,
        MaskLift.toGrid(measuring, grid, executor),
        guarded.isEmpty() && inView ? 0 : guarded.dice(measuring),
        inView ? once(placed) : List.of("no-brain-in-view"));
  }

  private static List<String> once(HeadPlacement placed) {
    return placed.isPlacedOnce() ? List.of("placed-once") : List.of();
  }
}
