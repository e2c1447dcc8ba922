package org.bidsveil.registration;

import java.util.Arrays;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;

/**
 * The inner loops of {@link MutualInformation} over one chunk of samples. Short methods that are
 * called for every chunk, so that the virtual machine compiles each once. The joint histogram is
 * kept in integers of 1 / {@value #ONE} of a sample: sums of integers have no order.
 */
final class SampleKernel {
  /** Samples a chunk: enough work to be handed to a thread. */
  static final int CHUNK = 4096;

  /** One sample in the histogram: 2^31 hold half a million of them in one cell. */
  static final int ONE = 4096;

  /** 12 sums of the gradient, 6 x 10 of the preconditioner. */
  static final int SUMS = 72;

  /** The preconditioner needs no more than every fourth sample: it is a direction, not a score. */
  private static final int THIN = 4;

  private static final int BINS = MutualInformation.BINS;

  private final int from;
  private final int count;
  private final int[] joint = new int[BINS * BINS];
  private final float[] value;
  private final float[] gradientX;
  private final float[] gradientY;
  private final float[] gradientZ;
  private final double[] sums = new double[SUMS];
  private int inside;

  private SampleKernel(int from, int count) {
    this.from = from;
    this.count = count;
    this.value = new float[count];
    this.gradientX = new float[count];
    this.gradientY = new float[count];
    this.gradientZ = new float[count];
  }

  static SampleKernel[] chunks(int count) {
    SampleKernel[] chunks = new SampleKernel[(count + CHUNK - 1) / CHUNK];
    for (int c = 0; c < chunks.length; c++) {
      chunks[c] = new SampleKernel(c * CHUNK, Math.min(CHUNK, count - c * CHUNK));
    }
    return chunks;
  }

  /** Trilinear values and gradients of the scan's bins at the samples, and their histogram. */
  void sample(PyramidLevel level, Affine map, float[] x, float[] y, float[] z, byte[] bin) {
    Arrays.fill(joint, 0);
    Grid grid = level.grid();
    float[] bins = level.bins();
    int nx = grid.nx();
    int nxy = nx * grid.ny();
    int lastI = nx - 2;
    int lastJ = grid.ny() - 2;
    int lastK = grid.nz() - 2;
    float endI = lastI + 1;
    float endJ = lastJ + 1;
    float endK = lastK + 1;
    float xx = (float) map.xx();
    float xy = (float) map.xy();
    float xz = (float) map.xz();
    float xt = (float) map.xt();
    float yx = (float) map.yx();
    float yy = (float) map.yy();
    float yz = (float) map.yz();
    float yt = (float) map.yt();
    float zx = (float) map.zx();
    float zy = (float) map.zy();
    float zz = (float) map.zz();
    float zt = (float) map.zt();
    int seen = 0;
    for (int n = 0; n < count; n++) {
      int s = from + n;
      float px = x[s];
      float py = y[s];
      float pz = z[s];
      float ci = xx * px + xy * py + xz * pz + xt;
      float cj = yx * px + yy * py + yz * pz + yt;
      float ck = zx * px + zy * py + zz * pz + zt;
      if (!(ci >= 0 && cj >= 0 && ck >= 0 && ci <= endI && cj <= endJ && ck <= endK)) {
        value[n] = -1;
        continue;
      }
      int i = Math.min((int) ci, lastI);
      int j = Math.min((int) cj, lastJ);
      int k = Math.min((int) ck, lastK);
      float fi = ci - i;
      float fj = cj - j;
      float fk = ck - k;
      int at = i + nx * j + nxy * k;
      float v000 = bins[at];
      float d00 = bins[at + 1] - v000;
      float v010 = bins[at + nx];
      float d10 = bins[at + nx + 1] - v010;
      float v001 = bins[at + nxy];
      float d01 = bins[at + nxy + 1] - v001;
      float v011 = bins[at + nxy + nx];
      float d11 = bins[at + nxy + nx + 1] - v011;
      float x00 = v000 + fi * d00;
      float x01 = v001 + fi * d01;
      float along0 = v010 + fi * d10 - x00;
      float along1 = v011 + fi * d11 - x01;
      float y0 = x00 + fj * along0;
      float up = x01 + fj * along1 - y0;
      float v = y0 + fk * up;
      float e0 = d00 + fj * (d10 - d00);
      float e1 = d01 + fj * (d11 - d01);
      value[n] = v;
      gradientX[n] = e0 + fk * (e1 - e0);
      gradientY[n] = along0 + fk * (along1 - along0);
      gradientZ[n] = up;
      int b = Math.min((int) v, BINS - 2);
      int share = (int) ((v - b) * ONE);
      int cell = bin[s] * BINS + b;
      joint[cell] += ONE - share;
      joint[cell + 1] += share;
      seen++;
    }
    inside = seen;
  }

  /** Adds the chunk's histogram; returns how many of its samples are in the field of view. */
  int addTo(int[] total) {
    for (int cell = 0; cell < total.length; cell++) {
      total[cell] += joint[cell];
    }
    return inside;
  }

  /**
   * Sums, over the samples in view, of weight times voxel gradient times template position (x, y,
   * z, 1), and of the ordered products of both for the preconditioner.
   */
  void sumGradients(float[] weights, TemplateSamples samples) {
    Arrays.fill(sums, 0);
    float[] x = samples.x();
    float[] y = samples.y();
    float[] z = samples.z();
    byte[] bin = samples.bin();
    double xx = 0;
    double xy = 0;
    double xz = 0;
    double xt = 0;
    double yx = 0;
    double yy = 0;
    double yz = 0;
    double yt = 0;
    double zx = 0;
    double zy = 0;
    double zz = 0;
    double zt = 0;
    for (int n = 0; n < count; n++) {
      float v = value[n];
      if (v < 0) {
        continue;
      }
      int s = from + n;
      float weight = weights[bin[s] * BINS + Math.min((int) v, BINS - 2)];
      float gx = weight * gradientX[n];
      float gy = weight * gradientY[n];
      float gz = weight * gradientZ[n];
      xx += gx * x[s];
      xy += gx * y[s];
      xz += gx * z[s];
      xt += gx;
      yx += gy * x[s];
      yy += gy * y[s];
      yz += gy * z[s];
      yt += gy;
      zx += gz * x[s];
      zy += gz * y[s];
      zz += gz * z[s];
      zt += gz;
    }
    double[] gradient = {xx, xy, xz, xt, yx, yy, yz, yt, zx, zy, zz, zt};
    System.arraycopy(gradient, 0, sums, 0, gradient.length);
    for (int n = 0; n < count; n += THIN) {
      if (value[n] >= 0) {
        int s = from + n;
        addProducts(gradientX[n], gradientY[n], gradientZ[n], x[s], y[s], z[s]);
      }
    }
  }

  private void addProducts(double gx, double gy, double gz, double x, double y, double z) {
    addSquares(12, gx * gx, x, y, z);
    addSquares(22, gx * gy, x, y, z);
    addSquares(32, gx * gz, x, y, z);
    addSquares(42, gy * gy, x, y, z);
    addSquares(52, gy * gz, x, y, z);
    addSquares(62, gz * gz, x, y, z);
  }

  private void addSquares(int at, double gg, double x, double y, double z) {
    sums[at] += gg * x * x;
    sums[at + 1] += gg * x * y;
    sums[at + 2] += gg * x * z;
    sums[at + 3] += gg * x;
    sums[at + 4] += gg * y * y;
    sums[at + 5] += gg * y * z;
    sums[at + 6] += gg * y;
    sums[at + 7] += gg * z * z;
    sums[at + 8] += gg * z;
    sums[at + 9] += gg;
  }

  void addSums(double[] total) {
    for (int n = 0; n < SUMS; n++) {
      total[n] += sums[n];
    }
  }

  /**
   * The symmetric 12 x 12 matrix of the sums of products: rows are gradient component, position.
   */
  static double[][] structure(double[] sums) {
    double[][] structure = new double[MutualInformation.PARAMETERS][MutualInformation.PARAMETERS];
    int n = 12;
    for (int r = 0; r < 3; r++) {
      for (int q = r; q < 3; q++) {
        for (int u = 0; u < 4; u++) {
          for (int w = u; w < 4; w++) {
            double sum = sums[n++];
            structure[4 * r + u][4 * q + w] = sum;
            structure[4 * r + w][4 * q + u] = sum;
            structure[4 * q + w][4 * r + u] = sum;
            structure[4 * q + u][4 * r + w] = sum;
          }
        }
      }
    }
    return structure;
  }

  /** The pull of each sample in template mm: {@code pull[3 * sample]}. */
  void pull(float[] weights, float factor, Affine map, byte[] bin, float[] pull) {
    float xx = (float) map.xx();
    float xy = (float) map.xy();
    float xz = (float) map.xz();
    float yx = (float) map.yx();
    float yy = (float) map.yy();
    float yz = (float) map.yz();
    float zx = (float) map.zx();
    float zy = (float) map.zy();
    float zz = (float) map.zz();
    for (int n = 0; n < count; n++) {
      int s = from + n;
      float v = value[n];
      float weight = v < 0 ? 0 : factor * weights[bin[s] * BINS + Math.min((int) v, BINS - 2)];
      float gi = weight == 0 ? 0 : weight * gradientX[n];
      float gj = weight == 0 ? 0 : weight * gradientY[n];
      float gk = weight == 0 ? 0 : weight * gradientZ[n];
      pull[3 * s] = gi * xx + gj * yx + gk * zx;
      pull[3 * s + 1] = gi * xy + gj * yy + gk * zy;
      pull[3 * s + 2] = gi * xz + gj * yz + gk * zz;
    }
  }
}
