package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Vec3;

/**
 * One placement whose truth is known.
 *
 * @param head whose
 * @param what was done to it
 * @param faceMm mean distance of the landmarks in view from where they are, mm of the head; NaN
 *     when none is in view
 * @param brainMm the same of six points near the brain's poles
 * @param confidence what {@link HeadPlacement} says
 */
record PlacementTrial(String head, String what, double faceMm, double brainMm, double confidence) {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;

  private static final List<Vec3> FACE =
      ATLAS.landmarks().stream()
          .filter(l -> !l.name().equals("brain-centre"))
          .map(HeadAtlas.Landmark::mm)
          .toList();

  /** From the middle of the brain, a little inside its surface: an adult's is 140 x 170 x 120. */
  private static final List<Vec3> BRAIN = poles(60, 75, 50);

  private static List<Vec3> poles(double x, double y, double z) {
    Vec3 middle = ATLAS.brainCentreMm();
    List<Vec3> points = new ArrayList<>();
    for (int side = -1; side <= 1; side += 2) {
      points.add(middle.plus(new Vec3(side * x, 0, 0)));
      points.add(middle.plus(new Vec3(0, side * y, 0)));
      points.add(middle.plus(new Vec3(0, 0, side * z)));
    }
    return points;
  }

  /**
   * @param truth where the atlas lies in the head as it was
   * @param change what was done to the head
   * @param found where it was found after that
   */
  static PlacementTrial of(
      String head,
      String what,
      Alignment truth,
      Perturbation.Perturbed change,
      HeadPlacement found) {
    return new PlacementTrial(
        head,
        what,
        meanOffMm(FACE, truth, change, found.alignment()),
        meanOffMm(BRAIN, truth, change, found.alignment()),
        found.confidence());
  }

  private static double meanOffMm(
      List<Vec3> points, Alignment truth, Perturbation.Perturbed change, Alignment found) {
    Grid view = change.scan().grid();
    Affine voxelFromWorld = view.voxelFromWorld();
    double sum = 0;
    int n = 0;
    for (Vec3 p : points) {
      Vec3 at = change.newFromOld().apply(truth.toScan(p));
      Vec3 voxel = voxelFromWorld.apply(at);
      if (view.contains(
          (int) Math.rint(voxel.x()), (int) Math.rint(voxel.y()), (int) Math.rint(voxel.z()))) {
        sum += found.toScan(p).minus(at).norm() / change.size();
        n++;
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  /** The larger of the two distances that are known. */
  double worstMm() {
    return Double.isNaN(faceMm)
        ? brainMm
        : Double.isNaN(brainMm) ? faceMm : Math.max(faceMm, brainMm);
  }
}
