package org.bidsveil.alignment;

import java.util.Optional;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Vec3;

/**
 * The rotation and translation by which points come nearest to others, in weighted least squares
 * (Umeyama 1991, IEEE TPAMI 13:376, without a scale).
 */
final class RigidFit {
  private double weight;
  private Vec3 from = new Vec3(0, 0, 0);
  private Vec3 to = new Vec3(0, 0, 0);

  /** Weighted sums of a component of the target times one of the source, row-major. */
  private final double[] products = new double[9];

  void add(Vec3 source, Vec3 target, double w) {
    weight += w;
    from = from.plus(source.times(w));
    to = to.plus(target.times(w));
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        products[3 * r + c] += w * target.component(r) * source.component(c);
      }
    }
  }

  /** Empty where there are no points, or all lie in a plane. */
  Optional<Affine> map() {
    if (!(weight > 0)) {
      return Optional.empty();
    }
    Vec3 source = from.times(1 / weight);
    Vec3 target = to.times(1 / weight);
    double[] covariance = new double[12];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        covariance[4 * r + c] =
            products[3 * r + c] / weight - target.component(r) * source.component(c);
      }
    }
    Affine m = Affine.fromArray(covariance);
    if (!m.isInvertible() || m.determinant() < 0) {
      return Optional.empty();
    }
    Affine turn = m.nearestRotation();
    Vec3 shift = target.minus(turn.applyToDirection(source));
    return Optional.of(Affine.translation(shift.x(), shift.y(), shift.z()).after(turn));
  }
}
