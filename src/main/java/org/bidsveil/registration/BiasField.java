package org.bidsveil.registration;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.bidsveil.numerics.Vectors;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The smooth rise and fall of a scan's brightness across the head, caused by its receiving coils,
 * relative to the template.
 *
 * <p>Where the template is equally bright, the scan should be too, whatever its contrast. So the
 * logarithm of the scan at the template's samples is modelled as a constant for each class of
 * template brightness plus a polynomial of the third degree in the template's coordinates (the
 * model of Wells et al. 1996, IEEE TMI 15:429, with the template in place of the tissues), fitted
 * by iteratively reweighted least squares with Tukey's biweight (Holland and Welsch 1977,
 * Communications in Statistics A6:813): samples where anatomies differ do not count.
 *
 * @param coefficients of the logarithm's polynomial in template world mm / {@value #UNIT_MM}, the
 *     monomials x^a y^b z^c with 1 &le; a + b + c &le; 3 in ascending order of a, then b, then c
 */
public record BiasField(List<Double> coefficients) {
  private static final int DEGREE = 3;

  /** Monomials of degree 1 to 3 in three variables. */
  private static final int TERMS = 19;

  /** Half of a head's extent: the polynomial's coordinates are within about -1 and 1. */
  private static final double UNIT_MM = 100;

  /**
   * Template bins below: air and bone, which say nothing of a scan's brightness
   * (docs/decisions/0024).
   */
  private static final int FIRST_CLASS = 4;

  /** Darker than this bin of the scan is air, noise or bone (docs/decisions/0024). */
  private static final double DARKEST_BIN = 1;

  /** As many as one step of the climb at 4 mm takes. */
  private static final int SAMPLES = 20_000;

  /** Fewer samples for each coefficient than this say nothing. */
  private static final int SAMPLES_A_TERM = 20;

  /** Not tuned: as many as the measurements of docs/decisions/0024 were made with. */
  private static final int ROUNDS = 6;

  /** Tukey's constant for 95 % efficiency on normal residuals (Holland and Welsch 1977). */
  private static final double TUKEY = 4.685;

  /** Standard deviation of a normal distribution by its median absolute deviation. */
  private static final double MAD = 1.4826;

  /** Keeps monomials that the field of view does not tell apart small. */
  private static final double RIDGE = 1e-4;

  /** A field without any unevenness. */
  public static final BiasField NONE =
      new BiasField(DoubleStream.generate(() -> 0).limit(TERMS).boxed().toList());

  public BiasField {
    coefficients = List.copyOf(coefficients);
    if (coefficients.size() != TERMS) {
      throw new IllegalArgumentException(TERMS + " coefficients, not " + coefficients.size());
    }
  }

  /** The exponents of x, y and z of each coefficient, {@code int[19][3]}. */
  public static int[][] exponents() {
    int[][] exponents = new int[TERMS][];
    int n = 0;
    for (int a = 0; a <= DEGREE; a++) {
      for (int b = 0; a + b <= DEGREE; b++) {
        for (int c = 0; a + b + c <= DEGREE; c++) {
          if (a + b + c > 0) {
            exponents[n++] = new int[] {a, b, c};
          }
        }
      }
    }
    return exponents;
  }

  /**
   * The field of a scan with the template at its place; {@link #NONE} when too little is in view.
   */
  public static BiasField of(Pyramid scan, TemplateSamples samples, Affine scanFromAtlas) {
    PyramidLevel level = scan.level(1);
    Grid grid = level.grid();
    Affine voxelFromAtlas = grid.voxelFromWorld().after(scanFromAtlas);
    int most = Math.min(SAMPLES, samples.count());
    double[][] terms = new double[most][];
    double[] logs = new double[most];
    int[] classes = new int[most];
    int n = 0;
    for (int s = 0; s < most; s++) {
      Vec3 at = voxelFromAtlas.apply(samples.x()[s], samples.y()[s], samples.z()[s]);
      int i = (int) Math.rint(at.x());
      int j = (int) Math.rint(at.y());
      int k = (int) Math.rint(at.z());
      if (samples.bin()[s] >= FIRST_CLASS && grid.contains(i, j, k)) {
        float value = level.bins()[grid.index(i, j, k)];
        if (value > DARKEST_BIN) {
          terms[n] = new double[TERMS];
          terms(samples.x()[s], samples.y()[s], samples.z()[s], terms[n]);
          logs[n] = Math.log(value);
          classes[n] = samples.bin()[s];
          n++;
        }
      }
    }
    return n < SAMPLES_A_TERM * TERMS ? NONE : new Fit(terms, logs, classes, n).field();
  }

  /** The mean of several fields, the same on both sides, as for a symmetric template. */
  public static BiasField symmetricMean(List<BiasField> fields) {
    int[][] exponents = exponents();
    Double[] mean = new Double[TERMS];
    for (int t = 0; t < TERMS; t++) {
      double sum = 0;
      for (BiasField field : fields) {
        sum += field.coefficients().get(t);
      }
      mean[t] = exponents[t][0] % 2 == 1 ? 0 : sum / fields.size();
    }
    return new BiasField(List.of(mean));
  }

  /** Whether it is {@link #NONE}. */
  boolean isEven() {
    for (double coefficient : coefficients) {
      if (coefficient != 0) {
        return false;
      }
    }
    return true;
  }

  /** What this one has beyond another. */
  BiasField minus(BiasField other) {
    Double[] difference = new Double[TERMS];
    for (int t = 0; t < TERMS; t++) {
      difference[t] = coefficients.get(t) - other.coefficients.get(t);
    }
    return new BiasField(List.of(difference));
  }

  /**
   * A scan divided by the field; beyond the template's samples the field goes on as at their
   * border.
   *
   * @param dark what of its values is no signal, the level from which the field was fitted
   */
  Volume takenFrom(
      Volume scan,
      double dark,
      TemplateSamples samples,
      Affine scanFromAtlas,
      TaskExecutor executor) {
    Grid grid = scan.grid();
    Affine atlasFromVoxel = scanFromAtlas.inverse().after(grid.worldFromVoxel());
    double[] x = TemplateSamples.range(samples.x());
    double[] y = TemplateSamples.range(samples.y());
    double[] z = TemplateSamples.range(samples.z());
    double[] c = coefficients.stream().mapToDouble(Double::doubleValue).toArray();
    // The field is a polynomial of degree 3: between points some 8 mm apart it is straight.
    int nx = points(grid, 0);
    int ny = points(grid, 1);
    int nz = points(grid, 2);
    float[] factor = new float[nx * ny * nz];
    double[] terms = new double[TERMS];
    for (int k = 0; k < nz; k++) {
      for (int j = 0; j < ny; j++) {
        for (int i = 0; i < nx; i++) {
          Vec3 p = atlasFromVoxel.apply(APART * i, APART * j, APART * k);
          terms(
              Math.clamp(p.x(), x[0], x[1]),
              Math.clamp(p.y(), y[0], y[1]),
              Math.clamp(p.z(), z[0], z[1]),
              terms);
          factor[i + nx * (j + ny * k)] = (float) Math.exp(-Vectors.dot(c, terms));
        }
      }
    }
    float[] out = scan.values().clone();
    executor.forEach(
        grid.nz(),
        k -> {
          float[] row = new float[nx];
          for (int j = 0; j < grid.ny(); j++) {
            row(factor, nx, ny, j, k, row);
            multiply(out, grid.index(0, j, k), grid.nx(), (float) dark, row);
          }
        });
    return new Volume(grid, out);
  }

  /** Voxels from one point of the factor to the next. */
  private static final int APART = 4;

  private static int points(Grid grid, int axis) {
    return (grid.size(axis) - 1) / APART + 2;
  }

  /** The factor along a row of voxels, at its points. */
  private static void row(float[] factor, int nx, int ny, int j, int k, float[] row) {
    float fj = (float) (j % APART) / APART;
    float fk = (float) (k % APART) / APART;
    int near = nx * (j / APART + ny * (k / APART));
    int far = near + nx * ny;
    for (int i = 0; i < nx; i++) {
      float a = factor[near + i] + (factor[near + nx + i] - factor[near + i]) * fj;
      float b = factor[far + i] + (factor[far + nx + i] - factor[far + i]) * fj;
      row[i] = a + (b - a) * fk;
    }
  }

  private static void multiply(float[] values, int from, int count, float dark, float[] row) {
    for (int i = 0; i < count; i++) {
      int p = i / APART;
      float factor = row[p] + (row[p + 1] - row[p]) * (i % APART) / APART;
      values[from + i] = dark + (values[from + i] - dark) * factor;
    }
  }

  /** Fills {@code out[19]} with the monomials at a point in template world mm. */
  private static void terms(double xMm, double yMm, double zMm, double[] out) {
    double x = xMm / UNIT_MM;
    double y = yMm / UNIT_MM;
    double z = zMm / UNIT_MM;
    int n = 0;
    double px = 1;
    for (int a = 0; a <= DEGREE; a++, px *= x) {
      double py = px;
      for (int b = 0; a + b <= DEGREE; b++, py *= y) {
        double pz = py;
        for (int c = 0; a + b + c <= DEGREE; c++, pz *= z) {
          if (a + b + c > 0) {
            out[n++] = pz;
          }
        }
      }
    }
  }

  /**
   * @param terms {@code double[count][19]}
   * @param logs of the scan's brightness
   * @param classes template bin of each sample
   */
  private record Fit(double[][] terms, double[] logs, int[] classes, int count) {
    BiasField field() {
      double[] weight = new double[count];
      Arrays.fill(weight, 1);
      double[] coefficients = new double[TERMS];
      for (int round = 0; round < ROUNDS; round++) {
        coefficients = solve(weight);
        reweigh(coefficients, weight);
      }
      return new BiasField(Arrays.stream(coefficients).boxed().toList());
    }

    /** Tukey's weight of each sample by its deviation from its class. */
    private void reweigh(double[] coefficients, double[] weight) {
      double[] mean = new double[MutualInformation.BINS];
      double[] total = new double[MutualInformation.BINS];
      double[] residual = new double[count];
      for (int s = 0; s < count; s++) {
        residual[s] = logs[s] - Vectors.dot(coefficients, terms[s]);
        mean[classes[s]] += weight[s] * residual[s];
        total[classes[s]] += weight[s];
      }
      double[] deviation = new double[count];
      for (int s = 0; s < count; s++) {
        double of = total[classes[s]];
        residual[s] -= of > 0 ? mean[classes[s]] / of : 0;
        deviation[s] = Math.abs(residual[s]);
      }
      Arrays.sort(deviation);
      double scale = TUKEY * MAD * deviation[count / 2];
      for (int s = 0; s < count; s++) {
        double r = scale > 0 ? residual[s] / scale : 0;
        double t = 1 - r * r;
        weight[s] = t > 0 ? t * t : 0;
      }
    }

    /** Weighted least squares, the constant of each class projected out. */
    private double[] solve(double[] weight) {
      int bins = MutualInformation.BINS;
      double[] total = new double[bins];
      double[] logMean = new double[bins];
      double[][] termMean = new double[bins][TERMS];
      for (int s = 0; s < count; s++) {
        int c = classes[s];
        double w = weight[s];
        total[c] += w;
        logMean[c] += w * logs[s];
        Vectors.addTimes(w, terms[s], TERMS, termMean[c]);
      }
      for (int c = 0; c < bins; c++) {
        double of = total[c] > 0 ? total[c] : 1;
        logMean[c] /= of;
        for (int t = 0; t < TERMS; t++) {
          termMean[c][t] /= of;
        }
      }
      double[][] normal = new double[TERMS][TERMS];
      double[] right = new double[TERMS];
      // In parts, so that the loop is compiled by the second.
      for (int s = 0; s < count; s += PART) {
        addUp(s, Math.min(count, s + PART), weight, logMean, termMean, normal, right);
      }
      double ridge = RIDGE * Arrays.stream(total).sum();
      for (int t = 0; t < TERMS; t++) {
        for (int u = 0; u < t; u++) {
          normal[u][t] = normal[t][u];
        }
        normal[t][t] += ridge;
      }
      return new LUDecomposition(new Array2DRowRealMatrix(normal, false))
          .getSolver()
          .solve(new ArrayRealVector(right, false))
          .toArray();
    }

    /** Not tuned: a twentieth of all samples. */
    private static final int PART = 1000;

    /** Adds up the normal equations over some of the samples. */
    private void addUp(
        int from,
        int to,
        double[] weight,
        double[] logMean,
        double[][] termMean,
        double[][] normal,
        double[] right) {
      double[] d = new double[TERMS];
      for (int s = from; s < to; s++) {
        double w = weight[s];
        if (w == 0) {
          continue;
        }
        int c = classes[s];
        double[] here = terms[s];
        double[] mean = termMean[c];
        for (int t = 0; t < TERMS; t++) {
          d[t] = here[t] - mean[t];
        }
        double log = logs[s] - logMean[c];
        for (int t = 0; t < TERMS; t++) {
          double wd = w * d[t];
          right[t] += wd * log;
          Vectors.addTimes(wd, d, t + 1, normal[t]);
        }
      }
    }
  }
}
