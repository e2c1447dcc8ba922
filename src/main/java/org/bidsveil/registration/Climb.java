package org.bidsveil.registration;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/**
 * One local maximisation of {@link MutualInformation} minus {@link ShapePrior} in a subspace of the
 * generator: preconditioned steps inside a trust radius in mm.
 */
final class Climb {
  /** Rotations, translations and one size: rows are generators. */
  static final double[][] SIMILARITY = similarity();

  /** Rotations and translations. */
  static final double[][] RIGID = Arrays.copyOf(SIMILARITY, 6);

  static final double[][] AFFINE = identity();

  /** A climb ends when its steps are shorter than this share of the level's spacing. */
  private static final double SHORTEST = 1.0 / 64;

  /** Keeps directions that the samples do not tell apart small, a share of the mean eigenvalue. */
  private static final double DAMPING = 1e-3;

  private final MutualInformation information;
  private final Vec3 templateCentre;
  private final double spacingMm;
  private final double[] gradient = new double[MutualInformation.PARAMETERS];
  private final double[][] structure =
      new double[MutualInformation.PARAMETERS][MutualInformation.PARAMETERS];

  /** One alignment on the way: score is NMI - 1 minus the penalties. */
  record Candidate(Affine scanFromAtlas, double score) {}

  /**
   * @param pyramidLevel 0, 1, 2: about 2, 4, 8 mm
   * @param count how many samples, from the first
   */
  Climb(Pyramid scan, int pyramidLevel, TemplateSamples samples, int count, TaskExecutor executor) {
    this.information = new MutualInformation(scan.level(pyramidLevel), samples, count, executor);
    this.templateCentre = samples.centreMm();
    this.spacingMm = Pyramid.SPACING_MM[pyramidLevel];
  }

  /** From a start, in at most so many steps; the first is as long as the level's spacing. */
  Candidate run(Affine start, double[][] basis, int steps) {
    Affine map = start;
    double radius = spacingMm;
    double score = information.score(map) - ShapePrior.penalty(map);
    Vec3 centre = map.apply(templateCentre);
    double[] direction = direction(basis, map, centre);
    for (int n = 0; n < steps && radius > SHORTEST * spacingMm; n++) {
      Affine trial = moved(map, centre, direction, radius);
      double trialScore = information.score(trial) - ShapePrior.penalty(trial);
      if (trialScore > score) {
        map = trial;
        score = trialScore;
        centre = map.apply(templateCentre);
        direction = direction(basis, map, centre);
        radius *= 1.5;
      } else {
        radius *= 0.4;
      }
    }
    return new Candidate(map, score);
  }

  /**
   * The preconditioned direction at the map of the last score, its largest displacement at the
   * head's surface 1 mm.
   */
  private double[] direction(double[][] basis, Affine map, Vec3 centre) {
    information.gradient(centre, gradient, structure);
    if (Double.isFinite(ShapePrior.penalty(map))) {
      ShapePrior.addGradient(map, -1, gradient);
    }
    int m = basis.length;
    double[][] h = new double[m][m];
    double[] g = new double[m];
    double[][] sb = new double[m][MutualInformation.PARAMETERS];
    for (int r = 0; r < m; r++) {
      for (int p = 0; p < MutualInformation.PARAMETERS; p++) {
        double sum = 0;
        for (int q = 0; q < MutualInformation.PARAMETERS; q++) {
          sum += structure[p][q] * basis[r][q];
        }
        sb[r][p] = sum;
        g[r] += basis[r][p] * gradient[p];
      }
    }
    double trace = 0;
    for (int r = 0; r < m; r++) {
      for (int c = 0; c < m; c++) {
        for (int p = 0; p < MutualInformation.PARAMETERS; p++) {
          h[r][c] += basis[c][p] * sb[r][p];
        }
      }
      trace += h[r][r];
    }
    double[] direction = new double[MutualInformation.PARAMETERS];
    if (!(trace > 0)) {
      return direction;
    }
    for (int r = 0; r < m; r++) {
      h[r][r] += DAMPING * trace / m;
    }
    double[] step =
        new LUDecomposition(new Array2DRowRealMatrix(h, false))
            .getSolver()
            .solve(new ArrayRealVector(g, false))
            .toArray();
    for (int r = 0; r < m; r++) {
      for (int p = 0; p < MutualInformation.PARAMETERS; p++) {
        direction[p] += step[r] * basis[r][p];
      }
    }
    double largest = largestDisplacement(direction);
    if (largest > 0) {
      for (int p = 0; p < direction.length; p++) {
        direction[p] /= largest;
      }
    }
    return direction;
  }

  /** Over the six poles of the sphere of radius {@link MutualInformation#RADIUS_MM}. */
  private static double largestDisplacement(double[] d) {
    double largest = 0;
    for (int axis = 0; axis < 3; axis++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        double norm = 0;
        for (int r = 0; r < 3; r++) {
          double move = sign * d[4 * r + axis] + d[4 * r + 3];
          norm += move * move;
        }
        largest = Math.max(largest, norm);
      }
    }
    return Math.sqrt(largest);
  }

  private static Affine moved(Affine map, Vec3 centre, double[] d, double radius) {
    double f = radius / MutualInformation.RADIUS_MM;
    Affine linear =
        new Affine(
            1 + f * d[0],
            f * d[1],
            f * d[2],
            0,
            f * d[4],
            1 + f * d[5],
            f * d[6],
            0,
            f * d[8],
            f * d[9],
            1 + f * d[10],
            0);
    return Affine.translation(radius * d[3], radius * d[7], radius * d[11])
        .after(linear.about(centre))
        .after(map);
  }

  private static double[][] identity() {
    double[][] basis = new double[MutualInformation.PARAMETERS][MutualInformation.PARAMETERS];
    for (int p = 0; p < basis.length; p++) {
      basis[p][p] = 1;
    }
    return basis;
  }

  private static double[][] similarity() {
    double[][] basis = new double[7][MutualInformation.PARAMETERS];
    for (int axis = 0; axis < 3; axis++) {
      basis[axis][4 * axis + 3] = 1;
      basis[6][4 * axis + axis] = 1;
      int a = (axis + 1) % 3;
      int b = (axis + 2) % 3;
      basis[3 + axis][4 * a + b] = -1;
      basis[3 + axis][4 * b + a] = 1;
    }
    return basis;
  }
}
