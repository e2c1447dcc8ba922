package org.bidsveil.engine;

import java.util.List;
import java.util.stream.Stream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.alignment.PlacementDisagreement;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.ComparedPoints;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.qc.PlacementConfidence;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.registration.AffineRegistration;
import org.bidsveil.registration.AffineRegistration.SearchSettings;
import org.bidsveil.registration.LocalRegistration;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.registration.TemplateSamples;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The atlas on the same scan by other evidence, begun where the first placement is: a search by the
 * brain alone fails on thick slices and uneven brightness (docs/decisions/0032).
 *
 * @param scanFromAtlas the first one's affine part where the other evidence could not place it
 * @param apart from the first one: the median over landmarks, face and brain surface, the largest
 *     on the brain's surface
 */
record SecondPlacement(Affine scanFromAtlas, PlacementDisagreement apart) {

  /**
   * A second placement that shows less than this share of the first one's detail in the brain is
   * farther from the truth than the first (docs/decisions/0032).
   */
  private static final double LOST = 0.8;

  /**
   * @param detail how much of the atlas' detail the scan shows within the brain by the first one
   * @param samples what it is placed by
   * @param scan its brightness evened where that helped
   * @param shown its smoothed working volume
   */
  static SecondPlacement of(
      Alignment first,
      double detail,
      TemplateSamples samples,
      HeadAtlas atlas,
      Pyramid scan,
      Volume shown,
      TaskExecutor executor) {
    Affine second =
        new AffineRegistration(samples, SearchSettings.LOCAL)
            .refine(scan, first.affine(), executor)
            .scanFromAtlas();
    Grid view = shown.grid();
    ComparedPoints points = ComparedPoints.of(atlas);
    PlacementDisagreement affine =
        apart(Alignment.affine(first.affine()), Alignment.affine(second), points, view);
    if (!(affine.largestMm() > Thresholds.REVIEW_PLACEMENT_MM)) {
      return new SecondPlacement(second, affine);
    }
    if (detail(second, atlas, shown, executor) < LOST * detail) {
      // Lost, on a slab or a contrast that shows little: only one is possible.
      return new SecondPlacement(first.affine(), PlacementDisagreement.UNKNOWN);
    }
    // Of a head of another shape than the average, the two affine maps differ where both are right.
    Alignment local =
        new LocalRegistration(samples, LocalRegistration.Settings.scan())
            .refine(scan, second, executor);
    PlacementDisagreement refined = apart(first, local, points, view);
    return new SecondPlacement(second, refined.largestMm() < affine.largestMm() ? refined : affine);
  }

  private static PlacementDisagreement apart(
      Alignment first, Alignment second, ComparedPoints points, Grid view) {
    List<Vec3> all = Stream.concat(points.face().stream(), points.brain().stream()).toList();
    return new PlacementDisagreement(
        PlacementDisagreement.between(first, second, all, view).medianMm(),
        PlacementDisagreement.between(first, second, points.brain(), view).largestMm());
  }

  /** {@link PlacementConfidence#brainDetail} of an affine placement. */
  private static double detail(
      Affine placement, HeadAtlas atlas, Volume shown, TaskExecutor executor) {
    AtlasOnScan there = AtlasOnScan.of(atlas, Alignment.affine(placement), shown.grid(), executor);
    return PlacementConfidence.brainDetail(
        shown, there.pull(atlas.template()), there.pull(atlas.brain()), executor);
  }
}
