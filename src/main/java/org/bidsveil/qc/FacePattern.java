package org.bidsveil.qc;

import java.util.Arrays;
import org.bidsveil.volume.Box;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * The relief of the average face from brow to lips, to be looked for on a surface.
 *
 * @param right mm from the nose tip towards the viewer's map's right
 * @param up mm from the nose tip upwards
 * @param relief mm, as in {@link SurfaceView}
 */
record FacePattern(double[] right, double[] up, double[] relief) {
  /** Half the distance between the outer corners of the eyes (Farkas 1994: ex-ex 90 mm). */
  private static final double HALF_BREADTH_MM = 45;

  /** From the middle of the eyeballs to above the brow (Farkas 1994: 20 mm with brow hair). */
  private static final double EYE_TO_BROW_MM = 24;

  /** Around the nose tip; more than any of the average head is looked at. */
  private static final double REACH_MM = 150;

  /** The middle of a head lies this far behind the tip of its nose, mm. */
  private static final double NOSE_TO_MIDDLE_MM = 100;

  /** With less of it in view nothing is found. */
  private static final double LEAST_IN_VIEW = 0.8;

  /**
   * @param averageHead in the atlas' world, which looks along +y
   * @param nose pronasale
   * @param eyes height of the eyes
   * @param lips height of the lower lip
   */
  static FacePattern of(Mask averageHead, Vec3 nose, double eyes, double lips) {
    Vec3 middle = nose.minus(new Vec3(0, NOSE_TO_MIDDLE_MM, 0));
    SurfaceView front =
        SurfaceView.of(averageHead, Box.around(averageHead), middle, REACH_MM, new Vec3(0, 1, 0));
    int half = front.side() / 2;
    double[] right = new double[front.relief().length];
    double[] up = right.clone();
    double[] relief = right.clone();
    int n = 0;
    for (int r = 0; r < front.side(); r++) {
      double above = (r - half) * SurfaceView.STEP_MM;
      for (int c = 0; c < front.side(); c++) {
        double aside = (c - half) * SurfaceView.STEP_MM;
        float value = front.relief()[r * front.side() + c];
        if (Math.abs(aside) <= HALF_BREADTH_MM
            && nose.z() + above <= eyes + EYE_TO_BROW_MM
            && nose.z() + above >= lips
            && !Float.isNaN(value)) {
          right[n] = aside;
          up[n] = above;
          relief[n++] = value;
        }
      }
    }
    return new FacePattern(Arrays.copyOf(right, n), Arrays.copyOf(up, n), Arrays.copyOf(relief, n));
  }

  /** The columns of its points, in rays, when the face is turned by this angle in the picture. */
  int[] columns(double turn) {
    return rays(right, Math.cos(turn), up, -Math.sin(turn));
  }

  /** The rows of its points. */
  int[] rows(double turn) {
    return rays(right, Math.sin(turn), up, Math.cos(turn));
  }

  private static int[] rays(double[] a, double weightOfA, double[] b, double weightOfB) {
    int[] out = new int[a.length];
    for (int n = 0; n < out.length; n++) {
      out[n] = (int) Math.rint((a[n] * weightOfA + b[n] * weightOfB) / SurfaceView.STEP_MM);
    }
    return out;
  }

  /**
   * How much the surface resembles the face with its nose tip at this ray: the correlation of the
   * reliefs times the ratio of their strengths where the surface's is weaker, 0 to 1.
   *
   * @param columns of this pattern's points, from the nose tip
   * @param rows of them
   */
  double likeness(SurfaceView view, int row, int column, int[] columns, int[] rows) {
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    int n = 0;
    int side = view.side();
    float[] surface = view.relief();
    double[] face = relief;
    for (int m = 0; m < columns.length; m++) {
      int x = column + columns[m];
      int y = row + rows[m];
      if (x >= 0 && y >= 0 && x < side && y < side) {
        float value = surface[y * side + x];
        if (!Float.isNaN(value)) {
          double own = face[m];
          a += own;
          b += value;
          aa += own * own;
          bb += value * value;
          ab += own * value;
          n++;
        }
      }
    }
    if (n < LEAST_IN_VIEW * columns.length) {
      return 0;
    }
    double va = aa / n - a / n * a / n;
    double vb = bb / n - b / n * b / n;
    return va > 0 && vb > 0
        ? Math.max(0, ab / n - a / n * b / n) / Math.sqrt(va * vb) * Math.min(1, Math.sqrt(vb / va))
        : 0;
  }
}
