package org.bidsveil.fiducials;

import java.util.Optional;
import org.bidsveil.volume.DepthMap;

/**
 * The hollow of an ear as a viewer from the side sees it: what a disc that rolls over the surface
 * does not reach (grey-value closing, Serra 1982). The atlas knows where an ear is to a centimetre;
 * its hollow is seen on the surface.
 *
 * @param top first row
 * @param bottom last row
 * @param front the column nearest to the face
 */
record Concha(int top, int bottom, int front) {
  /** Wider than the hollow, which is 15 to 20 mm across, pixels of 1 mm. */
  private static final int DISC = 10;

  /** The hollow is deeper than folds of the skin and of the rim, mm. */
  private static final double DEEP_MM = 4;

  /** A hollow of fewer pixels is a hole. */
  private static final int LEAST = 25;

  /**
   * @param depth a square about where the ear is expected
   * @param forward -1 where the face lies towards column 0, 1 on the other side
   * @return empty where no hollow is seen
   */
  static Optional<Concha> of(DepthMap depth, int forward) {
    int n = depth.camera().width();
    double[] height = new double[n * n];
    for (int p = 0; p < height.length; p++) {
      float mm = depth.depthMm()[p];
      height[p] = Float.isNaN(mm) ? -FARTHEST_MM : -mm;
    }
    double[] closed = disc(disc(height, n, 1), n, -1);
    boolean[] deep = new boolean[n * n];
    for (int p = 0; p < deep.length; p++) {
      deep[p] = closed[p] - height[p] > DEEP_MM;
    }
    return nearest(deep, n).filter(h -> h.count >= LEAST).map(h -> h.edge(n, forward));
  }

  /** Behind everything that a camera sees. */
  private static final double FARTHEST_MM = 400;

  /** Largest (1) or smallest (-1) value within the disc; none is looked for beyond the border. */
  private static double[] disc(double[] in, int n, int sign) {
    double[] out = new double[in.length];
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        double best = Double.NEGATIVE_INFINITY;
        for (int dy = Math.max(-DISC, -y); dy <= Math.min(DISC, n - 1 - y); dy++) {
          int reach = (int) Math.sqrt(DISC * DISC - dy * dy);
          for (int dx = Math.max(-reach, -x); dx <= Math.min(reach, n - 1 - x); dx++) {
            best = Math.max(best, sign * in[x + dx + n * (y + dy)]);
          }
        }
        out[x + n * y] = sign * best;
      }
    }
    return out;
  }

  /** Connected pixels. */
  private static final class Hollow {
    private final boolean[] pixels;
    private int count;
    private double sumX;
    private double sumY;

    Hollow(int size) {
      this.pixels = new boolean[size];
    }

    double distance(int n) {
      return Math.hypot(sumX / count - (n - 1) / 2.0, sumY / count - (n - 1) / 2.0);
    }

    Concha edge(int n, int forward) {
      int top = n;
      int bottom = -1;
      int front = forward > 0 ? -1 : n;
      for (int p = 0; p < pixels.length; p++) {
        if (pixels[p]) {
          top = Math.min(top, p / n);
          bottom = p / n;
          front = forward > 0 ? Math.max(front, p % n) : Math.min(front, p % n);
        }
      }
      return new Concha(top, bottom, front);
    }
  }

  /** The one whose size speaks most for it against its distance from the middle. */
  private static Optional<Hollow> nearest(boolean[] deep, int n) {
    boolean[] seen = new boolean[deep.length];
    Hollow best = new Hollow(0);
    double score = 0;
    int[] stack = new int[deep.length];
    for (int p = 0; p < deep.length; p++) {
      if (!deep[p] || seen[p]) {
        continue;
      }
      Hollow hollow = new Hollow(deep.length);
      int filled = 0;
      stack[filled++] = p;
      seen[p] = true;
      while (filled > 0) {
        int q = stack[--filled];
        int x = q % n;
        int y = q / n;
        hollow.pixels[q] = true;
        hollow.count++;
        hollow.sumX += x;
        hollow.sumY += y;
        for (int side = 0; side < 4; side++) {
          int u = x + (side == 0 ? 1 : side == 1 ? -1 : 0);
          int v = y + (side == 2 ? 1 : side == 3 ? -1 : 0);
          if (u >= 0 && v >= 0 && u < n && v < n && deep[u + n * v] && !seen[u + n * v]) {
            seen[u + n * v] = true;
            stack[filled++] = u + n * v;
          }
        }
      }
      double own = hollow.count / (1 + Math.pow(hollow.distance(n) / NEAR, 2));
      if (own > score) {
        score = own;
        best = hollow;
      }
    }
    return score > 0 ? Optional.of(best) : Optional.empty();
  }

  /** Ears lie about so far from where the atlas has them, pixels of 1 mm. */
  private static final double NEAR = 10;
}
