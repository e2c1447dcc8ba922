package org.bidsveil.atlas;

import java.util.List;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * Which part of the atlas is face and which is ear, by {@code landmarks.tsv} and the head's
 * surface; nothing is painted by hand.
 *
 * <p>The face is the union of a deep part and a shell. Deep: everything in front of a curtain that
 * runs from the brow, behind the eyeballs and the palate, to behind the chin; seen from the front
 * nothing of eyes, nose, mouth and chin remains, and no relief behind them. Shell: what lies within
 * a skin's and cheek bone's depth of the head's surface between the ears, so that the contour of
 * the cheeks goes too. Both include the air in front of them to the end of any field of view.
 */
final class FaceRegions {
  /** Depth of the shell: skin, fat, muscle and the cheek bone, read on the average head. */
  private static final double SHELL_MM = 22;

  /**
   * The shell ends this far in front of the ear canal: before the tragus, read on the average head.
   */
  private static final double BEFORE_EAR_MM = 10;

  /**
   * Height of a pinna 63 mm, of which two thirds lie above the tragus; breadth 36 mm (ISO 7250-1;
   * Farkas 1994).
   */
  private static final double EAR_ABOVE_MM = 46;

  private static final double EAR_BELOW_MM = 46;
  private static final double EAR_BEHIND_MM = 52;
  private static final double EAR_BEFORE_MM = 12;

  /** Opening by this ball takes pinnae (8 mm thick) off a head and leaves the head. */
  private static final double EAR_OPENING_MM = 16;

  /** The pinna is cut this far inside the opened head's surface, so that no rim stays. */
  private static final double EAR_ROOT_MM = 10;

  private final Grid grid;
  private final Landmarks landmarks;
  private final Mask head;

  FaceRegions(Grid grid, Landmarks landmarks, Mask head) {
    this.grid = grid;
    this.landmarks = landmarks;
    this.head = head;
  }

  /** 1 in the face and the air in front of it, else 0. */
  Volume face() {
    TaskExecutor executor = TaskExecutor.of(1);
    Volume depth = DistanceTransform.toNearestWithin(head.not(), SHELL_MM + 10, executor);
    double top = landmarks.curtain().getLast().z();
    double bottom = landmarks.curtain().getFirst().z();
    double shellBack = landmarks.at("tragion-left").y() + BEFORE_EAR_MM;
    float[] out = new float[grid.voxelCount()];
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 p = grid.worldFromVoxel().apply(i, j, k);
          if (p.z() > top || p.z() < bottom) {
            continue;
          }
          int v = grid.index(i, j, k);
          boolean deep = p.y() > curtain(p.z());
          boolean shell = p.y() > shellBack && depth.values()[v] < SHELL_MM;
          if (deep || shell) {
            out[v] = 1;
          }
        }
      }
    }
    return new Volume(grid, out);
  }

  /** The y of the curtain at a height: straight pieces between its points. */
  private double curtain(double height) {
    List<Vec3> points = landmarks.curtain();
    for (int n = 1; n < points.size(); n++) {
      Vec3 below = points.get(n - 1);
      Vec3 above = points.get(n);
      if (height <= above.z()) {
        double t = Math.clamp((height - below.z()) / (above.z() - below.z()), 0, 1);
        return below.y() + t * (above.y() - below.y());
      }
    }
    return points.getLast().y();
  }

  /** 1 in the pinnae and the air beside them, else 0. */
  Volume ears() {
    TaskExecutor executor = TaskExecutor.of(1);
    Mask bare = Morphology.open(head, EAR_OPENING_MM, executor);
    Vec3 tragus = landmarks.at("tragion-left");
    float[] out = new float[grid.voxelCount()];
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        Vec3 line = grid.worldFromVoxel().apply(0, j, k);
        if (line.z() > tragus.z() + EAR_ABOVE_MM
            || line.z() < tragus.z() - EAR_BELOW_MM
            || line.y() > tragus.y() + EAR_BEFORE_MM
            || line.y() < tragus.y() - EAR_BEHIND_MM) {
          continue;
        }
        double surface = outermost(bare, j, k) - EAR_ROOT_MM;
        for (int i = 0; i < grid.nx(); i++) {
          if (Math.abs(grid.worldFromVoxel().apply(i, j, k).x()) > surface) {
            out[grid.index(i, j, k)] = 1;
          }
        }
      }
    }
    return new Volume(grid, out);
  }

  /** Largest |x| in mm of the mask on a line, 0 when it is empty. */
  private double outermost(Mask mask, int j, int k) {
    double outermost = 0;
    for (int i = 0; i < grid.nx(); i++) {
      if (mask.get(i, j, k)) {
        outermost = Math.max(outermost, Math.abs(grid.worldFromVoxel().apply(i, j, k).x()));
      }
    }
    return outermost;
  }
}
