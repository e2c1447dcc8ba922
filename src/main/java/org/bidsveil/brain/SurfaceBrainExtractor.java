package org.bidsveil.brain;

import java.util.Arrays;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The Brain Extraction Tool's deformable surface (Smith 2002, Human Brain Mapping 17:143): a sphere
 * of triangles inside the brain grows until, along its inward normal, the intensity falls below a
 * share of what lies within. Symbols are the paper's.
 *
 * <p>It starts at a centre and with a radius that the caller gives: the paper's centre of mass is
 * wrong where neck and shoulders are in view.
 */
public final class SurfaceBrainExtractor {
  /** Section "Iterative surface evolution": smallest and largest local radius of curvature, mm. */
  private static final double R_MIN = 3.33;

  private static final double R_MAX = 10;
  private static final double E = (1 / R_MIN + 1 / R_MAX) / 2;
  private static final double F = 6 / (1 / R_MIN - 1 / R_MAX);

  /** How far inwards the minimum and the maximum are searched, mm ("d1" and "d2"). */
  private static final int D1 = 20;

  private static final int D2 = 10;

  /** Weight of the intensity force ("u3"). */
  private static final double FORCE = 0.05;

  /**
   * The paper runs 1000 iterations at full resolution; a coarser sphere comes as far in its first
   * half at a quarter of the cost.
   */
  private static final int COARSE_ITERATIONS = 350;

  private static final int FINE_ITERATIONS = 250;
  private static final Icosphere COARSE = Icosphere.ofLevel(3);
  private static final Icosphere FINE = Icosphere.ofLevel(4);

  private final double betFraction;

  /**
   * @param betFraction the paper's b_t, 0 to 1, default 0.5: smaller gives a larger brain
   */
  public SurfaceBrainExtractor(double betFraction) {
    this.betFraction = betFraction;
  }

  /**
   * @param scan at about 2 mm
   * @param centreMm inside the brain, world mm
   * @param radiusMm about the brain's mean radius
   */
  public Mask extract(Volume scan, Vec3 centreMm, double radiusMm) {
    Intensities intensities = Intensities.of(scan, centreMm, radiusMm);
    double[][] surface = COARSE.vertices().clone();
    for (int v = 0; v < surface.length; v++) {
      double[] u = COARSE.vertices()[v];
      surface[v] =
          new double[] {
            centreMm.x() + u[0] * radiusMm / 2,
            centreMm.y() + u[1] * radiusMm / 2,
            centreMm.z() + u[2] * radiusMm / 2
          };
    }
    evolve(COARSE, surface, scan, intensities, COARSE_ITERATIONS);
    double[][] fine = refined(surface);
    evolve(FINE, fine, scan, intensities, FINE_ITERATIONS);
    return Morphology.fillHoles(SurfaceFill.inside(fine, FINE.triangles(), scan.grid()));
  }

  /**
   * @param t2 2nd percentile
   * @param t 10 % of the way from t2 to the 98th percentile: below is background
   * @param tm median inside the starting sphere
   */
  private record Intensities(double t2, double t, double tm) {
    static Intensities of(Volume scan, Vec3 centre, double radius) {
      Percentiles percentiles = Percentiles.of(scan);
      double t2 = percentiles.percentile(2);
      double t98 = percentiles.percentile(98);
      double t = t2 + 0.1 * (t98 - t2);
      Grid grid = scan.grid();
      float[] within = new float[grid.voxelCount()];
      int n = 0;
      double r2 = radius * radius;
      for (int k = 0; k < grid.nz(); k++) {
        for (int j = 0; j < grid.ny(); j++) {
          for (int i = 0; i < grid.nx(); i++) {
            Vec3 d = grid.worldFromVoxel().apply(i, j, k).minus(centre);
            float value = scan.at(i, j, k);
            if (d.dot(d) < r2 && value > t) {
              within[n++] = value;
            }
          }
        }
      }
      float[] values = Arrays.copyOf(within, n);
      Arrays.sort(values);
      return new Intensities(t2, t, n == 0 ? t98 : values[n / 2]);
    }
  }

  private void evolve(Icosphere mesh, double[][] p, Volume scan, Intensities in, int iterations) {
    double[][] normals = new double[p.length][3];
    double[][] moved = new double[p.length][3];
    Affine voxelFromWorld = scan.grid().voxelFromWorld();
    for (int n = 0; n < iterations; n++) {
      normals(mesh, p, normals);
      double l = meanEdge(mesh, p);
      for (int v = 0; v < p.length; v++) {
        move(mesh.neighbours()[v], p, v, normals[v], l, scan, voxelFromWorld, in, moved[v]);
      }
      for (int v = 0; v < p.length; v++) {
        System.arraycopy(moved[v], 0, p[v], 0, 3);
      }
    }
  }

  private void move(
      int[] neighbours,
      double[][] p,
      int v,
      double[] normal,
      double l,
      Volume scan,
      Affine voxelFromWorld,
      Intensities in,
      double[] out) {
    double[] at = p[v];
    double sx = 0;
    double sy = 0;
    double sz = 0;
    for (int n : neighbours) {
      sx += p[n][0];
      sy += p[n][1];
      sz += p[n][2];
    }
    sx = sx / neighbours.length - at[0];
    sy = sy / neighbours.length - at[1];
    sz = sz / neighbours.length - at[2];
    double along = sx * normal[0] + sy * normal[1] + sz * normal[2];
    double inverseRadius = 2 * Math.abs(along) / (l * l);
    double f2 = (1 + Math.tanh(F * (inverseRadius - E))) / 2;
    double f3 = intensityForce(at, normal, scan, voxelFromWorld, in);
    double outward = f2 * along + FORCE * f3 * l;
    // Half of the tangential part, f2 of the normal part, and the intensity force along the normal.
    out[0] = at[0] + 0.5 * (sx - along * normal[0]) + outward * normal[0];
    out[1] = at[1] + 0.5 * (sy - along * normal[1]) + outward * normal[1];
    out[2] = at[2] + 0.5 * (sz - along * normal[2]) + outward * normal[2];
  }

  /** f3 = 2 (Imin - tl) / (Imax - t2). */
  private double intensityForce(
      double[] at, double[] normal, Volume scan, Affine voxelFromWorld, Intensities in) {
    Grid grid = scan.grid();
    Vec3 start = voxelFromWorld.apply(at[0], at[1], at[2]);
    Vec3 step = voxelFromWorld.applyToDirection(new Vec3(-normal[0], -normal[1], -normal[2]));
    double lowest = in.tm();
    double highest = in.t();
    float[] values = scan.values();
    for (int d = 1; d <= D1; d++) {
      int i = (int) Math.rint(start.x() + d * step.x());
      int j = (int) Math.rint(start.y() + d * step.y());
      int k = (int) Math.rint(start.z() + d * step.z());
      if (!grid.contains(i, j, k)) {
        if (d == 1) {
          return -1;
        }
        break;
      }
      double value = values[grid.index(i, j, k)];
      lowest = Math.min(lowest, value);
      if (d <= D2) {
        highest = Math.max(highest, value);
      }
    }
    double iMin = Math.max(in.t2(), lowest);
    double iMax = Math.min(in.tm(), highest);
    double range = iMax - in.t2();
    if (!(range > 0)) {
      return -1;
    }
    double tl = range * betFraction + in.t2();
    return 2 * (iMin - tl) / range;
  }

  private static void normals(Icosphere mesh, double[][] p, double[][] normals) {
    for (double[] n : normals) {
      Arrays.fill(n, 0);
    }
    for (int[] t : mesh.triangles()) {
      double[] a = p[t[0]];
      double[] b = p[t[1]];
      double[] c = p[t[2]];
      double ux = b[0] - a[0];
      double uy = b[1] - a[1];
      double uz = b[2] - a[2];
      double wx = c[0] - a[0];
      double wy = c[1] - a[1];
      double wz = c[2] - a[2];
      double nx = uy * wz - uz * wy;
      double ny = uz * wx - ux * wz;
      double nz = ux * wy - uy * wx;
      for (int v : t) {
        normals[v][0] += nx;
        normals[v][1] += ny;
        normals[v][2] += nz;
      }
    }
    for (double[] n : normals) {
      double norm = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
      if (norm > 0) {
        n[0] /= norm;
        n[1] /= norm;
        n[2] /= norm;
      }
    }
  }

  private static double meanEdge(Icosphere mesh, double[][] p) {
    double sum = 0;
    int edges = 0;
    for (int v = 0; v < p.length; v++) {
      for (int n : mesh.neighbours()[v]) {
        if (n > v) {
          double dx = p[n][0] - p[v][0];
          double dy = p[n][1] - p[v][1];
          double dz = p[n][2] - p[v][2];
          sum += Math.sqrt(dx * dx + dy * dy + dz * dz);
          edges++;
        }
      }
    }
    return sum / edges;
  }

  /**
   * The finer sphere's vertices: the coarse ones first, each new one midway between its two coarse
   * neighbours.
   */
  private static double[][] refined(double[][] coarse) {
    double[][] fine = new double[FINE.vertices().length][];
    for (int v = 0; v < fine.length; v++) {
      if (v < coarse.length) {
        fine[v] = coarse[v].clone();
        continue;
      }
      double[] middle = new double[3];
      int parents = 0;
      for (int n : FINE.neighbours()[v]) {
        if (n < coarse.length) {
          parents++;
          for (int c = 0; c < 3; c++) {
            middle[c] += coarse[n][c];
          }
        }
      }
      for (int c = 0; c < 3; c++) {
        middle[c] /= parents;
      }
      fine[v] = middle;
    }
    return fine;
  }
}
