package org.bidsveil.qc;

import java.util.Arrays;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.Volume;

/**
 * The side of a head as seen by an {@link EarWindow}: for each ray how far out the first tissue
 * lies, atlas mm from the plane of symmetry; 0 where the ray meets none, NaN where the field of
 * view does not show it.
 */
final class SideRelief {
  /** As for a face: 4 mm are more than a speck of noise. */
  private static final int RUN = 2;

  /**
   * The side wall is what a disc of this radius, mm, can lie flat on: the pinna is 36 mm broad
   * (Farkas 1994) and cannot carry it.
   */
  private static final double DISC_MM = 20;

  private final EarWindow window;
  private final float[] outMm;

  private SideRelief(EarWindow window, float[] outMm) {
    this.window = window;
    this.outMm = outMm;
  }

  /** The average head's. */
  static SideRelief ofAverage(EarWindow window) {
    return new SideRelief(window, window.average());
  }

  /**
   * The scan's. Medians of three by three rays are taken: a ghost's speck beside the head is no
   * ear.
   *
   * @param scan at about 2 mm
   * @param threshold brighter is tissue
   */
  static SideRelief of(EarWindow window, Volume scan, double threshold) {
    Sampler sampler = new Sampler(scan, Float.NaN);
    float[] out = new float[window.rows() * window.columns()];
    for (int ray = 0; ray < out.length; ray++) {
      out[ray] = reach(window, ray, sampler, threshold);
    }
    return new SideRelief(window, medians(window, out));
  }

  private static float reach(EarWindow window, int ray, Sampler sampler, double threshold) {
    float[] p = window.scanWorld();
    int at = 3 * ray * window.depth();
    int run = 0;
    float before = Float.NaN;
    float crossing = 0;
    boolean entered = false;
    for (int d = 0; d < window.depth(); d++, at += 3) {
      float value = sampler.trilinearAtWorld(p[at], p[at + 1], p[at + 2]);
      double aside = window.outermostMm() - d * window.stepMm();
      if (!entered && !Float.isNaN(value)) {
        // Where the view begins inside the tragion it shows a cut and no ear.
        if (aside < window.tragionMm()) {
          return Float.NaN;
        }
        entered = true;
      }
      if (value > threshold) {
        if (++run == 1) {
          // Between this point and the one before, linearly; at the border of the view here.
          double back = Float.isNaN(before) ? 0 : (value - threshold) / (value - before);
          crossing = (float) (aside + back * window.stepMm());
        }
        if (run == RUN) {
          return crossing;
        }
      } else {
        run = 0;
      }
      before = value;
    }
    return entered ? 0 : Float.NaN;
  }

  private static float[] medians(EarWindow window, float[] values) {
    float[] out = new float[values.length];
    float[] around = new float[9];
    for (int r = 0; r < window.rows(); r++) {
      for (int c = 0; c < window.columns(); c++) {
        int ray = r * window.columns() + c;
        int n = 0;
        for (int y = Math.max(0, r - 1); y <= Math.min(window.rows() - 1, r + 1); y++) {
          for (int x = Math.max(0, c - 1); x <= Math.min(window.columns() - 1, c + 1); x++) {
            float value = values[y * window.columns() + x];
            if (!Float.isNaN(value)) {
              around[n++] = value;
            }
          }
        }
        if (Float.isNaN(values[ray])) {
          out[ray] = Float.NaN;
        } else {
          Arrays.sort(around, 0, n);
          out[ray] = (around[(n - 1) / 2] + around[n / 2]) / 2;
        }
      }
    }
    return out;
  }

  /** For each ray, mm, as {@link SideRelief}. */
  float[] outMm() {
    return outMm;
  }

  /**
   * The side of the head without what stands out of it: the opening of this relief by a disc (Serra
   * 1982, Image Analysis and Mathematical Morphology, chapter XII: grey-tone functions). NaN where
   * it is not known.
   */
  float[] wallMm() {
    float[] solid = new float[outMm.length];
    for (int ray = 0; ray < solid.length; ray++) {
      solid[ray] = outMm[ray] > 0 ? outMm[ray] : Float.NaN;
    }
    float[] lowest = extremes(solid, -1);
    return extremes(lowest, 1);
  }

  /** The least (sign -1) or greatest (1) value in a disc around each ray; NaN does not count. */
  private float[] extremes(float[] values, int sign) {
    int reach = (int) (DISC_MM / window.rayStepMm());
    float[] out = new float[values.length];
    for (int r = 0; r < window.rows(); r++) {
      for (int c = 0; c < window.columns(); c++) {
        float most = Float.NaN;
        for (int y = Math.max(0, r - reach); y <= Math.min(window.rows() - 1, r + reach); y++) {
          int half = (int) Math.sqrt(reach * reach - (y - r) * (y - r));
          int row = y * window.columns();
          int end = Math.min(window.columns() - 1, c + half);
          for (int x = Math.max(0, c - half); x <= end; x++) {
            float value = values[row + x];
            if (!(sign * value <= sign * most) && !Float.isNaN(value)) {
              most = value;
            }
          }
        }
        out[r * window.columns() + c] = most;
      }
    }
    return out;
  }
}
