package org.bidsveil.deface;

import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;

/**
 * Keeps the brain out of every proposal: voxels in the brain mask, or nearer to it than a margin,
 * stay. The margin covers what a brain mask of 2-mm voxels can miss at its border.
 */
public final class BrainGuard {
  /**
   * The margin in mm where the user gives none: on no head measured does the cut come nearer than 4
   * mm to an outside segmentation of the brain (docs/decisions/0081).
   */
  public static final double MARGIN_MM = 6;

  private final Mask keep;

  private BrainGuard(Mask keep) {
    this.keep = keep;
  }

  /**
   * @param brain on the working lattice
   * @param marginMm distance that removed voxels keep
   * @param scan the scan's lattice
   */
  public static BrainGuard around(Mask brain, double marginMm, Grid scan, TaskExecutor executor) {
    return new BrainGuard(
        MaskLift.toGrid(Morphology.dilate(brain, marginMm, executor), scan, executor));
  }

  /**
   * A guard that also keeps {@link #MARGIN_MM} around where brain is only possible: frontal cortex
   * over the orbits reaches beyond the mask (docs/decisions/0026, 0034).
   *
   * @param possible on the working lattice: where the placed atlas has brain in one of fifty heads
   */
  public static BrainGuard around(
      Mask brain, double marginMm, Mask possible, Grid scan, TaskExecutor executor) {
    Mask keep =
        Morphology.dilate(brain, marginMm, executor)
            .or(Morphology.dilate(possible, MARGIN_MM, executor));
    return new BrainGuard(MaskLift.toGrid(keep, scan, executor));
  }

  /** The proposal without what the guard keeps. */
  public Mask apply(Mask proposed) {
    return proposed.andNot(keep);
  }
}
