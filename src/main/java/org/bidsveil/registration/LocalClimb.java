package org.bidsveil.registration;

import java.util.Arrays;
import org.bidsveil.numerics.QuasiNewton;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;

/**
 * One stage of {@link LocalRegistration}: the objective and its slope at the control points as they
 * are. The spline weights of each sample are computed once: samples do not move. A numeric kernel;
 * not thread-safe.
 */
final class LocalClimb {
  /** Samples of one thread; fixed, so that sums have one order. */
  private static final int CHUNK = SampleKernel.CHUNK;

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
  private final TaskExecutor executor;
  private final int chunks;
  private final double[][] gathered;

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
    this.executor = executor;
    this.chunks = (count + CHUNK - 1) / CHUNK;
    this.gathered = new double[chunks][4 * (lattice.values.length / 3)];
    executor.forEach(
        chunks,
        c -> {
          for (int s = c * CHUNK; s < Math.min(count, (c + 1) * CHUNK); s++) {
            base[s] =
                lattice.support(samples.x()[s], samples.y()[s], samples.z()[s], basis, 12 * s);
          }
        });
  }

  /** Score minus penalty at the control points as they are. */
  double score() {
    displace();
    return information.score(scanFromAtlas, x, y, z) - lattice.penalty(stiffness);
  }

  /**
   * The slope after {@link #score}. A control point that many samples pull at is stiff: the scale
   * is the inverse of the pulls' lengths, plus their mean over all control points.
   */
  QuasiNewton.Slope slope() {
    information.sampleGradients(pull);
    double[] gradient = new double[lattice.values.length];
    double[] pulled = new double[gradient.length / 3];
    gather(gradient, pulled);
    lattice.subtractPenaltyGradient(stiffness, gradient);
    double mean = 0;
    for (double strength : pulled) {
      mean += strength;
    }
    mean /= pulled.length;
    double[] scale = new double[gradient.length];
    for (int p = 0; p < scale.length; p++) {
      scale[p] = mean > 0 ? 1 / (pulled[p / 3] + mean) : 1;
    }
    return new QuasiNewton.Slope(gradient, scale);
  }

  private void displace() {
    executor.forEach(
        chunks,
        c -> {
          int end = Math.min(count, (c + 1) * CHUNK);
          displace(c * CHUNK, end);
        });
  }

  /** Adds the spline to the samples from one to another. */
  private void displace(int from, int to) {
    double[] values = lattice.values;
    float[] b = basis;
    float[] ownX = samples.x();
    float[] ownY = samples.y();
    float[] ownZ = samples.z();
    int rowStride = 3 * lattice.nx;
    int sliceStride = rowStride * lattice.ny;
    for (int s = from; s < to; s++) {
      int w = 12 * s;
      double w0 = b[w];
      double w1 = b[w + 1];
      double w2 = b[w + 2];
      double w3 = b[w + 3];
      double sumX = 0;
      double sumY = 0;
      double sumZ = 0;
      int slice = base[s];
      for (int k = w + 8; k < w + 12; k++, slice += sliceStride) {
        double sliceX = 0;
        double sliceY = 0;
        double sliceZ = 0;
        int at = slice;
        for (int j = w + 4; j < w + 8; j++, at += rowStride) {
          double row = b[j];
          sliceX +=
              row
                  * (w0 * values[at]
                      + w1 * values[at + 3]
                      + w2 * values[at + 6]
                      + w3 * values[at + 9]);
          sliceY +=
              row
                  * (w0 * values[at + 1]
                      + w1 * values[at + 4]
                      + w2 * values[at + 7]
                      + w3 * values[at + 10]);
          sliceZ +=
              row
                  * (w0 * values[at + 2]
                      + w1 * values[at + 5]
                      + w2 * values[at + 8]
                      + w3 * values[at + 11]);
        }
        double across = b[k];
        sumX += across * sliceX;
        sumY += across * sliceY;
        sumZ += across * sliceZ;
      }
      x[s] = (float) (ownX[s] + sumX);
      y[s] = (float) (ownY[s] + sumY);
      z[s] = (float) (ownZ[s] + sumZ);
    }
  }

  /** Adds each sample's pull, and its length, to its 64 control points. */
  private void gather(double[] gradient, double[] pulled) {
    executor.forEach(
        chunks,
        c -> {
          Arrays.fill(gathered[c], 0);
          gather(c * CHUNK, Math.min(count, (c + 1) * CHUNK), gathered[c]);
        });
    for (double[] sums : gathered) {
      for (int point = 0; point < pulled.length; point++) {
        gradient[3 * point] += sums[4 * point];
        gradient[3 * point + 1] += sums[4 * point + 1];
        gradient[3 * point + 2] += sums[4 * point + 2];
        pulled[point] += sums[4 * point + 3];
      }
    }
  }

  /**
   * Of the samples from one to another.
   *
   * @param sums three components of the pull and its strength at each control point
   */
  private void gather(int from, int to, double[] sums) {
    float[] b = basis;
    int rowStride = 4 * lattice.nx;
    int sliceStride = rowStride * lattice.ny;
    for (int s = from; s < to; s++) {
      double gx = pull[3 * s];
      double gy = pull[3 * s + 1];
      double gz = pull[3 * s + 2];
      double strength = Math.sqrt(gx * gx + gy * gy + gz * gz);
      if (strength == 0) {
        continue;
      }
      int w = 12 * s;
      double w0 = b[w];
      double w1 = b[w + 1];
      double w2 = b[w + 2];
      double w3 = b[w + 3];
      int slice = base[s] / 3 * 4;
      for (int k = w + 8; k < w + 12; k++, slice += sliceStride) {
        int at = slice;
        for (int j = w + 4; j < w + 8; j++, at += rowStride) {
          double weight = b[k] * b[j];
          // Point by point: the first tier of the compiler unrolls nothing.
          double share = weight * w0;
          sums[at] += share * gx;
          sums[at + 1] += share * gy;
          sums[at + 2] += share * gz;
          sums[at + 3] += share * strength;
          share = weight * w1;
          sums[at + 4] += share * gx;
          sums[at + 5] += share * gy;
          sums[at + 6] += share * gz;
          sums[at + 7] += share * strength;
          share = weight * w2;
          sums[at + 8] += share * gx;
          sums[at + 9] += share * gy;
          sums[at + 10] += share * gz;
          sums[at + 11] += share * strength;
          share = weight * w3;
          sums[at + 12] += share * gx;
          sums[at + 13] += share * gy;
          sums[at + 14] += share * gz;
          sums[at + 15] += share * strength;
        }
      }
    }
  }
}
