package org.bidsveil.qc;

import java.util.Arrays;
import org.bidsveil.deface.FaceWindow;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.Volume;

/**
 * The facial surface of a scan as depths along the rays of a {@link FaceWindow}: mm from the
 * window's front to the first tissue, NaN where a ray meets none or the field of view does not hold
 * it.
 */
final class FaceRelief {
  /**
   * Tissue shows when this many points in a row are brighter than air: 4 mm are more than a speck
   * of noise.
   */
  private static final int RUN = 2;

  /**
   * Relief is depth minus its mean over this radius, mm: half the breadth of a nose and an eye
   * together.
   */
  private static final double SMOOTH_MM = 24;

  /**
   * Relief beyond this is a nostril or a mouth that stands open, or a hole, and no feature: a nose
   * stands out 20 mm (Farkas 1994) before its foot, less before its surroundings' mean. Measured in
   * docs/evaluation/likeness.md.
   */
  private static final float MOST_MM = 15;

  /**
   * A view that begins farther behind the expected skin than this shows no face: an eyeball or a
   * nose tip deep, and more than a placement misses the skin by ({@link
   * org.bidsveil.deface.FacePresence}).
   */
  private static final double CUT_MM = 12;

  private final FaceWindow window;
  private final float[] depthMm;
  private final int erased;

  private FaceRelief(FaceWindow window, float[] depthMm, int erased) {
    this.window = window;
    this.depthMm = depthMm;
    this.erased = erased;
  }

  /**
   * @param scan at about 2 mm
   * @param threshold brighter is tissue
   */
  static FaceRelief of(FaceWindow window, Volume scan, double threshold) {
    return of(window, scan, threshold, Float.NaN);
  }

  /**
   * @param erased the value of what a program took from the face before: a ray that holds nothing
   *     else from the window's front to behind the expected skin meets no face; NaN where nothing
   *     was taken
   */
  static FaceRelief of(FaceWindow window, Volume scan, double threshold, float erased) {
    Sampler sampler = new Sampler(scan, Float.NaN);
    int rays = window.rows() * window.columns();
    float[] depth = new float[rays];
    Arrays.fill(depth, Float.NaN);
    int taken = 0;
    float[] p = window.scanWorld();
    for (int ray = 0; ray < rays; ray++) {
      int run = 0;
      int at = 3 * ray * window.depth();
      boolean entered = false;
      boolean wasErased = !Float.isNaN(erased);
      for (int d = 0; d < window.depth(); d++, at += 3) {
        float value = sampler.trilinearAtWorld(p[at], p[at + 1], p[at + 2]);
        if (!entered && !Float.isNaN(value)) {
          entered = true;
          if (value > threshold && beginsInside(window, ray, d)) {
            break;
          }
        }
        wasErased &= Float.isNaN(value) || value == erased || beginsInside(window, ray, d);
        if (value > threshold) {
          if (wasErased) {
            break;
          }
          if (++run == RUN) {
            depth[ray] = (float) ((d - RUN + 1) * window.stepMm());
            break;
          }
        } else {
          run = 0;
        }
      }
      taken += wasErased && entered && window.expected()[ray] >= 0 ? 1 : 0;
    }
    return new FaceRelief(window, depth, taken);
  }

  /**
   * Whether the view begins so far behind the expected skin that tissue there is a cut through the
   * head, as in a coronal slab, and no face.
   */
  private static boolean beginsInside(FaceWindow window, int ray, int point) {
    int expected = window.expected()[ray];
    return expected >= 0 && point > expected + (int) (CUT_MM / window.stepMm());
  }

  /** How many rays meet tissue. */
  int hits() {
    int n = 0;
    for (float d : depthMm) {
      if (!Float.isNaN(d)) {
        n++;
      }
    }
    return n;
  }

  /**
   * Share of this surface's rays whose tissue begins within {@code toleranceMm} of where it begins
   * here; what was erased before is a part of it that is gone. NaN when no ray meets tissue.
   */
  double shareLeft(FaceRelief after, double toleranceMm) {
    int hits = 0;
    int left = 0;
    for (int ray = 0; ray < depthMm.length; ray++) {
      if (!Float.isNaN(depthMm[ray])) {
        hits++;
        if (Math.abs(after.depthMm[ray] - depthMm[ray]) <= toleranceMm) {
          left++;
        }
      }
    }
    return hits == 0 ? Double.NaN : (double) left / (hits + erased);
  }

  /**
   * How alike the relief of eyes, nose and mouth is: the correlation of the two reliefs over the
   * feature rays that meet tissue here, times the ratio of their strengths when the other is
   * weaker; 0 when it is negative. A ray that meets nothing there counts as the window's back.
   */
  double likeness(FaceRelief after) {
    float[] a = relief(depthMm);
    float[] filled = after.depthMm.clone();
    float back = (float) (window.depth() * window.stepMm());
    for (int ray = 0; ray < filled.length; ray++) {
      if (!Float.isNaN(depthMm[ray]) && Float.isNaN(filled[ray])) {
        filled[ray] = back;
      }
    }
    float[] b = relief(filled);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    double sa = 0;
    double sb = 0;
    int n = 0;
    for (int ray = 0; ray < a.length; ray++) {
      if (window.feature()[ray] && !Float.isNaN(a[ray]) && !Float.isNaN(b[ray])) {
        sa += a[ray];
        sb += b[ray];
        aa += a[ray] * a[ray];
        bb += b[ray] * b[ray];
        ab += a[ray] * b[ray];
        n++;
      }
    }
    if (n < MIN_RAYS) {
      return Double.NaN;
    }
    double va = aa / n - sa / n * sa / n;
    double vb = bb / n - sb / n * sb / n;
    if (!(va > 0) || !(vb > 0)) {
      return 0;
    }
    double correlation = (ab / n - sa / n * sb / n) / Math.sqrt(va * vb);
    return Math.max(0, correlation) * Math.min(1, Math.sqrt(vb / va));
  }

  /** Fewer rays than the area of one eye (20 x 20 mm) show no face. */
  private static final int MIN_RAYS = 100;

  /** Depth minus its mean over the neighbourhood, bounded, over the rays that have one. */
  private float[] relief(float[] depth) {
    int columns = window.columns();
    int rows = window.rows();
    int reach = (int) Math.round(SMOOTH_MM / window.stepMm());
    int[] beside = new int[2 * reach + 1];
    for (int dy = -reach; dy <= reach; dy++) {
      beside[dy + reach] = (int) Math.sqrt(reach * reach - dy * dy);
    }
    float[] out = new float[depth.length];
    Arrays.fill(out, Float.NaN);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float here = depth[r * columns + c];
        if (Float.isNaN(here)) {
          continue;
        }
        double sum = 0;
        int n = 0;
        for (int y = Math.max(0, r - reach); y <= Math.min(rows - 1, r + reach); y++) {
          int width = beside[y - r + reach];
          int end = y * columns + Math.min(columns - 1, c + width);
          for (int at = y * columns + Math.max(0, c - width); at <= end; at++) {
            float d = depth[at];
            if (!Float.isNaN(d)) {
              sum += d;
              n++;
            }
          }
        }
        out[r * columns + c] = Math.clamp((float) (here - sum / n), -MOST_MM, MOST_MM);
      }
    }
    return out;
  }

  float[] depthMm() {
    return depthMm;
  }
}
