package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class MutualInformationTest {
  private static final TemplateSamples SAMPLES = AverageHead.ATLAS.samples();
  private static final int COUNT = 20_000;

  /**
   * The head in a field of view that holds all of it, air around included, wherever it is moved.
   */
  private static final Volume SCAN =
      AverageHead.scan(
          Affine.IDENTITY,
          AverageHead.cube(100, 4, AverageHead.ATLAS.template().grid().centreMm()));

  private static final PyramidLevel LEVEL = Pyramid.of(SCAN, TaskExecutor.of(1)).level(1);
  private static final Affine OFF =
      Affine.translation(4, -3, 5)
          .after(Affine.rotation(0.06, -0.04, 0.05).about(SAMPLES.centreMm()))
          .after(Affine.scaling(1.03, 0.98, 1.02));

  private final MutualInformation information = on(LEVEL, COUNT);

  @Test
  void aHeadIsMostLikeItselfInPlace() {
    double inPlace = information.score(Affine.IDENTITY);
    Affine[] others = {
      Affine.translation(4, 0, 0),
      Affine.translation(0, -4, 0),
      Affine.translation(0, 0, 4),
      Affine.rotation(0.08, 0, 0),
      Affine.rotation(0, 0, -0.08),
      Affine.scaling(1.06, 1, 1)
    };
    for (Affine other : others) {
      double score = information.score(other);
      assertTrue(score < inPlace - 0.005, score + " at " + other + ", in place " + inPlace);
    }
    assertTrue(inPlace > 0.3, "in place " + inPlace);
  }

  @Test
  void contrastDoesNotMatter() {
    PyramidLevel inverted = Pyramid.of(AverageHead.inverted(SCAN), TaskExecutor.of(1)).level(1);
    MutualInformation other = on(inverted, COUNT);
    assertTrue(other.score(Affine.IDENTITY) > other.score(OFF) + 0.02);
  }

  @Test
  void aConstantScanAndAnEmptyFieldOfViewScoreNothing() {
    PyramidLevel constant = new PyramidLevel(LEVEL.grid(), new float[LEVEL.grid().voxelCount()]);
    assertEquals(0, on(constant, COUNT).score(Affine.IDENTITY), 1e-9);
    assertEquals(0, new QuickScore().at(constant, SAMPLES, 1000, Affine.IDENTITY), 1e-9);
    Affine away = Affine.translation(5000, 0, 0);
    assertEquals(0, information.score(away));
    assertEquals(0, new QuickScore().at(LEVEL, SAMPLES, 1000, away));
  }

  @Test
  void leavingTheImageDoesNotPay() {
    // Only a corner of the template's air overlaps the lattice, all the rest is outside.
    Affine corner = Affine.translation(290, 290, 290);
    assertTrue(information.score(corner) < 0.02);
  }

  @Test
  void theGradientIsTheSlopeOfTheScore() {
    Vec3 centre = OFF.apply(SAMPLES.centreMm());
    double[] gradient = new double[MutualInformation.PARAMETERS];
    double[][] structure = new double[MutualInformation.PARAMETERS][MutualInformation.PARAMETERS];
    information.score(OFF);
    information.gradient(centre, gradient, structure);
    double[] slope = new double[gradient.length];
    double step = 0.05;
    for (int p = 0; p < slope.length; p++) {
      slope[p] =
          (information.score(moved(p, step, centre)) - information.score(moved(p, -step, centre)))
              / (2 * step);
    }
    assertParallel(slope, gradient);
  }

  @Test
  void thePreconditionerIsSymmetricAndPositive() {
    double[][] structure = new double[MutualInformation.PARAMETERS][MutualInformation.PARAMETERS];
    MutualInformation few = on(LEVEL, 2000);
    few.score(OFF);
    few.gradient(OFF.apply(SAMPLES.centreMm()), new double[12], structure);
    for (int p = 0; p < structure.length; p++) {
      assertTrue(structure[p][p] > 0);
      for (int q = 0; q < structure.length; q++) {
        assertEquals(structure[p][q], structure[q][p], 1e-9 * structure[p][p]);
      }
    }
  }

  @Test
  void theSamplesPullTogetherAsTheWholeDoes() {
    float[] pull = new float[3 * COUNT];
    information.score(OFF);
    information.sampleGradients(pull);
    double[] sum = new double[3];
    for (int n = 0; n < pull.length; n++) {
      sum[n % 3] += pull[n];
    }
    double[] slope = new double[3];
    float step = 0.05f;
    for (int axis = 0; axis < 3; axis++) {
      slope[axis] = (shifted(axis, step) - shifted(axis, -step)) / (2 * step);
    }
    assertParallel(slope, sum);
  }

  @Test
  void theQuickScoreRanksAsTheScoreDoes() {
    int count = 2000;
    double[] full = new double[12];
    double[] quick = new double[12];
    for (int n = 0; n < full.length; n++) {
      double off = 5 * n;
      Affine map =
          Affine.translation(off, -0.5 * off, 0)
              .after(Affine.rotation(0, 0.03 * n, 0).about(SAMPLES.centreMm()));
      full[n] = on(LEVEL, count).score(map);
      quick[n] = new QuickScore().at(LEVEL, SAMPLES, count, map);
    }
    // Half the bins and no interpolation: another scale, but the same measure.
    assertEquals(1, quick[0] / full[0], 0.25, quick[0] + " and " + full[0]);
    int compared = 0;
    for (int a = 0; a < full.length; a++) {
      for (int b = 0; b < full.length; b++) {
        if (full[a] > full[b] + 0.01) {
          assertTrue(quick[a] > quick[b], "step " + a + " against " + b);
          compared++;
        }
      }
    }
    assertTrue(compared > 20, "compared " + compared);
  }

  /** The score with every sample moved along one axis of the template, mm. */
  private double shifted(int axis, float by) {
    float[][] at = {SAMPLES.x().clone(), SAMPLES.y().clone(), SAMPLES.z().clone()};
    for (int s = 0; s < COUNT; s++) {
      at[axis][s] += by;
    }
    return information.score(OFF, at[0], at[1], at[2]);
  }

  private static MutualInformation on(PyramidLevel level, int count) {
    return new MutualInformation(level, SAMPLES, count, TaskExecutor.of(1));
  }

  /** {@link #OFF} after a small step along one entry of the generator. */
  private static Affine moved(int parameter, double step, Vec3 centre) {
    double[] x = Affine.IDENTITY.toArray();
    if (parameter % 4 == 3) {
      x[parameter] = step;
      return Affine.fromArray(x).after(OFF);
    }
    x[parameter] += step / MutualInformation.RADIUS_MM;
    return Affine.fromArray(x).about(centre).after(OFF);
  }

  /**
   * The same direction and length up to the kinks of linear windows and trilinear interpolation.
   */
  private static void assertParallel(double[] expected, double[] actual) {
    double ee = 0;
    double aa = 0;
    double ea = 0;
    for (int n = 0; n < expected.length; n++) {
      ee += expected[n] * expected[n];
      aa += actual[n] * actual[n];
      ea += expected[n] * actual[n];
    }
    assertTrue(ee > 0);
    assertEquals(1, ea / Math.sqrt(ee * aa), 0.005, "cosine");
    assertEquals(1, Math.sqrt(aa / ee), 0.05, "length");
  }
}
