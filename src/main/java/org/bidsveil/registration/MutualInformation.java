package org.bidsveil.registration;

import java.util.Arrays;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;
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
 * <p>A score leaves the scan's value and gradient at every sample behind, and the gradients below
 * are made from these: the scan is read once for each map. Everything is done in chunks of {@value
 * SampleKernel#CHUNK} samples whose sums are added in their order: the same bits on any number of
 * threads. Not thread-safe: one instance a climb.
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

  private final PyramidLevel level;
  private final TemplateSamples samples;
  private final int count;
  private final TaskExecutor executor;
  private final SampleKernel[] chunks;
  private final Affine voxelFromWorld;

  private final int[] joint = new int[BINS * BINS];
  private final double[] scanMarginal = new double[BINS];
  private final double[] logJoint = new double[BINS * BINS];
  private final float[] weights = new float[BINS * BINS];

  private Affine scanFromAtlas = Affine.IDENTITY;
  private int inside;
  private double nmi = 1;
  private double jointEntropy;

  /**
   * @param count how many of the samples, from the first
   */
  MutualInformation(PyramidLevel level, TemplateSamples samples, int count, TaskExecutor executor) {
    this.level = level;
    this.samples = samples;
    this.count = Math.min(count, samples.count());
    this.executor = executor;
    this.voxelFromWorld = level.grid().voxelFromWorld();
    this.chunks = SampleKernel.chunks(this.count);
  }

  int count() {
    return count;
  }

  /** The score at one map. */
  double score(Affine map) {
    return score(map, samples.x(), samples.y(), samples.z());
  }

  /** The score with every sample at a place of its own, template mm, before the affine map. */
  double score(Affine map, float[] x, float[] y, float[] z) {
    scanFromAtlas = map;
    Affine voxelFromAtlas = voxelFromWorld.after(map);
    executor.forEach(
        chunks.length, c -> chunks[c].sample(level, voxelFromAtlas, x, y, z, samples.bin()));
    Arrays.fill(joint, 0);
    inside = 0;
    for (SampleKernel chunk : chunks) {
      inside += chunk.addTo(joint);
    }
    return measure();
  }

  /**
   * The gradient at the map of the last score; {@code gradient[12]} and {@code structure[12][12]}
   * are filled.
   *
   * @param centre c above, in scan world mm
   */
  void gradient(Vec3 centre, double[] gradient, double[][] structure) {
    fillWeights();
    executor.forEach(chunks.length, c -> chunks[c].sumGradients(weights, samples));
    double[] sums = new double[SampleKernel.SUMS];
    for (SampleKernel chunk : chunks) {
      chunk.addSums(sums);
    }
    // Sums over voxel gradients and template positions; both are turned into the scan's world here,
    // where it costs nothing.
    double[][] world = {
      {voxelFromWorld.xx(), voxelFromWorld.yx(), voxelFromWorld.zx()},
      {voxelFromWorld.xy(), voxelFromWorld.yy(), voxelFromWorld.zy()},
      {voxelFromWorld.xz(), voxelFromWorld.yz(), voxelFromWorld.zz()}
    };
    double[][] generator = generator(centre);
    double factor = inside > 0 ? overlapFactor() / inside : 0;
    double[][] position = new double[PARAMETERS][];
    for (int r = 0; r < 3; r++) {
      for (int u = 0; u < 4; u++) {
        double[] row = new double[PARAMETERS];
        for (int q = 0; q < 3; q++) {
          for (int w = 0; w < 4; w++) {
            row[4 * q + w] = world[r][q] * generator[u][w];
          }
        }
        position[4 * r + u] = row;
      }
    }
    double[][] raw = SampleKernel.structure(sums);
    for (int p = 0; p < PARAMETERS; p++) {
      double sum = 0;
      for (int n = 0; n < PARAMETERS; n++) {
        sum += position[p][n] * sums[n];
      }
      gradient[p] = factor * sum;
    }
    congruence(position, raw, structure);
  }

  /** (y - c) / R and 1 as linear forms of the template's position (x, y, z, 1). */
  private double[][] generator(Vec3 centre) {
    Affine a = scanFromAtlas;
    double[][] forms = {
      {a.xx(), a.xy(), a.xz(), a.xt() - centre.x()},
      {a.yx(), a.yy(), a.yz(), a.yt() - centre.y()},
      {a.zx(), a.zy(), a.zz(), a.zt() - centre.z()},
      {0, 0, 0, RADIUS_MM}
    };
    for (double[] form : forms) {
      for (int w = 0; w < form.length; w++) {
        form[w] /= RADIUS_MM;
      }
    }
    return forms;
  }

  /** out = k s kᵀ. */
  private static void congruence(double[][] k, double[][] s, double[][] out) {
    double[] row = new double[PARAMETERS];
    for (int p = 0; p < PARAMETERS; p++) {
      for (int n = 0; n < PARAMETERS; n++) {
        double sum = 0;
        for (int m = 0; m < PARAMETERS; m++) {
          sum += k[p][m] * s[m][n];
        }
        row[n] = sum;
      }
      for (int q = 0; q < PARAMETERS; q++) {
        double sum = 0;
        for (int n = 0; n < PARAMETERS; n++) {
          sum += row[n] * k[q][n];
        }
        out[p][q] = sum;
      }
    }
  }

  /** Fills {@code pull[3 * count]}: d score / d (template position) of each sample, last score. */
  void sampleGradients(float[] pull) {
    fillWeights();
    Affine voxelFromAtlas = voxelFromWorld.after(scanFromAtlas);
    float factor = inside > 0 ? (float) (overlapFactor() / inside) : 0;
    executor.forEach(
        chunks.length, c -> chunks[c].pull(weights, factor, voxelFromAtlas, samples.bin(), pull));
  }

  private double measure() {
    nmi = 1;
    jointEntropy = 0;
    double total = (double) inside * SampleKernel.ONE;
    if (inside < 1) {
      return 0;
    }
    Arrays.fill(scanMarginal, 0);
    double hab = 0;
    double ha = 0;
    for (int a = 0; a < BINS; a++) {
      double row = 0;
      for (int b = 0; b < BINS; b++) {
        int p = joint[a * BINS + b];
        // An empty cell would have an infinite slope; half a sample is the smallest that a window
        // can tell apart.
        double log = Math.log(Math.max(p, SampleKernel.ONE / 2) / total);
        logJoint[a * BINS + b] = log;
        if (p > 0) {
          row += p;
          scanMarginal[b] += p;
          hab -= p * (p < SampleKernel.ONE / 2 ? Math.log(p / total) : log);
        }
      }
      ha -= row > 0 ? row * Math.log(row / total) : 0;
    }
    double hb = 0;
    for (double column : scanMarginal) {
      hb -= column > 0 ? column * Math.log(column / total) : 0;
    }
    jointEntropy = hab / total;
    nmi = jointEntropy > 1e-9 ? (ha + hb) / hab : 1;
    return (nmi - 1) * overlapFactor();
  }

  private double overlapFactor() {
    return overlapFactor(inside, count);
  }

  static double overlapFactor(double inside, int count) {
    double f = inside / count / FULL_OVERLAP;
    return f < 1 ? f * f : 1;
  }

  /**
   * The difference of d NMI / d p(a,b), times the sample count, between neighbouring scan bins;
   * constants that cancel are left out.
   */
  private void fillWeights() {
    double scale = jointEntropy > 1e-9 ? 1 / jointEntropy : 0;
    double total = Math.max(1, inside) * (double) SampleKernel.ONE;
    double[] logScan = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      logScan[b] = Math.log(Math.max(scanMarginal[b], SampleKernel.ONE / 2.0) / total);
    }
    for (int a = 0; a < BINS; a++) {
      for (int b = 0; b < BINS - 1; b++) {
        int at = a * BINS + b;
        double here = nmi * logJoint[at] - logScan[b];
        double next = nmi * logJoint[at + 1] - logScan[b + 1];
        weights[at] = (float) (scale * (next - here));
      }
    }
  }
}
