package org.bidsveil.qc;

import java.util.List;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.Volume;

/**
 * Measures what is left of the ears of a head that was defaced before, so that there is nothing to
 * compare it with: where the placed average head has its pinnae, a program that removed them left a
 * single value.
 */
public final class ErasedEars {
  /** What stands out less is no ear, as in {@link EarCheck}. */
  private static final double LEAST_MM = FaceCheck.TOLERANCE_MM;

  /** With fewer rays on the pinna in view nothing is said of it: 250 mm², as in {@link Pinna}. */
  private static final double LEAST_MM2 = 250;

  private ErasedEars() {}

  /**
   * The share of a pinna's area, seen from the side, in front of which the scan holds anything but
   * the value of erased voxels, for the ear of which more is left, 0 to 1; NaN when none is in
   * view.
   *
   * @param windows one a side
   * @param working the scan, about 2 mm
   * @param erased the value of erased voxels
   */
  public static double left(List<EarWindow> windows, Volume working, float erased) {
    return windows.stream()
        .mapToDouble(window -> left(window, new Sampler(working, Float.NaN), erased))
        .filter(share -> !Double.isNaN(share))
        .max()
        .orElse(Double.NaN);
  }

  private static double left(EarWindow window, Sampler sampler, float erased) {
    SideRelief average = SideRelief.ofAverage(window);
    float[] out = average.outMm();
    float[] wall = average.wallMm();
    int seen = 0;
    int left = 0;
    for (int ray = 0; ray < out.length; ray++) {
      if (window.near()[ray] && out[ray] - wall[ray] >= LEAST_MM) {
        float[] p = window.scanWorld();
        int at = 3 * ray * window.depth();
        boolean inView = true;
        boolean something = false;
        for (int d = 0; d < window.depth(); d++, at += 3) {
          double aside = window.outermostMm() - d * window.stepMm();
          if (aside <= wall[ray] + LEAST_MM) {
            break;
          }
          float value = sampler.trilinearAtWorld(p[at], p[at + 1], p[at + 2]);
          inView = !Float.isNaN(value);
          something |= inView && value != erased;
        }
        if (inView) {
          seen++;
          left += something ? 1 : 0;
        }
      }
    }
    boolean enough = seen * window.rayStepMm() * window.rayStepMm() >= LEAST_MM2;
    return enough ? (double) left / seen : Double.NaN;
  }
}
