package org.bidsveil.registration;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.volume.Affine;

/** Rotations to start from: evenly spread over all orientations, the header's own first. */
final class Rotations {
  /**
   * The two irrational steps of the super-Fibonacci spiral (Alexa 2022, CVPR, "Super-Fibonacci
   * spirals", eq. 9).
   */
  private static final double PHI = Math.sqrt(2);

  private static final double PSI = 1.533751168755204288118041;

  private Rotations() {}

  /** Identity, then {@code count} rotations evenly spread over SO(3). */
  static List<Affine> spread(int count) {
    List<Affine> rotations = new ArrayList<>(count + 1);
    rotations.add(Affine.IDENTITY);
    for (int n = 0; n < count; n++) {
      double s = n + 0.5;
      double inner = Math.sqrt(s / count);
      double outer = Math.sqrt(1 - s / count);
      double alpha = 2 * Math.PI * s / PHI;
      double beta = 2 * Math.PI * s / PSI;
      rotations.add(
          fromQuaternion(
              inner * Math.sin(alpha),
              inner * Math.cos(alpha),
              outer * Math.sin(beta),
              outer * Math.cos(beta)));
    }
    return rotations;
  }

  private static Affine fromQuaternion(double x, double y, double z, double w) {
    return new Affine(
        1 - 2 * (y * y + z * z),
        2 * (x * y - z * w),
        2 * (x * z + y * w),
        0,
        2 * (x * y + z * w),
        1 - 2 * (x * x + z * z),
        2 * (y * z - x * w),
        0,
        2 * (x * z - y * w),
        2 * (y * z + x * w),
        1 - 2 * (x * x + y * y),
        0);
  }

  /**
   * The angle in radians, 0 to π, of the rotation nearest to the linear part (by its trace, exact
   * for a rotation).
   */
  static double angle(Affine map) {
    double scale = Math.cbrt(Math.abs(map.determinant()));
    double trace = (map.xx() + map.yy() + map.zz()) / (scale > 0 ? scale : 1);
    return Math.acos(Math.clamp((trace - 1) / 2, -1, 1));
  }
}
