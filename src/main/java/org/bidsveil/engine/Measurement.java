package org.bidsveil.engine;

import java.util.Optional;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.IndependentEvidence;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.TaskExecutor.Both;
import org.bidsveil.volume.Volume;

/**
 * Step 7 of the walk of one scan: the numbers of any mask, whatever made it.
 *
 * @param scan before, on its own grid
 * @param working the same at about 2 mm
 * @param brain the measuring brain mask, the scan's grid
 * @param check compares face and ears before and after; empty when there was no face
 * @param evidence by other means than the placement that makes masks
 * @param brainAgreement Dice overlap of the guarding brain and the measuring one, 0 to 1
 * @param confidence that the atlas is placed right, 0 to 1
 */
record Measurement(
    Volume scan,
    Volume working,
    Mask brain,
    Optional<SurfaceCheck> check,
    HeadEvidence evidence,
    double brainAgreement,
    double confidence) {

  /** Share of the brain that a mask takes, 0 to 1; nothing can be taken where there is none. */
  double overlap(Mask taken) {
    int voxels = brain.count();
    return voxels == 0 ? 0 : (double) brain.countAnd(taken) / voxels;
  }

  /**
   * @param overlapProposed before the brain guard
   * @param removed after it
   */
  DefaceMetrics of(double overlapProposed, Mask removed, TaskExecutor executor) {
    double voxel = scan.grid().voxelVolumeMm3();
    Volume after = Pyramid.workingWithout(scan, working, removed, executor);
    Both<DefaceMetrics.Builder, IndependentEvidence> measured =
        executor.both(
            () -> surface(after), () -> evidence.about(removed, brainAgreement, executor));
    return measured
        .first()
        .brain(brain.count(), brain.count() * voxel)
        .removed(removed.count(), removed.count() * voxel)
        .overlapProposed(overlapProposed)
        .overlap(overlap(removed))
        .registrationConfidence(confidence)
        .evidence(measured.second())
        .build();
  }

  /** What is left of face and ears. */
  private DefaceMetrics.Builder surface(Volume after) {
    return DefaceMetrics.builder()
        .faceLeft(check.map(c -> c.face().faceLeft(after)).orElse(Double.NaN))
        .faceLikeness(check.map(c -> c.face().faceLikeness(after)).orElse(Double.NaN))
        .earsLeft(check.map(c -> c.earsLeft(after)).orElse(Double.NaN));
  }
}
