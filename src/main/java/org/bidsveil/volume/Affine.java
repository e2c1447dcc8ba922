package org.bidsveil.volume;

/**
 * The 4x4 affine map {@code y = A x + t}, its last row (0 0 0 1) left out. Row-major: {@code xy} is
 * the coefficient of input y in output x, {@code xt} the translation of output x. Named by what it
 * maps, output first: {@code worldFromVoxel}, {@code scanFromAtlas}.
 *
 * <p>World coordinates are RAS+ millimetres (NIfTI-1 standard, nifti1.h, section "3D IMAGE (VOLUME)
 * ORIENTATION AND LOCATION IN SPACE"), voxel coordinates are 0-based indices of voxel centres.
 */
public record Affine(
    double xx,
    double xy,
    double xz,
    double xt,
    double yx,
    double yy,
    double yz,
    double yt,
    double zx,
    double zy,
    double zz,
    double zt) {

  public static final Affine IDENTITY = new Affine(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);

  /**
   * A relative determinant below this cannot be inverted in double precision with 6 good digits.
   */
  private static final double SINGULAR = 1e-10;

  public static Affine translation(double x, double y, double z) {
    return new Affine(1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z);
  }

  public static Affine scaling(double x, double y, double z) {
    return new Affine(x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0);
  }

  /**
   * The rotation about the x, then y, then z axis of the fixed frame (R = Rz Ry Rx), angles in
   * radians, right-handed.
   */
  public static Affine rotation(double aboutX, double aboutY, double aboutZ) {
    double cx = Math.cos(aboutX);
    double sx = Math.sin(aboutX);
    double cy = Math.cos(aboutY);
    double sy = Math.sin(aboutY);
    double cz = Math.cos(aboutZ);
    double sz = Math.sin(aboutZ);
    return new Affine(
        cz * cy,
        cz * sy * sx - sz * cx,
        cz * sy * cx + sz * sx,
        0,
        sz * cy,
        sz * sy * sx + cz * cx,
        sz * sy * cx - cz * sx,
        0,
        -sy,
        cy * sx,
        cy * cx,
        0);
  }

  /**
   * Moves points in place.
   *
   * @param points three components per point
   */
  public void move(double[] points) {
    for (int at = 0; at < points.length; at += 3) {
      double x = points[at];
      double y = points[at + 1];
      double z = points[at + 2];
      points[at] = xx * x + xy * y + xz * z + xt;
      points[at + 1] = yx * x + yy * y + yz * z + yt;
      points[at + 2] = zx * x + zy * y + zz * z + zt;
    }
  }

  /** This map applied about {@code centre}, which stays in place when the translation is 0. */
  public Affine about(Vec3 centre) {
    return translation(centre.x(), centre.y(), centre.z())
        .after(this)
        .after(translation(-centre.x(), -centre.y(), -centre.z()));
  }

  /** The composition {@code this ∘ first}: {@code first} is applied first. */
  public Affine after(Affine first) {
    return new Affine(
        xx * first.xx + xy * first.yx + xz * first.zx,
        xx * first.xy + xy * first.yy + xz * first.zy,
        xx * first.xz + xy * first.yz + xz * first.zz,
        xx * first.xt + xy * first.yt + xz * first.zt + xt,
        yx * first.xx + yy * first.yx + yz * first.zx,
        yx * first.xy + yy * first.yy + yz * first.zy,
        yx * first.xz + yy * first.yz + yz * first.zz,
        yx * first.xt + yy * first.yt + yz * first.zt + yt,
        zx * first.xx + zy * first.yx + zz * first.zx,
        zx * first.xy + zy * first.yy + zz * first.zy,
        zx * first.xz + zy * first.yz + zz * first.zz,
        zx * first.xt + zy * first.yt + zz * first.zt + zt);
  }

  public double determinant() {
    return xx * (yy * zz - yz * zy) - xy * (yx * zz - yz * zx) + xz * (yx * zy - yy * zx);
  }

  /**
   * True when {@link #inverse()} is defined: all entries finite and the columns linearly
   * independent.
   */
  public boolean isInvertible() {
    double scale = columnNorm(0) * columnNorm(1) * columnNorm(2);
    double det = determinant();
    return Double.isFinite(det)
        && Double.isFinite(xt + yt + zt)
        && scale > 0
        && Math.abs(det) > SINGULAR * scale;
  }

  /**
   * The inverse map.
   *
   * @throws ArithmeticException when the map is singular
   */
  public Affine inverse() {
    if (!isInvertible()) {
      throw new ArithmeticException("affine map is singular: " + this);
    }
    double d = 1 / determinant();
    double ixx = (yy * zz - yz * zy) * d;
    double ixy = (xz * zy - xy * zz) * d;
    double ixz = (xy * yz - xz * yy) * d;
    double iyx = (yz * zx - yx * zz) * d;
    double iyy = (xx * zz - xz * zx) * d;
    double iyz = (xz * yx - xx * yz) * d;
    double izx = (yx * zy - yy * zx) * d;
    double izy = (xy * zx - xx * zy) * d;
    double izz = (xx * yy - xy * yx) * d;
    return new Affine(
        ixx,
        ixy,
        ixz,
        -(ixx * xt + ixy * yt + ixz * zt),
        iyx,
        iyy,
        iyz,
        -(iyx * xt + iyy * yt + iyz * zt),
        izx,
        izy,
        izz,
        -(izx * xt + izy * yt + izz * zt));
  }

  public Vec3 apply(Vec3 point) {
    return apply(point.x(), point.y(), point.z());
  }

  public Vec3 apply(double x, double y, double z) {
    return new Vec3(
        xx * x + xy * y + xz * z + xt,
        yx * x + yy * y + yz * z + yt,
        zx * x + zy * y + zz * z + zt);
  }

  /** Applies only the linear part: directions are not translated. */
  public Vec3 applyToDirection(Vec3 d) {
    return new Vec3(
        xx * d.x() + xy * d.y() + xz * d.z(),
        yx * d.x() + yy * d.y() + yz * d.z(),
        zx * d.x() + zy * d.y() + zz * d.z());
  }

  /** Column 0, 1 or 2 of the linear part: the image of that unit vector. */
  public Vec3 column(int axis) {
    return switch (axis) {
      case 0 -> new Vec3(xx, yx, zx);
      case 1 -> new Vec3(xy, yy, zy);
      case 2 -> new Vec3(xz, yz, zz);
      default -> throw new IndexOutOfBoundsException("axis " + axis);
    };
  }

  /** Length of {@link #column(int)}: the voxel size in mm when this is a {@code worldFromVoxel}. */
  public double columnNorm(int axis) {
    return column(axis).norm();
  }

  /**
   * The rotation nearest to the linear part, without translation (polar decomposition by Newton's
   * iteration, Higham 1986, SIAM J Sci Stat Comput 7:1160).
   *
   * @throws ArithmeticException when the map is singular
   */
  public Affine nearestRotation() {
    Affine q = withoutTranslation();
    for (int n = 0; n < POLAR_ITERATIONS; n++) {
      Affine inverse = q.inverse();
      q =
          new Affine(
              (q.xx + inverse.xx) / 2,
              (q.xy + inverse.yx) / 2,
              (q.xz + inverse.zx) / 2,
              0,
              (q.yx + inverse.xy) / 2,
              (q.yy + inverse.yy) / 2,
              (q.yz + inverse.zy) / 2,
              0,
              (q.zx + inverse.xz) / 2,
              (q.zy + inverse.yz) / 2,
              (q.zz + inverse.zz) / 2,
              0);
    }
    return q;
  }

  /**
   * Quadratic convergence: full precision from any map whose stretches lie between 1e-3 and 1e3.
   */
  private static final int POLAR_ITERATIONS = 20;

  /** The linear part alone. */
  public Affine withoutTranslation() {
    return new Affine(xx, xy, xz, 0, yx, yy, yz, 0, zx, zy, zz, 0);
  }

  /** The twelve entries, row-major. */
  public double[] toArray() {
    return new double[] {xx, xy, xz, xt, yx, yy, yz, yt, zx, zy, zz, zt};
  }

  /** The map with these twelve entries, row-major. */
  public static Affine fromArray(double[] m) {
    if (m.length != 12) {
      throw new IllegalArgumentException("an affine map has 12 entries, not " + m.length);
    }
    return new Affine(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11]);
  }
}
