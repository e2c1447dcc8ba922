package org.bidsveil.fiducials;

import java.util.SortedMap;
import java.util.TreeMap;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Camera;
import org.bidsveil.volume.DepthMap;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.HeadSurface;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * Finds the three anatomical landmarks of MEG and EEG on the skin of a head that still has it: the
 * nasion, the deepest midline point of the nasal root, and the left and right preauricular points,
 * on the skin just before the notch above the tragus. The placement of the atlas says where to
 * look; the surface of the scan says where they are.
 */
public final class Fiducials {
  /** The names in {@code AnatomicalLandmarkCoordinates} (BIDS, MEG and EEG, examples). */
  public static final String NASION = "NAS";

  public static final String LEFT = "LPA";
  public static final String RIGHT = "RPA";

  private static final double MM_PER_PIXEL = 1;

  /** Half of the window in which the nasal root is looked for, mm. */
  private static final int NASION_MM = 26;

  /** The root of the nose is at most this far from where the atlas has it, mm. */
  private static final int NASION_OFF_MM = 9;

  /**
   * The chord from which the nasal root is deepest: from the brow to the dorsum of the nose, mm.
   */
  private static final int CHORD_ABOVE_MM = 12;

  private static final int CHORD_BELOW_MM = 14;

  /** The midline is at most this far from where the atlas has it, mm. */
  private static final int MIDLINE_OFF_MM = 4;

  /** Half of the window in which an ear is looked for, mm. */
  private static final int EAR_MM = 30;

  /** The notch above the tragus, as a share of the height of the ear's hollow from its top. */
  private static final double NOTCH = 0.15;

  /** From the edge of the hollow forward to the preauricular point, mm. */
  private static final int BEFORE_EDGE_MM = 1;

  /** From the notch above the tragus forward to it, where no hollow is seen, mm. */
  private static final double BEFORE_TRAGUS_MM = 4;

  /** Skin that is farther from where the atlas has it is other skin, or none. */
  private static final double SKIN_OFF_MM = 20;

  private final HeadSurface surface;
  private final HeadAtlas atlas;
  private final Alignment placement;
  private final TaskExecutor executor;

  private Fiducials(
      HeadSurface surface, HeadAtlas atlas, Alignment placement, TaskExecutor executor) {
    this.surface = surface;
    this.atlas = atlas;
    this.placement = placement;
    this.executor = executor;
  }

  /**
   * The landmarks that are in view, by name, in 0-based voxel coordinates of the scan.
   *
   * @param scan with its face
   * @param placement of the atlas in it
   */
  public static SortedMap<String, Vec3> of(
      HeadAtlas atlas, Volume scan, Alignment placement, TaskExecutor executor) {
    Fiducials fiducials = new Fiducials(HeadSurface.of(scan, executor), atlas, placement, executor);
    SortedMap<String, Vec3> found = new TreeMap<>();
    fiducials.put(found, NASION, fiducials.nasion(), scan.grid());
    fiducials.put(found, LEFT, fiducials.preauricular("tragion-left", 90), scan.grid());
    fiducials.put(found, RIGHT, fiducials.preauricular("tragion-right", -90), scan.grid());
    return found;
  }

  private void put(SortedMap<String, Vec3> found, String name, Vec3 mm, Grid grid) {
    Vec3 voxel = grid.voxelFromWorld().apply(mm);
    // A surface on a cut of the field of view is no skin.
    boolean inView =
        voxel.x() > 0
            && voxel.y() > 0
            && voxel.z() > 0
            && voxel.x() < grid.nx() - 1
            && voxel.y() < grid.ny() - 1
            && voxel.z() < grid.nz() - 1;
    if (inView) {
      found.put(name, voxel);
    }
  }

  /** NaN where there is no skin. */
  private Vec3 nasion() {
    DepthMap depth = seen(placement.toScan(atlas.landmark("sellion")), 0, NASION_MM);
    int middle = NASION_MM;
    int column = ridge(depth, middle);
    int best = -1;
    double deepest = Double.NEGATIVE_INFINITY;
    for (int py = middle - NASION_OFF_MM; py <= middle + NASION_OFF_MM; py++) {
      double behind = behindChord(depth, column, py);
      if (behind > deepest) {
        deepest = behind;
        best = py;
      }
    }
    // Half of the way from where the atlas has it: flat noses have no deepest point.
    return best < 0 ? NOWHERE : onSkin(depth, column, (best + middle) / 2);
  }

  private static final Vec3 NOWHERE = new Vec3(Double.NaN, Double.NaN, Double.NaN);

  /** How far the skin lies behind the straight line from brow to nose; NaN out of view. */
  private static double behindChord(DepthMap depth, int px, int py) {
    double above = smooth(depth, px, py - CHORD_ABOVE_MM);
    double below = smooth(depth, px, py + CHORD_BELOW_MM);
    double t = (double) CHORD_ABOVE_MM / (CHORD_ABOVE_MM + CHORD_BELOW_MM);
    return smooth(depth, px, py) - (above + t * (below - above));
  }

  /** The column along which the nose comes nearest to the viewer, below its root. */
  private static int ridge(DepthMap depth, int middle) {
    int best = middle;
    double nearest = Double.POSITIVE_INFINITY;
    for (int px = middle - MIDLINE_OFF_MM; px <= middle + MIDLINE_OFF_MM; px++) {
      double sum = 0;
      for (int py = middle; py <= middle + CHORD_BELOW_MM; py++) {
        sum += smooth(depth, px, py);
      }
      if (sum < nearest) {
        nearest = sum;
        best = px;
      }
    }
    return best;
  }

  /** The mean of a pixel and its eight neighbours. */
  private static double smooth(DepthMap depth, int px, int py) {
    double sum = 0;
    for (int y = py - 1; y <= py + 1; y++) {
      for (int x = px - 1; x <= px + 1; x++) {
        sum += depth.at(x, y);
      }
    }
    return sum / 9;
  }

  private Vec3 preauricular(String tragion, double side) {
    DepthMap depth = seen(placement.toScan(atlas.landmark(tragion)), side, EAR_MM);
    int forward = side > 0 ? -1 : 1;
    return Concha.of(depth, forward)
        .map(concha -> {
          int row = (int) Math.round(NOTCH * (concha.bottom() - concha.top()));
          int column = concha.front() + forward * BEFORE_EDGE_MM;
          return onSkin(depth, column, concha.top() + row);
        })
        .orElseGet(() -> onSkin(depth, EAR_MM + (int) (forward * BEFORE_TRAGUS_MM), EAR_MM));
  }

  private static Vec3 onSkin(DepthMap depth, int px, int py) {
    int width = depth.camera().width();
    boolean inside = px >= 0 && py >= 0 && px < width && py < width;
    boolean near =
        inside && depth.hits(px, py) && Math.abs(depth.at(px, py) - Camera.PLANE_MM) < SKIN_OFF_MM;
    return near ? depth.pointMm(px, py) : NOWHERE;
  }

  /** A square of {@code 2 half + 1} pixels around a point, seen by an upright viewer. */
  private DepthMap seen(Vec3 middle, double yaw, int half) {
    Camera upright = Camera.around(middle, yaw, 0, MM_PER_PIXEL, 2 * half + 1, 2 * half + 1);
    var turn = placement.affine().nearestRotation();
    Camera camera =
        new Camera(
            middle,
            turn.applyToDirection(upright.right()),
            turn.applyToDirection(upright.up()),
            turn.applyToDirection(upright.forward()),
            MM_PER_PIXEL,
            2 * half + 1,
            2 * half + 1);
    return surface.depth(camera, executor);
  }
}
