package org.bidsveil.engine;

import java.util.List;
import java.util.Optional;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.deface.FaceWindow;
import org.bidsveil.qc.EarCheck;
import org.bidsveil.qc.FaceCheck;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * What of a head identifies, before defacing, to be compared with any result.
 *
 * @param ears empty when nobody asks for them to go
 */
record SurfaceCheck(FaceCheck face, Optional<EarCheck> ears) {
  /** The face is looked at from these sides, degrees; the first is the front. */
  private static final double[] VIEWS = {0, -35, 35};

  /**
   * @param working the scan before, about 2 mm
   * @param tissue brighter is tissue
   * @param erased the value of what a program took from the face before; NaN where it took nothing
   */
  static SurfaceCheck of(
      HeadAtlas atlas,
      Alignment alignment,
      Volume working,
      double tissue,
      float erased,
      boolean keepEars,
      TaskExecutor executor) {
    FaceWindow[] face = new FaceWindow[VIEWS.length];
    EarWindow[] ears = new EarWindow[keepEars ? 0 : EarWindow.Side.values().length];
    executor.forEach(
        face.length + ears.length,
        n -> {
          if (n < face.length) {
            face[n] = FaceWindow.of(atlas, alignment, VIEWS[n]);
          } else {
            int side = n - face.length;
            ears[side] = EarWindow.of(atlas, alignment, EarWindow.Side.values()[side]);
          }
        });
    return new SurfaceCheck(
        new FaceCheck(List.of(face), working, tissue, erased),
        keepEars
            ? Optional.empty()
            : Optional.of(new EarCheck(List.of(ears), working, tissue, executor)));
  }

  /** {@link EarCheck#earsLeft}; NaN as well when nobody asks for the ears to go. */
  double earsLeft(Volume after) {
    return ears.map(check -> check.earsLeft(after)).orElse(Double.NaN);
  }
}
