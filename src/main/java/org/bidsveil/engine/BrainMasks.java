package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Step 5 of the walk of one scan: the brain, twice, so that the mask that measures the loss is not
 * the one that guards.
 *
 * @param guarded keeps the defacers from the brain, working lattice
 * @param measuring measures what they took, the scan's grid
 * @param remarks what a person should know of the numbers
 */
record BrainMasks(Mask guarded, Mask measuring, List<String> remarks) {
  /**
   * With a smaller share of the brain that the atlas expects in view an extractor has failed; on 49
   * volumes the two differ by at most 0.25 (docs/evaluation.md).
   */
  private static final double LEAST_INDEPENDENT = 0.5;

  BrainMasks {
    remarks = List.copyOf(remarks);
  }

  static BrainMasks of(
      Volume working,
      HeadPlacement placed,
      HeadAtlas atlas,
      EngineSettings settings,
      Grid grid,
      TaskExecutor executor) {
    Mask byAtlas = AtlasBrainExtractor.extract(working, placed.brain(), executor);
    Mask bySurface =
        placed.brainSurface(atlas, working, settings.options().betFraction(), executor);
    List<String> remarks = new ArrayList<>();
    Mask guarded =
        switch (settings.brainExtraction()) {
          case ATLAS -> byAtlas;
          case BET -> bySurface;
        };
    Mask measuring =
        switch (settings.brainExtraction()) {
          case ATLAS -> bySurface;
          case BET -> byAtlas;
        };
    Mask expected = placed.brain().atLeast(0.5);
    if (expected.isEmpty()) {
      remarks.add("no-brain-in-view");
    } else if (measuring.count() < LEAST_INDEPENDENT * expected.count()) {
      // A surface does not grow in a slab: the loss is measured against the atlas' brain alone.
      measuring = expected;
      remarks.add("brain-measured-by-atlas");
    }
    return new BrainMasks(guarded, MaskLift.toGrid(measuring, grid, executor), remarks);
  }
}
