package org.bidsveil.registration;

/** Cubic B-spline control points around a box, displacements in mm, components interleaved. */
final class ControlLattice {
  /** Weight of first against second differences: bending is freer than stretching. */
  private static final double STRETCH_SHARE = 0.3;

  /** The basis functions of one point: four along each axis. */
  static final int BASIS = 12;

  private final double[] origin = new double[3];
  private final double spacing;
  final int nx;
  final int ny;
  final int nz;
  final double[] values;

  ControlLattice(double[] low, double[] high, double spacing) {
    this.spacing = spacing;
    int[] n = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      origin[axis] = low[axis] - spacing;
      n[axis] = (int) Math.floor((high[axis] - low[axis]) / spacing) + 4;
    }
    nx = n[0];
    ny = n[1];
    nz = n[2];
    values = new double[3 * nx * ny * nz];
  }

  /**
   * The basis functions at a position: four along x, four along y, four along z.
   *
   * @return the index in {@link #values} of the first of the 4 x 4 x 4 control points
   */
  int support(double x, double y, double z, float[] basis, int at) {
    double u = (x - origin[0]) / spacing;
    double v = (y - origin[1]) / spacing;
    double w = (z - origin[2]) / spacing;
    int i = Math.clamp((int) Math.floor(u), 1, nx - 3);
    int j = Math.clamp((int) Math.floor(v), 1, ny - 3);
    int k = Math.clamp((int) Math.floor(w), 1, nz - 3);
    for (int n = 0; n < 4; n++) {
      basis[at + n] = (float) basis(n, u - i);
      basis[at + 4 + n] = (float) basis(n, v - j);
      basis[at + 8 + n] = (float) basis(n, w - k);
    }
    return 3 * ((i - 1) + nx * ((j - 1) + ny * (k - 1)));
  }

  /**
   * The displacement in mm at a position.
   *
   * @param basis of length {@link #BASIS}, written to
   * @param out receives three components
   */
  void at(double x, double y, double z, float[] basis, double[] out) {
    int base = support(x, y, z, basis, 0);
    double dx = 0;
    double dy = 0;
    double dz = 0;
    for (int c = 0; c < 4; c++) {
      for (int b = 0; b < 4; b++) {
        float across = basis[8 + c] * basis[4 + b];
        int point = base + 3 * nx * (b + ny * c);
        for (int a = 0; a < 4; a++, point += 3) {
          double weight = across * basis[a];
          dx += weight * values[point];
          dy += weight * values[point + 1];
          dz += weight * values[point + 2];
        }
      }
    }
    out[0] = dx;
    out[1] = dy;
    out[2] = dz;
  }

  /** The uniform cubic B-spline basis functions on [0, 1]. */
  private static double basis(int n, double t) {
    return switch (n) {
      case 0 -> (1 - t) * (1 - t) * (1 - t) / 6;
      case 1 -> (3 * t * t * t - 6 * t * t + 4) / 6;
      case 2 -> (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6;
      default -> t * t * t / 6;
    };
  }

  /**
   * Takes the coarser spline's displacement at each control point as its coefficient: smooth, and
   * close enough to go on from.
   */
  void interpolate(ControlLattice coarser) {
    double[] u = new double[3];
    float[] basis = new float[BASIS];
    for (int k = 0; k < nz; k++) {
      for (int j = 0; j < ny; j++) {
        for (int i = 0; i < nx; i++) {
          coarser.at(
              coarser.within(0, origin[0] + i * spacing),
              coarser.within(1, origin[1] + j * spacing),
              coarser.within(2, origin[2] + k * spacing),
              basis,
              u);
          System.arraycopy(u, 0, values, 3 * (i + nx * (j + ny * k)), 3);
        }
      }
    }
  }

  /** The nearest coordinate at which the spline has its full support. */
  private double within(int axis, double mm) {
    int n = axis == 0 ? nx : axis == 1 ? ny : nz;
    return Math.clamp(mm, origin[axis] + spacing, origin[axis] + (n - 2) * spacing);
  }

  /** Mean squared first and second differences in mm², scaled to the spacing. */
  double penalty(double stiffness) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      int step = stride(axis);
      for (int p = 0; p < points(); p++) {
        int index = index(p, axis);
        for (int at = 3 * p; at < 3 * p + 3 && index + 1 < size(axis); at++) {
          double ahead = values[at + step] - values[at];
          sum += STRETCH_SHARE * ahead * ahead;
          if (index > 0) {
            double bend = ahead - values[at] + values[at - step];
            sum += bend * bend;
          }
        }
      }
    }
    return scale(stiffness) * sum;
  }

  void subtractPenaltyGradient(double stiffness, double[] gradient) {
    double twice = 2 * scale(stiffness);
    for (int axis = 0; axis < 3; axis++) {
      int step = stride(axis);
      for (int p = 0; p < points(); p++) {
        int index = index(p, axis);
        for (int at = 3 * p; at < 3 * p + 3 && index + 1 < size(axis); at++) {
          double ahead = values[at + step] - values[at];
          double stretch = twice * STRETCH_SHARE * ahead;
          gradient[at + step] -= stretch;
          gradient[at] += stretch;
          if (index > 0) {
            double bend = twice * (ahead - values[at] + values[at - step]);
            gradient[at + step] -= bend;
            gradient[at] += 2 * bend;
            gradient[at - step] -= bend;
          }
        }
      }
    }
  }

  /** Strain is difference over spacing; 20 mm is the reference at which stiffness is stated. */
  private double scale(double stiffness) {
    return stiffness / points() * (20 / spacing) * (20 / spacing);
  }

  private int points() {
    return nx * ny * nz;
  }

  private int size(int axis) {
    return axis == 0 ? nx : axis == 1 ? ny : nz;
  }

  private int stride(int axis) {
    return axis == 0 ? 3 : axis == 1 ? 3 * nx : 3 * nx * ny;
  }

  private int index(int point, int axis) {
    return axis == 0 ? point % nx : axis == 1 ? point / nx % ny : point / (nx * ny);
  }
}
