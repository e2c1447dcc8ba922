package org.bidsveil.alignment;

import java.util.List;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/**
 * A smooth displacement in mm on a coarse lattice of the template's world, {@code float[3 *
 * voxels]}, x fastest, components interleaved; trilinear between the points, constant beyond the
 * border.
 */
public final class DisplacementField {
  private static final double LATTICE_MM = 5;

  private final Grid grid;
  private final Affine voxelFromWorld;

  /** As doubles, so that the inner loops convert nothing. */
  private final double[] mm;

  public DisplacementField(Grid grid, float[] mm) {
    if (mm.length != 3 * grid.voxelCount()) {
      throw new IllegalArgumentException("three components a point: " + mm.length);
    }
    this.grid = grid;
    this.voxelFromWorld = grid.voxelFromWorld();
    this.mm = new double[mm.length];
    for (int p = 0; p < mm.length; p++) {
      this.mm[p] = mm[p];
    }
  }

  /** Points every 5 mm over all of a template. */
  public static Grid lattice(Grid template) {
    int[] n = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      double mm = template.voxelSizeMm(axis) * (template.size(axis) - 1);
      n[axis] = (int) Math.ceil(mm / LATTICE_MM) + 1;
    }
    Vec3 origin = template.worldFromVoxel().apply(0, 0, 0);
    return new Grid(
        n[0],
        n[1],
        n[2],
        Affine.translation(origin.x(), origin.y(), origin.z())
            .after(Affine.scaling(LATTICE_MM, LATTICE_MM, LATTICE_MM)));
  }

  /** The lattice in the template's world. */
  public Grid grid() {
    return grid;
  }

  /** The displacement at a point of the template's world. */
  public Vec3 at(double x, double y, double z) {
    Vec3 c = voxelFromWorld.apply(x, y, z);
    double ci = Sampler.held(c.x(), grid.nx() - 1);
    double cj = Sampler.held(c.y(), grid.ny() - 1);
    double ck = Sampler.held(c.z(), grid.nz() - 1);
    int i = Math.min((int) ci, grid.nx() - 2);
    int j = Math.min((int) cj, grid.ny() - 2);
    int k = Math.min((int) ck, grid.nz() - 2);
    double fi = ci - i;
    double fj = cj - j;
    double fk = ck - k;
    double dx = 0;
    double dy = 0;
    double dz = 0;
    for (int corner = 0; corner < 8; corner++) {
      int a = corner & 1;
      int b = corner >> 1 & 1;
      int d = corner >> 2;
      double w = (a == 1 ? fi : 1 - fi) * (b == 1 ? fj : 1 - fj) * (d == 1 ? fk : 1 - fk);
      int at = 3 * grid.index(i + a, j + b, k + d);
      dx += w * mm[at];
      dy += w * mm[at + 1];
      dz += w * mm[at + 2];
    }
    return new Vec3(dx, dy, dz);
  }

  /**
   * Moves points by the displacement at each of them.
   *
   * @param points three components a point, mm of the template's world
   */
  void move(double[] points) {
    Affine m = voxelFromWorld;
    double xx = m.xx();
    double xy = m.xy();
    double xz = m.xz();
    double xt = m.xt();
    double yx = m.yx();
    double yy = m.yy();
    double yz = m.yz();
    double yt = m.yt();
    double zx = m.zx();
    double zy = m.zy();
    double zz = m.zz();
    double zt = m.zt();
    int nx = grid.nx();
    int ny = grid.ny();
    int nz = grid.nz();
    int stepJ = 3 * nx;
    int stepK = 3 * nx * ny;
    for (int at = 0; at < points.length; at += 3) {
      double x = points[at];
      double y = points[at + 1];
      double z = points[at + 2];
      double ci = Sampler.held(xx * x + xy * y + xz * z + xt, nx - 1);
      double cj = Sampler.held(yx * x + yy * y + yz * z + yt, ny - 1);
      double ck = Sampler.held(zx * x + zy * y + zz * z + zt, nz - 1);
      int i = Math.min((int) ci, nx - 2);
      int j = Math.min((int) cj, ny - 2);
      int k = Math.min((int) ck, nz - 2);
      double fi = ci - i;
      double fj = cj - j;
      double fk = ck - k;
      int near = 3 * i + stepJ * j + stepK * k;
      int far = near + stepK;
      double w00 = (1 - fj) * (1 - fk);
      double w10 = fj * (1 - fk);
      double w01 = (1 - fj) * fk;
      double w11 = fj * fk;
      for (int c = 0; c < 3; c++, near++, far++) {
        double left =
            w00 * mm[near] + w10 * mm[near + stepJ] + w01 * mm[far] + w11 * mm[far + stepJ];
        double right =
            w00 * mm[near + 3]
                + w10 * mm[near + stepJ + 3]
                + w01 * mm[far + 3]
                + w11 * mm[far + stepJ + 3];
        points[at + c] += left + (right - left) * fi;
      }
    }
  }

  /**
   * The field v with x + v(x) the inverse of x + u(x), on the same lattice (fixed point iteration,
   * Chen et al. 2008, Med Phys 35:81).
   */
  DisplacementField inverse(TaskExecutor executor) {
    float[] out = new float[mm.length];
    executor.forEach(
        grid.nz(),
        k -> {
          double[] points = new double[3 * grid.nx()];
          double[] moved = new double[points.length];
          for (int j = 0; j < grid.ny(); j++) {
            for (int i = 0; i < grid.nx(); i++) {
              points[3 * i] = i;
              points[3 * i + 1] = j;
              points[3 * i + 2] = k;
            }
            grid.worldFromVoxel().move(points);
            invert(points, moved, out, 3 * grid.index(0, j, k));
          }
        });
    return new DisplacementField(grid, out);
  }

  /** Of one row of points: {@code v <- -u(x + v)} until none of them moves any more. */
  private void invert(double[] x, double[] moved, float[] out, int from) {
    double[] v = new double[x.length];
    double largest = Double.POSITIVE_INFINITY;
    for (int n = 0; n < INVERSE_ITERATIONS && largest > INVERSE_MM; n++) {
      for (int c = 0; c < x.length; c++) {
        moved[c] = x[c] + v[c];
      }
      move(moved);
      largest = 0;
      for (int c = 0; c < x.length; c++) {
        double next = x[c] + v[c] - moved[c];
        largest = Math.max(largest, Math.abs(next - v[c]));
        v[c] = next;
      }
    }
    for (int c = 0; c < x.length; c++) {
      out[from + c] = (float) v[c];
    }
  }

  /** Enough for 0.01 mm where the strain is below 0.4: 0.4^8 of 12 mm. */
  private static final int INVERSE_ITERATIONS = 8;

  /** Of the last step; the error left is that times the strain. */
  private static final double INVERSE_MM = 0.01;

  /** The mean of fields that share a lattice. */
  static DisplacementField mean(List<DisplacementField> fields) {
    float[] out = new float[fields.getFirst().mm.length];
    for (int p = 0; p < out.length; p++) {
      double sum = 0;
      for (DisplacementField field : fields) {
        sum += field.mm[p];
      }
      out[p] = (float) (sum / fields.size());
    }
    return new DisplacementField(fields.getFirst().grid, out);
  }

  /**
   * The field of the composed map x -> first(x) + this(first(x)), as a displacement of x on the
   * lattice of the first.
   */
  DisplacementField after(DisplacementField first) {
    Grid lattice = first.grid;
    float[] out = new float[3 * lattice.voxelCount()];
    for (int k = 0; k < lattice.nz(); k++) {
      for (int j = 0; j < lattice.ny(); j++) {
        for (int i = 0; i < lattice.nx(); i++) {
          Vec3 x = lattice.worldFromVoxel().apply(i, j, k);
          Vec3 step = first.at(x.x(), x.y(), x.z());
          Vec3 y = x.plus(step);
          Vec3 total = step.plus(at(y.x(), y.y(), y.z()));
          int at = 3 * lattice.index(i, j, k);
          out[at] = (float) total.x();
          out[at + 1] = (float) total.y();
          out[at + 2] = (float) total.z();
        }
      }
    }
    return new DisplacementField(lattice, out);
  }
}
