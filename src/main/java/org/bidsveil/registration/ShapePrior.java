package org.bidsveil.registration;

import org.bidsveil.volume.Affine;

/**
 * Heads are not sheared: a penalty on the shape of the linear part F that leaves rotation free and
 * size nearly free.
 *
 * <p>With s = det(F)^(1/3), E = ((F/s)ᵀ(F/s) - I) / 2 (Green's strain of the unimodular part; SPM's
 * affine prior penalises the same quantity, Ashburner et al. 1997, NeuroImage 6:344), the penalty
 * is w_shape ||E||² + w_size (ln s)². A linear part that mirrors (det ≤ 0) has an infinite penalty.
 */
final class ShapePrior {
  /** 10 % of stretch along one axis costs about 0.002, 20 % 0.008 (docs/decisions/0014). */
  static final double SHAPE_WEIGHT = 0.25;

  /**
   * A head 25 % smaller than the template costs 0.008: children are heads (docs/decisions/0014).
   */
  static final double SIZE_WEIGHT = 0.1;

  private ShapePrior() {}

  static double penalty(Affine map) {
    double determinant = map.determinant();
    if (!(determinant > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    double s = Math.cbrt(determinant);
    double[][] e = strain(map, s);
    double norm = 0;
    for (double[] row : e) {
      for (double entry : row) {
        norm += entry * entry;
      }
    }
    double size = Math.log(s);
    return SHAPE_WEIGHT * norm + SIZE_WEIGHT * size * size;
  }

  /**
   * Adds the derivative of the penalty with respect to the generator of {@link MutualInformation}
   * (dF = X_lin F / R), times {@code factor}, to {@code gradient[12]}.
   */
  static void addGradient(Affine map, double factor, double[] gradient) {
    double s = Math.cbrt(map.determinant());
    double[][] e = strain(map, s);
    double[][] f = {
      {map.xx() / s, map.xy() / s, map.xz() / s},
      {map.yx() / s, map.yy() / s, map.yz() / s},
      {map.zx() / s, map.zy() / s, map.zz() / s}
    };
    // d||E||²/dX = 2 F E Fᵀ for the unimodular F; its trace part belongs to the size and is taken
    // out.
    double[][] m = new double[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (int a = 0; a < 3; a++) {
          for (int b = 0; b < 3; b++) {
            sum += f[r][a] * e[a][b] * f[c][b];
          }
        }
        m[r][c] = 2 * sum;
      }
    }
    double trace = (m[0][0] + m[1][1] + m[2][2]) / 3;
    double size = 2 * SIZE_WEIGHT * Math.log(s) / 3;
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        double d = SHAPE_WEIGHT * (m[r][c] - (r == c ? trace : 0)) + (r == c ? size : 0);
        gradient[4 * r + c] += factor * d / MutualInformation.RADIUS_MM;
      }
    }
  }

  private static double[][] strain(Affine map, double s) {
    double[][] e = new double[3][3];
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        double dot = map.column(a).dot(map.column(b)) / (s * s);
        e[a][b] = (dot - (a == b ? 1 : 0)) / 2;
      }
    }
    return e;
  }
}
