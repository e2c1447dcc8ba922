package org.bidsveil.deface;

import java.util.Locale;
import org.bidsveil.atlas.AtlasMap;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Volume;

/**
 * Whether a brain mask can be one brain: a plane that is laid on a mask with neck or scalp in it
 * spares the face.
 */
final class BrainPlausibility {
  /**
   * Volumes of brain masks, ventricles and sulci included, ml, with room on both sides: from the
   * second year of life (Courchesne et al. 2000, Radiology 216:672, figure 1) to the largest
   * intracranial volumes of adults.
   */
  private static final double SMALLEST_ML = 600;

  private static final double LARGEST_ML = 2200;

  /** With less of the expected brain in the field of view nothing can be said of its shape. */
  private static final double LEAST_IN_VIEW = 0.05;

  /** Where the atlas says less, brain is not expected. */
  private static final double PRIOR_FLOOR = 0.02;

  /** A brain differs from the aligned atlas by less than this, mm. */
  private static final double PRIOR_MARGIN_MM = 8;

  /** Largest share of the mask that may lie where no brain is expected. */
  private static final double MOST_STRAY = 0.03;

  private BrainPlausibility() {}

  /**
   * @throws CannotDeface when the mask is empty, of an impossible size for the part of the brain
   *     that is in the field of view, or lies where the atlas has no brain
   */
  static void require(ScanContext scan) throws CannotDeface {
    Mask brain = scan.brain();
    if (brain.isEmpty()) {
      throw new CannotDeface("the brain mask is empty");
    }
    Volume prior = scan.placed().pull(scan.atlas().brain());
    double inView = shareInView(scan, prior);
    if (inView < LEAST_IN_VIEW) {
      throw new CannotDeface("hardly any brain lies in the field of view");
    }
    double ml = brain.count() * brain.grid().voxelVolumeMm3() / 1000;
    if (ml < SMALLEST_ML * inView || ml > LARGEST_ML * inView) {
      throw new CannotDeface(
          String.format(
              Locale.ROOT,
              "the brain mask holds %.0f ml, which is no brain of which %.0f %% are in view",
              ml,
              100 * inView));
    }
    Mask possible = Morphology.dilate(prior.atLeast(PRIOR_FLOOR), PRIOR_MARGIN_MM, scan.executor());
    double stray = 1 - (double) brain.countAnd(possible) / brain.count();
    if (stray > MOST_STRAY) {
      throw new CannotDeface(
          String.format(
              Locale.ROOT, "%.0f %% of the brain mask lie where no brain can be", 100 * stray));
    }
  }

  /** Share of the aligned atlas' brain that the scan's lattice holds, 0 to 1. */
  private static double shareInView(ScanContext scan, Volume prior) {
    AtlasMap atlas = scan.atlas().brain();
    double whole =
        sum(atlas.kept())
            * atlas.grid().voxelVolumeMm3()
            * Math.abs(scan.alignment().affine().determinant());
    return Math.min(1, sum(prior) * prior.grid().voxelVolumeMm3() / whole);
  }

  private static double sum(Volume volume) {
    double sum = 0;
    for (float value : volume.values()) {
      sum += value;
    }
    return sum;
  }
}
