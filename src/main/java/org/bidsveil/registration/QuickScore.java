package org.bidsveil.registration;

import java.util.Arrays;
import org.bidsveil.volume.Affine;

/**
 * The quick score of the exhaustive search: nearest neighbours, {@value #BINS} hard bins on each
 * axis, the measure and the overlap rule of {@link MutualInformation}. About ten times faster than
 * that, and as good at telling basins apart. A numeric kernel; not thread-safe.
 */
final class QuickScore {
  private static final int BINS = MutualInformation.BINS / 2;

  /** The most samples of one score. */
  static final int SAMPLES = 4096;

  private static final double[] LOG_TABLE = logTable();

  private final int[] joint = new int[BINS * BINS];
  private final int[] scanMarginal = new int[BINS];

  /** n ln n. */
  private static double[] logTable() {
    double[] table = new double[SAMPLES + 1];
    for (int n = 1; n < table.length; n++) {
      table[n] = n * Math.log(n);
    }
    return table;
  }

  double at(PyramidLevel level, TemplateSamples samples, int count, Affine scanFromAtlas) {
    Arrays.fill(joint, 0);
    int inside = count(level, samples, count, level.grid().voxelFromWorld().after(scanFromAtlas));
    if (inside < 1) {
      return 0;
    }
    Arrays.fill(scanMarginal, 0);
    double hab = 0;
    double ha = 0;
    for (int a = 0; a < BINS; a++) {
      int row = 0;
      for (int b = 0; b < BINS; b++) {
        int n = joint[a * BINS + b];
        row += n;
        scanMarginal[b] += n;
        hab += LOG_TABLE[n];
      }
      ha += LOG_TABLE[row];
    }
    double hb = 0;
    for (int n : scanMarginal) {
      hb += LOG_TABLE[n];
    }
    double all = LOG_TABLE[inside];
    double entropyJoint = all - hab;
    if (entropyJoint <= 0) {
      return 0;
    }
    return ((2 * all - ha - hb) / entropyJoint - 1)
        * MutualInformation.overlapFactor(inside, count);
  }

  private int count(PyramidLevel level, TemplateSamples samples, int count, Affine m) {
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
        joint[(bin[s] >> 1) * BINS + b]++;
        inside++;
      }
    }
    return inside;
  }
}
