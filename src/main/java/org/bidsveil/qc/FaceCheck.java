package org.bidsveil.qc;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.deface.FaceWindow;
import org.bidsveil.volume.Volume;

/**
 * Compares the face before and after defacing, as seen from the front and obliquely from both
 * sides.
 *
 * <p>The facial surface of the scan before is taken once; {@link #faceLeft} and {@link
 * #faceLikeness} compare any result with it.
 */
public final class FaceCheck {
  /** A surface that moved less than this lies where it lay: one working voxel and a half, mm. */
  static final double TOLERANCE_MM = 3;

  private final List<FaceRelief> before;
  private final List<FaceWindow> windows;
  private final double threshold;
  private final boolean wasErased;

  /** The check of a face from which nothing was removed before. */
  public FaceCheck(List<FaceWindow> windows, Volume working, double threshold) {
    this(windows, working, threshold, Float.NaN);
  }

  /**
   * @param windows the first one from the front
   * @param working the scan before, about 2 mm
   * @param threshold brighter is tissue
   * @param erased the value of what a program removed from the face before, which is not part of
   *     the face that is looked for; NaN where nothing was removed
   */
  public FaceCheck(List<FaceWindow> windows, Volume working, double threshold, float erased) {
    this.windows = List.copyOf(windows);
    this.threshold = threshold;
    this.wasErased = !Float.isNaN(erased);
    List<FaceRelief> reliefs = new ArrayList<>();
    for (FaceWindow window : windows) {
      reliefs.add(FaceRelief.of(window, working, threshold, erased));
    }
    this.before = List.copyOf(reliefs);
  }

  /** The share of the window's rays that met tissue before defacing. */
  public double faceSeen() {
    return (double) before.getFirst().hits()
        / (windows.getFirst().rows() * windows.getFirst().columns());
  }

  /**
   * Whether the front shows a face, which is decided once for all measures. An area of less than 10
   * x 10 mm is not a face.
   */
  public boolean isInView() {
    double step = windows.getFirst().stepMm();
    return before.getFirst().hits() * step * step >= LEAST_MM2;
  }

  private static final double LEAST_MM2 = 100;

  /**
   * The share of the frontal facial surface that is where it was before; NaN when none is in view.
   */
  public double faceLeft(Volume after) {
    if (!isInView()) {
      return Double.NaN;
    }
    return before
        .getFirst()
        .shareLeft(FaceRelief.of(windows.getFirst(), after, threshold), TOLERANCE_MM);
  }

  /**
   * The largest likeness over all views, NaN when none showed features or no face is in view. Where
   * nose and mouth were erased before there is nothing that could be alike but the brow, which
   * stays.
   */
  public double faceLikeness(Volume after) {
    double most = Double.NaN;
    if (wasErased || !isInView()) {
      return most;
    }
    for (int n = 0; n < windows.size(); n++) {
      double likeness = before.get(n).likeness(FaceRelief.of(windows.get(n), after, threshold));
      if (!Double.isNaN(likeness) && !(most >= likeness)) {
        most = likeness;
      }
    }
    return most;
  }
}
