package org.bidsveil.registration;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Vec3;

/**
 * Normalised mutual information of template samples and a scan, and its gradient.
 *
 * <p>With p the joint histogram of template bin a (hard) and scan bin b (linear Parzen window), NMI
 * - 1 = (H(a) + H(b)) / H(a,b) - 1 (Studholme, Hill, Hawkes 1999, Pattern Recognition 32:71).
 * Samples that fall outside the scan's field of view are left out; when only a share f &lt; {@value
 * #FULL_OVERLAP} is inside, the score is multiplied by (f / {@value #FULL_OVERLAP})², so that an
 * alignment cannot win by leaving the image.
 *
 * <p>The gradient is with respect to the twelve entries of a left-multiplied generator X, y' = y +
 * X_lin (y - c) / R + X_t, with c the head's centre in the scan's world and R = {@value #RADIUS_MM}
 * mm, so that each entry moves the surface of a head by about as many mm. The preconditioner is the
 * Gauss-Newton matrix of the scan's own intensity gradients at the samples.
 *
 * <p>A numeric kernel: flat loops over arrays, x fastest. Not thread-safe: one instance a thread.
 */
final class MutualInformation {
  /** Bins on each axis (docs/decisions/0014: 32 of the prototype; 64 is slower and no better). */
  static final int BINS = 32;

  /**
   * Share of samples in the field of view below which the score is lowered (docs/decisions/0014).
   */
  static final double FULL_OVERLAP = 0.3;

  /** Half the breadth of a head: scales rotations and strains to mm at the surface. */
  static final double RADIUS_MM = 80;

  static final int PARAMETERS = 12;

  private final double[] joint = new double[BINS * BINS];
  private final double[] templateMarginal = new double[BINS];
  private final double[] scanMarginal = new double[BINS];
  private final double[] slope = new double[BINS * BINS];
  private float[] value = new float[0];
  private float[] gradientX = new float[0];
  private float[] gradientY = new float[0];
  private float[] gradientZ = new float[0];

  /** The score at one transform. */
  double score(PyramidLevel level, TemplateSamples samples, int count, Affine scanFromAtlas) {
    double inside = accumulate(level, samples, count, scanFromAtlas, false);
    return score(inside, count);
  }

  /**
   * The score; {@code gradient[12]} and the upper triangle of {@code structure[12][12]} are filled.
   *
   * @param centre c above, in scan world mm
   */
  double scoreAndGradient(
      PyramidLevel level,
      TemplateSamples samples,
      int count,
      Affine scanFromAtlas,
      Vec3 centre,
      double[] gradient,
      double[][] structure) {
    double inside = accumulate(level, samples, count, scanFromAtlas, true);
    double score = score(inside, count);
    fillSlope(inside);
    java.util.Arrays.fill(gradient, 0);
    for (double[] row : structure) {
      java.util.Arrays.fill(row, 0);
    }
    double[] g = new double[3];
    double[] h = new double[4];
    // Ordered products of position monomials and gradient components: 10 x 6 sums instead of 78.
    double[] sums = new double[60];
    float[] px = samples.x();
    float[] py = samples.y();
    float[] pz = samples.z();
    byte[] bin = samples.bin();
    Affine voxelFromWorld = level.grid().voxelFromWorld();
    Affine a = scanFromAtlas;
    for (int s = 0; s < count; s++) {
      float v = value[s];
      if (v < 0) {
        continue;
      }
      int b = Math.min((int) v, BINS - 2);
      int at = bin[s] * BINS + b;
      double weight = slope[at + 1] - slope[at];
      double gi = gradientX[s];
      double gj = gradientY[s];
      double gk = gradientZ[s];
      // Voxel-index gradient to world gradient: the transposed linear part of voxelFromWorld.
      g[0] = gi * voxelFromWorld.xx() + gj * voxelFromWorld.yx() + gk * voxelFromWorld.zx();
      g[1] = gi * voxelFromWorld.xy() + gj * voxelFromWorld.yy() + gk * voxelFromWorld.zy();
      g[2] = gi * voxelFromWorld.xz() + gj * voxelFromWorld.yz() + gk * voxelFromWorld.zz();
      double x = px[s];
      double y = py[s];
      double z = pz[s];
      h[0] = (a.xx() * x + a.xy() * y + a.xz() * z + a.xt() - centre.x()) / RADIUS_MM;
      h[1] = (a.yx() * x + a.yy() * y + a.yz() * z + a.yt() - centre.y()) / RADIUS_MM;
      h[2] = (a.zx() * x + a.zy() * y + a.zz() * z + a.zt() - centre.z()) / RADIUS_MM;
      h[3] = 1;
      for (int r = 0; r < 3; r++) {
        double wg = weight * g[r];
        gradient[4 * r] += wg * h[0];
        gradient[4 * r + 1] += wg * h[1];
        gradient[4 * r + 2] += wg * h[2];
        gradient[4 * r + 3] += wg;
      }
      int n = 0;
      for (int r = 0; r < 3; r++) {
        for (int q = r; q < 3; q++) {
          double gg = g[r] * g[q];
          for (int u = 0; u < 4; u++) {
            double ggh = gg * h[u];
            for (int w = u; w < 4; w++) {
              sums[n++] += ggh * h[w];
            }
          }
        }
      }
    }
    unpackStructure(sums, structure);
    double factor = inside > 0 ? overlapFactor(inside, count) / inside : 0;
    for (int p = 0; p < PARAMETERS; p++) {
      gradient[p] *= factor;
    }
    return score;
  }

  private static void unpackStructure(double[] sums, double[][] structure) {
    int n = 0;
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
  }

  /**
   * The score with every sample displaced on its own: {@code dx, dy, dz} in template mm are added
   * to the sample before the affine map. Fills {@code weightedGradient[3 * count]} with d score / d
   * (template position) of each sample.
   */
  double scoreAndSampleGradients(
      PyramidLevel level,
      TemplateSamples samples,
      int count,
      Affine scanFromAtlas,
      float[] dx,
      float[] dy,
      float[] dz,
      float[] weightedGradient) {
    reserve(count);
    Affine m = level.grid().voxelFromWorld().after(scanFromAtlas);
    clear();
    double inside = 0;
    float[] px = samples.x();
    float[] py = samples.y();
    float[] pz = samples.z();
    byte[] bin = samples.bin();
    for (int s = 0; s < count; s++) {
      double x = px[s] + dx[s];
      double y = py[s] + dy[s];
      double z = pz[s] + dz[s];
      inside += sample(level, m, x, y, z, s, bin[s], true);
    }
    double score = score(inside, count);
    fillSlope(inside);
    double factor = inside > 0 ? overlapFactor(inside, count) / inside : 0;
    for (int s = 0; s < count; s++) {
      float v = value[s];
      if (v < 0) {
        weightedGradient[3 * s] = 0;
        weightedGradient[3 * s + 1] = 0;
        weightedGradient[3 * s + 2] = 0;
        continue;
      }
      int b = Math.min((int) v, BINS - 2);
      int at = bin[s] * BINS + b;
      double weight = (slope[at + 1] - slope[at]) * factor;
      double gi = gradientX[s];
      double gj = gradientY[s];
      double gk = gradientZ[s];
      weightedGradient[3 * s] = (float) (weight * (gi * m.xx() + gj * m.yx() + gk * m.zx()));
      weightedGradient[3 * s + 1] = (float) (weight * (gi * m.xy() + gj * m.yy() + gk * m.zy()));
      weightedGradient[3 * s + 2] = (float) (weight * (gi * m.xz() + gj * m.yz() + gk * m.zz()));
    }
    return score;
  }

  /**
   * A quick score for the exhaustive search: nearest neighbours, {@value #QUICK_BINS} hard bins on
   * each axis, the same measure and overlap rule. About ten times faster than {@link #score}, and
   * as good at telling basins apart.
   */
  double quickScore(PyramidLevel level, TemplateSamples samples, int count, Affine scanFromAtlas) {
    Affine m = level.grid().voxelFromWorld().after(scanFromAtlas);
    java.util.Arrays.fill(quick, 0);
    int nx = level.grid().nx();
    int ny = level.grid().ny();
    int nz = level.grid().nz();
    float[] bins = level.bins();
    float[] px = samples.x();
    float[] py = samples.y();
    float[] pz = samples.z();
    byte[] bin = samples.bin();
    float xx = (float) m.xx();
    float xy = (float) m.xy();
    float xz = (float) m.xz();
    float xt = (float) m.xt() + 0.5f;
    float yx = (float) m.yx();
    float yy = (float) m.yy();
    float yz = (float) m.yz();
    float yt = (float) m.yt() + 0.5f;
    float zx = (float) m.zx();
    float zy = (float) m.zy();
    float zz = (float) m.zz();
    float zt = (float) m.zt() + 0.5f;
    int inside = 0;
    for (int s = 0; s < count; s++) {
      float x = px[s];
      float y = py[s];
      float z = pz[s];
      float ci = xx * x + xy * y + xz * z + xt;
      float cj = yx * x + yy * y + yz * z + yt;
      float ck = zx * x + zy * y + zz * z + zt;
      if (ci >= 0 && cj >= 0 && ck >= 0 && ci < nx && cj < ny && ck < nz) {
        int b = (int) bins[(int) ci + nx * ((int) cj + ny * (int) ck)] >> 1;
        quick[(bin[s] >> 1) * QUICK_BINS + b]++;
        inside++;
      }
    }
    if (inside < 1) {
      return 0;
    }
    java.util.Arrays.fill(quickScan, 0);
    double hab = 0;
    double ha = 0;
    for (int a = 0; a < QUICK_BINS; a++) {
      int row = 0;
      for (int b = 0; b < QUICK_BINS; b++) {
        int n = quick[a * QUICK_BINS + b];
        row += n;
        quickScan[b] += n;
        hab += LOG_TABLE[n];
      }
      ha += LOG_TABLE[row];
    }
    double hb = 0;
    for (int n : quickScan) {
      hb += LOG_TABLE[n];
    }
    double all = LOG_TABLE[inside];
    double entropyJoint = all - hab;
    if (entropyJoint <= 0) {
      return 0;
    }
    return ((2 * all - ha - hb) / entropyJoint - 1) * overlapFactor(inside, count);
  }

  private static final int QUICK_BINS = BINS / 2;

  /** The most samples a quick score may use. */
  static final int QUICK_SAMPLES = 4096;

  private static final double[] LOG_TABLE = logTable();

  private final int[] quick = new int[QUICK_BINS * QUICK_BINS];
  private final int[] quickScan = new int[QUICK_BINS];

  /** n ln n. */
  private static double[] logTable() {
    double[] table = new double[QUICK_SAMPLES + 1];
    for (int n = 1; n < table.length; n++) {
      table[n] = n * Math.log(n);
    }
    return table;
  }

  private double accumulate(
      PyramidLevel level, TemplateSamples samples, int count, Affine scanFromAtlas, boolean keep) {
    reserve(keep ? count : 0);
    Affine m = level.grid().voxelFromWorld().after(scanFromAtlas);
    clear();
    double inside = 0;
    float[] px = samples.x();
    float[] py = samples.y();
    float[] pz = samples.z();
    byte[] bin = samples.bin();
    for (int s = 0; s < count; s++) {
      inside += sample(level, m, px[s], py[s], pz[s], s, bin[s], keep);
    }
    return inside;
  }

  /**
   * Adds one sample to the joint histogram; returns 1 when it lies in the field of view, else 0.
   */
  private int sample(
      PyramidLevel level, Affine m, double x, double y, double z, int s, int bin, boolean keep) {
    int nx = level.grid().nx();
    int ny = level.grid().ny();
    int nz = level.grid().nz();
    double ci = m.xx() * x + m.xy() * y + m.xz() * z + m.xt();
    double cj = m.yx() * x + m.yy() * y + m.yz() * z + m.yt();
    double ck = m.zx() * x + m.zy() * y + m.zz() * z + m.zt();
    if (!(ci >= 0 && cj >= 0 && ck >= 0 && ci <= nx - 1 && cj <= ny - 1 && ck <= nz - 1)) {
      if (keep) {
        value[s] = -1;
      }
      return 0;
    }
    int i = Math.min((int) ci, nx - 2);
    int j = Math.min((int) cj, ny - 2);
    int k = Math.min((int) ck, nz - 2);
    float fi = (float) (ci - i);
    float fj = (float) (cj - j);
    float fk = (float) (ck - k);
    float[] bins = level.bins();
    int at = i + nx * (j + ny * k);
    int up = at + nx * ny;
    float v000 = bins[at];
    float v100 = bins[at + 1];
    float v010 = bins[at + nx];
    float v110 = bins[at + nx + 1];
    float v001 = bins[up];
    float v101 = bins[up + 1];
    float v011 = bins[up + nx];
    float v111 = bins[up + nx + 1];
    float x00 = v000 + fi * (v100 - v000);
    float x10 = v010 + fi * (v110 - v010);
    float x01 = v001 + fi * (v101 - v001);
    float x11 = v011 + fi * (v111 - v011);
    float y0 = x00 + fj * (x10 - x00);
    float y1 = x01 + fj * (x11 - x01);
    float v = y0 + fk * (y1 - y0);
    int b = Math.min((int) v, BINS - 2);
    float f = v - b;
    int cell = bin * BINS + b;
    joint[cell] += 1 - f;
    joint[cell + 1] += f;
    if (keep) {
      value[s] = v;
      float d00 = v100 - v000;
      float d10 = v110 - v010;
      float d01 = v101 - v001;
      float d11 = v111 - v011;
      float e0 = d00 + fj * (d10 - d00);
      float e1 = d01 + fj * (d11 - d01);
      gradientX[s] = e0 + fk * (e1 - e0);
      gradientY[s] = (x10 - x00) + fk * ((x11 - x01) - (x10 - x00));
      gradientZ[s] = y1 - y0;
    }
    return 1;
  }

  private void reserve(int count) {
    if (value.length < count) {
      value = new float[count];
      gradientX = new float[count];
      gradientY = new float[count];
      gradientZ = new float[count];
    }
  }

  private void clear() {
    java.util.Arrays.fill(joint, 0);
  }

  private double nmi = 1;
  private double jointEntropy;

  private double score(double inside, int count) {
    if (inside < 1) {
      nmi = 1;
      jointEntropy = 0;
      return 0;
    }
    java.util.Arrays.fill(templateMarginal, 0);
    java.util.Arrays.fill(scanMarginal, 0);
    double hab = 0;
    for (int a = 0; a < BINS; a++) {
      for (int b = 0; b < BINS; b++) {
        double p = joint[a * BINS + b];
        if (p > 0) {
          templateMarginal[a] += p;
          scanMarginal[b] += p;
          hab += p * Math.log(p);
        }
      }
    }
    double ha = 0;
    double hb = 0;
    for (int n = 0; n < BINS; n++) {
      if (templateMarginal[n] > 0) {
        ha += templateMarginal[n] * Math.log(templateMarginal[n]);
      }
      if (scanMarginal[n] > 0) {
        hb += scanMarginal[n] * Math.log(scanMarginal[n]);
      }
    }
    double log = Math.log(inside);
    double entropyA = log - ha / inside;
    double entropyB = log - hb / inside;
    jointEntropy = log - hab / inside;
    nmi = jointEntropy > 1e-9 ? (entropyA + entropyB) / jointEntropy : 1;
    return (nmi - 1) * overlapFactor(inside, count);
  }

  private static double overlapFactor(double inside, int count) {
    double f = inside / count / FULL_OVERLAP;
    return f < 1 ? f * f : 1;
  }

  /**
   * d NMI / d p(a,b) for every cell, times the sample count; constants that cancel between
   * neighbouring cells are left out.
   */
  private void fillSlope(double inside) {
    double scale = jointEntropy > 1e-9 ? 1 / jointEntropy : 0;
    for (int a = 0; a < BINS; a++) {
      for (int b = 0; b < BINS; b++) {
        double p = joint[a * BINS + b];
        // An empty cell would have an infinite slope; half a sample is the smallest that a window
        // can tell apart.
        double logJoint = Math.log(Math.max(p, 0.5) / inside);
        double logScan = Math.log(Math.max(scanMarginal[b], 0.5) / inside);
        slope[a * BINS + b] = scale * (nmi * logJoint - logScan);
      }
    }
  }
}
