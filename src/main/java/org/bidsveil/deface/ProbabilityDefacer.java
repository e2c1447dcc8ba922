package org.bidsveil.deface;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasMap;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Removes what can be face and cannot be brain (Bischoff-Grethe et al. 2007, "A technique for the
 * deidentification of structural brain MR images", Hum Brain Mapp 28:892; the rule of {@code
 * mri_deface}).
 *
 * <p>Can be face: the atlas' face, smoothed to a probability, is above a small bound, the air in
 * front included. Can be brain: what the atlas' brain probability and the scan's own intensities
 * take for brain together, and a margin around it. Both are placed by the affine part of the
 * alignment alone: where the local alignment went wrong, this defacer does not follow it.
 */
public final class ProbabilityDefacer implements Defacer {
  /** The name for {@code --deid}. */
  public static final String NAME = "probability";

  /**
   * What an affine map leaves of the differences between heads, mm: the edges of face and brain are
   * known to this standard deviation.
   */
  private static final double SIGMA_MM = 4;

  /** Above this a voxel can be face: 1.5 standard deviations, 6 mm, beyond the atlas' face. */
  private static final double CAN_BE_FACE = 0.067;

  /**
   * Within this of brain a voxel can be brain, mm: meninges and fluid. The face's fringe over the
   * frontal lobe ends there.
   */
  private static final double BRAIN_MARGIN_MM = 4;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DefaceProposal propose(ScanContext scan, DefaceOptions options) throws CannotDeface {
    AtlasOnScan affine =
        AtlasOnScan.of(
            scan.atlas(),
            Alignment.affine(scan.alignment().affine()),
            scan.working().grid(),
            scan.executor());
    Mask face = possible(scan.atlas().face(), affine, scan);
    if (!options.keepEars()) {
      face = face.or(possible(scan.atlas().ears(), affine, scan));
    }
    Mask removed = face.andNot(canBeBrain(affine, options, scan));
    if (removed.isEmpty()) {
      throw new CannotDeface("no voxel of the scan can be face");
    }
    return new DefaceProposal(NAME, MaskLift.toGrid(removed, scan.grid(), scan.executor()));
  }

  private static Mask possible(AtlasMap region, AtlasOnScan affine, ScanContext scan) {
    TaskExecutor executor = scan.executor();
    Volume placed = affine.pull(region);
    return GaussianFilter.smooth(placed, SIGMA_MM, executor).atLeast(CAN_BE_FACE);
  }

  private static Mask canBeBrain(AtlasOnScan affine, DefaceOptions options, ScanContext scan) {
    TaskExecutor executor = scan.executor();
    Volume placed = affine.pull(scan.atlas().brain());
    Volume prior = GaussianFilter.smooth(placed, SIGMA_MM, executor);
    Mask brain = AtlasBrainExtractor.extract(scan.working(), prior, executor);
    double margin = Double.isNaN(options.bufferMm()) ? BRAIN_MARGIN_MM : options.bufferMm();
    return Morphology.dilate(brain, margin, executor);
  }
}
