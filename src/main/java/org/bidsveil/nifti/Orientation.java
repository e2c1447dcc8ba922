package org.bidsveil.nifti;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Vec3;

/**
 * The map from voxel indices to RAS+ world millimetres and back into header fields (nifti1.h,
 * section "3D IMAGE (VOLUME) ORIENTATION AND LOCATION IN SPACE" and "QUATERNION REPRESENTATION OF
 * ROTATION MATRIX").
 */
final class Orientation {
  /**
   * Below this, 1 - b² - c² - d² is rounding of the stored quaternion and a is 0 (three units in
   * the last place of float32 or float64, as nibabel's {@code quaternion_threshold}).
   */
  private static final double ROUNDING_NIFTI_1 = 3 * Math.ulp(1f);

  private static final double ROUNDING_NIFTI_2 = 3 * Math.ulp(1.0);

  /** Far below any voxel size, far above the rounding of a float32 quaternion over a whole head. */
  private static final double SAME_PLACE_MM = 0.01;

  /**
   * The longest side of the image of a person, mm: from a finger to what the longest PET scanner
   * sees at once and half as much again (1.94 m, Badawi et al. 2019, J Nucl Med 60:299).
   */
  private static final double SHORTEST_SIDE_MM = 20;

  private static final double LONGEST_SIDE_MM = 3000;

  private Orientation() {}

  /**
   * The affine of the method that {@link NiftiHeader#affineSource()} names, in mm; perhaps
   * singular. Headers that name a unit and store millimetres are common (other readers do not look
   * at it): where the image of a person has its size only in millimetres, they are that.
   */
  static Affine worldFromVoxel(NiftiHeader header) {
    Affine stored = stored(header);
    double unit = LengthUnit.of(header).millimetres();
    double side = longestSide(header, stored);
    return isOfAPerson(side) && !isOfAPerson(side * unit)
        ? stored
        : Affine.scaling(unit, unit, unit).after(stored);
  }

  private static boolean isOfAPerson(double sideMm) {
    return sideMm >= SHORTEST_SIDE_MM && sideMm <= LONGEST_SIDE_MM;
  }

  private static double longestSide(NiftiHeader header, Affine stored) {
    long[] dim = header.dim();
    double longest = 0;
    for (int axis = 0; axis < 3; axis++) {
      long voxels = axis < dim[0] ? Math.max(1, dim[1 + axis]) : 1;
      longest = Math.max(longest, voxels * stored.columnNorm(axis));
    }
    return longest;
  }

  private static Affine stored(NiftiHeader header) {
    return switch (header.affineSource()) {
      case SFORM -> sform(header);
      case QFORM -> qform(header);
      case PIXDIM -> Affine.scaling(spacing(header, 1), spacing(header, 2), spacing(header, 3));
    };
  }

  private static Affine sform(NiftiHeader header) {
    double[] m = new double[12];
    for (int i = 0; i < 4; i++) {
      m[i] = header.real(HeaderField.SROW_X, i);
      m[4 + i] = header.real(HeaderField.SROW_Y, i);
      m[8 + i] = header.real(HeaderField.SROW_Z, i);
    }
    return Affine.fromArray(m);
  }

  private static Affine qform(NiftiHeader header) {
    double b = header.real(HeaderField.QUATERN_B);
    double c = header.real(HeaderField.QUATERN_C);
    double d = header.real(HeaderField.QUATERN_D);
    double rounding =
        switch (header.version()) {
          case NIFTI_1 -> ROUNDING_NIFTI_1;
          case NIFTI_2 -> ROUNDING_NIFTI_2;
        };
    double aa = 1 - (b * b + c * c + d * d);
    double a = 0;
    if (aa < rounding) {
      double norm = Math.sqrt(b * b + c * c + d * d);
      b /= norm;
      c /= norm;
      d /= norm;
    } else {
      a = Math.sqrt(aa);
    }
    double qfac = header.real(HeaderField.PIXDIM, 0) < 0 ? -1 : 1;
    Affine rotation =
        new Affine(
            a * a + b * b - c * c - d * d,
            2 * (b * c - a * d),
            2 * (b * d + a * c),
            0,
            2 * (b * c + a * d),
            a * a + c * c - b * b - d * d,
            2 * (c * d - a * b),
            0,
            2 * (b * d - a * c),
            2 * (c * d + a * b),
            a * a + d * d - b * b - c * c,
            0);
    return Affine.translation(
            header.real(HeaderField.QOFFSET_X),
            header.real(HeaderField.QOFFSET_Y),
            header.real(HeaderField.QOFFSET_Z))
        .after(rotation)
        .after(Affine.scaling(spacing(header, 1), spacing(header, 2), qfac * spacing(header, 3)));
  }

  /**
   * Voxel size as stored; a negative one counts as positive and 0 as 1, as nibabel repairs them.
   */
  private static double spacing(NiftiHeader header, int axis) {
    double stored = Math.abs(header.real(HeaderField.PIXDIM, axis));
    return stored == 0 ? 1 : stored;
  }

  /**
   * A header with the grid's affine as sform, voxel sizes in pixdim, and its rotation as qform. A
   * quaternion cannot hold shear: where the qform would place a corner elsewhere than the sform its
   * code is 0.
   */
  static NiftiHeader store(NiftiHeader blank, Grid grid, int code) {
    Affine worldFromVoxel = grid.worldFromVoxel();
    double[] m = worldFromVoxel.toArray();
    NiftiHeader header = blank.with(HeaderField.SFORM_CODE, code);
    for (int i = 0; i < 4; i++) {
      header =
          header
              .with(HeaderField.SROW_X, i, m[i])
              .with(HeaderField.SROW_Y, i, m[4 + i])
              .with(HeaderField.SROW_Z, i, m[8 + i]);
    }
    header = storeQform(header, worldFromVoxel);
    Affine qform = qform(header);
    boolean faithful =
        qform.isInvertible()
            && grid.matches(new Grid(grid.nx(), grid.ny(), grid.nz(), qform), SAME_PLACE_MM);
    return header.with(HeaderField.QFORM_CODE, faithful ? code : 0);
  }

  private static NiftiHeader storeQform(NiftiHeader blank, Affine worldFromVoxel) {
    double qfac = worldFromVoxel.determinant() < 0 ? -1 : 1;
    NiftiHeader header =
        blank
            .with(HeaderField.PIXDIM, 0, qfac)
            .with(HeaderField.QOFFSET_X, worldFromVoxel.xt())
            .with(HeaderField.QOFFSET_Y, worldFromVoxel.yt())
            .with(HeaderField.QOFFSET_Z, worldFromVoxel.zt());
    for (int axis = 0; axis < 3; axis++) {
      header = header.with(HeaderField.PIXDIM, 1 + axis, worldFromVoxel.columnNorm(axis));
    }
    Vec3 q =
        quaternion(
            worldFromVoxel.column(0).times(1 / worldFromVoxel.columnNorm(0)),
            worldFromVoxel.column(1).times(1 / worldFromVoxel.columnNorm(1)),
            worldFromVoxel.column(2).times(qfac / worldFromVoxel.columnNorm(2)));
    return header
        .with(HeaderField.QUATERN_B, q.x())
        .with(HeaderField.QUATERN_C, q.y())
        .with(HeaderField.QUATERN_D, q.z());
  }

  /**
   * b, c, d of the unit quaternion with a >= 0 whose rotation has these columns (nifti1.h, and
   * Shepperd 1978, J. Guidance and Control 1:223: divide by the largest of the four components).
   */
  private static Vec3 quaternion(Vec3 x, Vec3 y, Vec3 z) {
    double[] squares = {
      1 + x.x() + y.y() + z.z(),
      1 + x.x() - y.y() - z.z(),
      1 - x.x() + y.y() - z.z(),
      1 - x.x() - y.y() + z.z()
    };
    int largest = 0;
    for (int i = 1; i < 4; i++) {
      largest = squares[i] > squares[largest] ? i : largest;
    }
    double[] q =
        switch (largest) {
          case 0 -> new double[] {squares[0], y.z() - z.y(), z.x() - x.z(), x.y() - y.x()};
          case 1 -> new double[] {y.z() - z.y(), squares[1], x.y() + y.x(), x.z() + z.x()};
          case 2 -> new double[] {z.x() - x.z(), x.y() + y.x(), squares[2], y.z() + z.y()};
          default -> new double[] {x.y() - y.x(), x.z() + z.x(), y.z() + z.y(), squares[3]};
        };
    double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    double sign = q[0] < 0 ? -1 : 1;
    return new Vec3(q[1], q[2], q[3]).times(sign / norm);
  }
}
