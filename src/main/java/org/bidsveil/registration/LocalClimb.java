package org.bidsveil.registration;

import java.util.Arrays;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;

/**
 * One stage of {@link LocalRegistration}: the objective and its ascent direction at the control
 * points as they are. The spline weights of each sample are computed once: samples do not move. A
 * numeric kernel; not thread-safe.
 */
final class LocalClimb {
  private final ControlLattice lattice;
  private final TemplateSamples samples;
  private final int count;
  private final Affine scanFromAtlas;
  private final double stiffness;
  private final MutualInformation information;
  private final int[] base;
  private final float[] basis;
  private final float[] x;
  private final float[] y;
  private final float[] z;
  private final float[] pull;
  private final double[] gradient;
  private final double[] curvature;

  LocalClimb(
      ControlLattice lattice,
      PyramidLevel level,
      TemplateSamples samples,
      int most,
      Affine scanFromAtlas,
      double stiffness,
      TaskExecutor executor) {
    this.lattice = lattice;
    this.samples = samples;
    this.information = new MutualInformation(level, samples, most, executor);
    this.count = information.count();
    this.scanFromAtlas = scanFromAtlas;
    this.stiffness = stiffness;
    this.base = new int[count];
    this.basis = new float[12 * count];
    this.x = new float[count];
    this.y = new float[count];
    this.z = new float[count];
    this.pull = new float[3 * count];
    this.gradient = new double[lattice.values.length];
    this.curvature = new double[lattice.values.length / 3];
    for (int s = 0; s < count; s++) {
      base[s] = lattice.support(samples.x()[s], samples.y()[s], samples.z()[s], basis, 12 * s);
    }
  }

  /** Score minus penalty at the control points as they are. */
  double score() {
    displace();
    return information.score(scanFromAtlas, x, y, z) - lattice.penalty(stiffness);
  }

  /** The preconditioned ascent direction after {@link #score}, its largest component 1 mm. */
  double[] direction() {
    information.sampleGradients(pull);
    gather();
    lattice.subtractPenaltyGradient(stiffness, gradient);
    double mean = 0;
    for (double c : curvature) {
      mean += c;
    }
    mean /= curvature.length;
    double[] direction = new double[gradient.length];
    double largest = 0;
    for (int p = 0; p < gradient.length; p++) {
      direction[p] = gradient[p] / (curvature[p / 3] + mean);
      largest = Math.max(largest, Math.abs(direction[p]));
    }
    if (largest > 0) {
      for (int p = 0; p < direction.length; p++) {
        direction[p] /= largest;
      }
    }
    return direction;
  }

  private void displace() {
    double[] values = lattice.values;
    int rowStride = 3 * lattice.nx;
    int sliceStride = rowStride * lattice.ny;
    for (int s = 0; s < count; s++) {
      int w = 12 * s;
      double dx = 0;
      double dy = 0;
      double dz = 0;
      for (int c = 0; c < 4; c++) {
        for (int b = 0; b < 4; b++) {
          double weight = basis[w + 8 + c] * basis[w + 4 + b];
          int at = base[s] + c * sliceStride + b * rowStride;
          for (int a = 0; a < 4; a++, at += 3) {
            double share = weight * basis[w + a];
            dx += share * values[at];
            dy += share * values[at + 1];
            dz += share * values[at + 2];
          }
        }
      }
      x[s] = (float) (samples.x()[s] + dx);
      y[s] = (float) (samples.y()[s] + dy);
      z[s] = (float) (samples.z()[s] + dz);
    }
  }

  /** Spreads each sample's pull over its 64 control points. */
  private void gather() {
    Arrays.fill(gradient, 0);
    Arrays.fill(curvature, 0);
    int rowStride = lattice.nx;
    int sliceStride = rowStride * lattice.ny;
    for (int s = 0; s < count; s++) {
      double gx = pull[3 * s];
      double gy = pull[3 * s + 1];
      double gz = pull[3 * s + 2];
      double strength = Math.sqrt(gx * gx + gy * gy + gz * gz);
      if (strength == 0) {
        continue;
      }
      int w = 12 * s;
      for (int c = 0; c < 4; c++) {
        for (int b = 0; b < 4; b++) {
          double weight = basis[w + 8 + c] * basis[w + 4 + b];
          int point = base[s] / 3 + c * sliceStride + b * rowStride;
          for (int a = 0; a < 4; a++) {
            double share = weight * basis[w + a];
            int at = 3 * (point + a);
            gradient[at] += share * gx;
            gradient[at + 1] += share * gy;
            gradient[at + 2] += share * gz;
            curvature[point + a] += share * strength;
          }
        }
      }
    }
  }
}
