package org.bidsveil.engine;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.alignment.PlacementDisagreement;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.RemovableZone;
import org.bidsveil.qc.FaceFinder;
import org.bidsveil.qc.IndependentEvidence;
import org.bidsveil.qc.IndependentEvidence.MeasuringBrain;
import org.bidsveil.qc.RemovedTissue;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * What any mask on a head is judged by, besides the placement that made it: the scan's own head and
 * face, the zone of face and ears and the brain by the second placement.
 *
 * @param head the scan's own head on the working lattice
 * @param zone where tissue may go, on the working lattice
 * @param brain measuring brain on the working lattice
 * @param sighting whether and where a face is seen on the scan's own head
 * @param apart how far the two placements are from each other
 * @param wholeBrainMl of the measuring brain, in view or not
 * @param measuredBy how the measuring brain was placed
 */
record HeadEvidence(
    Mask head,
    Mask zone,
    Mask brain,
    FaceFinder.Sighting sighting,
    PlacementDisagreement apart,
    double wholeBrainMl,
    MeasuringBrain measuredBy) {

  /**
   * Ghosts and coils that touch the head are no head: it reaches no farther than this beyond any
   * head of the atlas, mm.
   */
  private static final double HEAD_MARGIN_MM = 12;

  /** Below this no head of the atlas has tissue. */
  private static final double HEAD_FLOOR = 0.01;

  /** From the chin up to the lower lip: chins differ, and are cut by the field of view. */
  private static final double CHIN_TO_LIPS_MM = 20;

  /**
   * @param second the placement by other evidence than the one that makes masks
   * @param placedHead the atlas' head probability on the working lattice
   */
  static HeadEvidence of(
      HeadAtlas atlas,
      Affine second,
      MeasuringBrain measuredBy,
      PlacementDisagreement apart,
      Volume placedHead,
      Volume working,
      TaskExecutor executor) {
    Alignment alignment = Alignment.affine(second);
    Mask plausible = Morphology.dilate(placedHead.atLeast(HEAD_FLOOR), HEAD_MARGIN_MM, executor);
    Mask whole = HeadMask.of(working, executor);
    Mask near = whole.and(plausible);
    Mask head = near.isEmpty() ? whole : near;
    Mask average = atlas.brain().atLeast(0.5);
    FaceFinder finder =
        new FaceFinder(
            atlas.head().atLeast(0.5),
            atlas.landmark("pronasale"),
            atlas.landmark("eye-left").z(),
            atlas.landmark("gnathion").z() + CHIN_TO_LIPS_MM);
    return new HeadEvidence(
        head,
        RemovableZone.on(working.grid(), atlas, alignment),
        AtlasOnScan.pull(atlas.brain(), alignment, working.grid(), executor).atLeast(0.5),
        finder.look(head, executor),
        apart,
        average.count() * average.grid().voxelVolumeMm3() * Math.abs(second.determinant()) / 1000,
        measuredBy);
  }

  /**
   * @param removed on the scan's lattice
   * @param agreement of the measuring brain with the guarding one, Dice
   */
  IndependentEvidence about(Mask removed, double agreement, TaskExecutor executor) {
    RemovedTissue tissue = RemovedTissue.of(head, zone, removed);
    return new IndependentEvidence(
        tissue.elsewhereMl(),
        tissue.elsewhereShare(),
        tissue.removedShare(),
        agreement,
        wholeBrainMl,
        apart.medianMm(),
        apart.largestMm(),
        sighting.after(RemovedTissue.mostlyRemoved(removed, head.grid()), executor),
        measuredBy);
  }
}
