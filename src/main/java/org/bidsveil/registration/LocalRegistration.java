package org.bidsveil.registration;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.alignment.DisplacementField;
import org.bidsveil.numerics.QuasiNewton;
import org.bidsveil.numerics.Vectors;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;

/**
 * Refines an affine alignment with a cubic B-spline displacement of the template's points (Rueckert
 * et al. 1999, IEEE TMI 18:712): maximises {@link MutualInformation} minus a penalty on first and
 * second differences of the control points. The lattice is finer from stage to stage; each stage
 * climbs by quasi-Newton steps of bounded length ({@link QuasiNewton}).
 */
public final class LocalRegistration {
  private final TemplateSamples samples;
  private final Settings settings;

  /**
   * @param spacingMm control point distances, coarse to fine
   * @param level pyramid level of each stage (0 = 2 mm, 1 = 4 mm)
   * @param sampleCount template samples of each stage
   * @param steps largest number of steps of each stage, refused ones counted
   * @param stiffness weight of the penalty
   */
  public record Settings(
      double[] spacingMm, int[] level, int[] sampleCount, int[] steps, double stiffness) {
    /** The settings for one scan (docs/decisions/0015, 0094). */
    public static Settings scan() {
      return new Settings(
          new double[] {40, 24},
          new int[] {1, 0},
          new int[] {20_000, 50_000},
          new int[] {12, 8},
          2e-3);
    }

    /** The settings for building the atlas: finer, until the average is sharp. */
    public static Settings atlas() {
      return new Settings(
          new double[] {40, 20, 10},
          new int[] {1, 1, 0},
          new int[] {40_000, 80_000, 160_000},
          new int[] {20, 20, 16},
          5e-4);
    }
  }

  private static final double MIN_STEP_MM = 0.02;

  /** What is left of a step that led down (docs/decisions/0094). */
  private static final double SHORTER = 0.4;

  private static final double DENSE_MM = 5;

  public LocalRegistration(TemplateSamples samples, Settings settings) {
    this.samples = samples;
    this.settings = settings;
  }

  /** The refined alignment, with its affine part unchanged. */
  public Alignment refine(Pyramid scan, Affine scanFromAtlas, TaskExecutor executor) {
    return Alignment.local(scanFromAtlas, displacement(scan, scanFromAtlas, executor), executor);
  }

  DisplacementField displacement(Pyramid scan, Affine scanFromAtlas, TaskExecutor executor) {
    double[] x = TemplateSamples.range(samples.x());
    double[] y = TemplateSamples.range(samples.y());
    double[] z = TemplateSamples.range(samples.z());
    double[] low = {x[0], y[0], z[0]};
    double[] high = {x[1], y[1], z[1]};
    ControlLattice lattice = new ControlLattice(low, high, settings.spacingMm()[0]);
    for (int stage = 0; stage < settings.spacingMm().length; stage++) {
      if (stage > 0) {
        ControlLattice finer = new ControlLattice(low, high, settings.spacingMm()[stage]);
        finer.interpolate(lattice);
        lattice = finer;
      }
      int level = settings.level()[stage];
      LocalClimb climb =
          new LocalClimb(
              lattice,
              scan.level(level),
              samples,
              settings.sampleCount()[stage],
              scanFromAtlas,
              settings.stiffness(),
              executor);
      // Within a voxel brightness is as good as linear; the slope tells little beyond.
      climb(climb, lattice, settings.steps()[stage], Pyramid.SPACING_MM[level]);
    }
    return dense(lattice, low, high, executor);
  }

  /**
   * Climbs to the end of the steps, or until they are short.
   *
   * @param longestMm no control point is moved farther along an axis in one step
   */
  private static void climb(LocalClimb climb, ControlLattice lattice, int steps, double longestMm) {
    QuasiNewton newton = new QuasiNewton();
    double score = climb.score();
    double[] best = lattice.values.clone();
    QuasiNewton.Slope slope = climb.slope();
    double[] direction = newton.direction(slope);
    double share = longestMm / largest(direction);
    for (int left = steps; left > 0 && share * largest(direction) > MIN_STEP_MM; left--) {
      for (int p = 0; p < best.length; p++) {
        lattice.values[p] = best[p] + share * direction[p];
      }
      double trial = climb.score();
      if (!(trial > score)) {
        share *= SHORTER;
        continue;
      }
      score = trial;
      double[] step = Vectors.difference(lattice.values, best);
      best = lattice.values.clone();
      if (left > 1) {
        QuasiNewton.Slope next = climb.slope();
        newton.remember(step, slope.gradient(), next.gradient());
        slope = next;
        direction = newton.direction(slope);
        double reach = longestMm / largest(direction);
        share = newton.isNew() ? reach : Math.min(1, reach);
      }
    }
    System.arraycopy(best, 0, lattice.values, 0, best.length);
  }

  private static double largest(double[] direction) {
    double largest = 0;
    for (double value : direction) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static DisplacementField dense(
      ControlLattice lattice, double[] low, double[] high, TaskExecutor executor) {
    int nx = (int) Math.ceil((high[0] - low[0]) / DENSE_MM) + 2;
    int ny = (int) Math.ceil((high[1] - low[1]) / DENSE_MM) + 2;
    int nz = (int) Math.ceil((high[2] - low[2]) / DENSE_MM) + 2;
    Grid grid =
        new Grid(
            nx,
            ny,
            nz,
            new Affine(DENSE_MM, 0, 0, low[0], 0, DENSE_MM, 0, low[1], 0, 0, DENSE_MM, low[2]));
    float[] mm = new float[3 * grid.voxelCount()];
    executor.forEach(
        nz,
        k -> {
          double[] u = new double[3];
          float[] basis = new float[ControlLattice.BASIS];
          double z = Math.min(low[2] + DENSE_MM * k, high[2]);
          for (int j = 0; j < ny; j++) {
            double y = Math.min(low[1] + DENSE_MM * j, high[1]);
            for (int i = 0; i < nx; i++) {
              lattice.at(Math.min(low[0] + DENSE_MM * i, high[0]), y, z, basis, u);
              int at = 3 * grid.index(i, j, k);
              mm[at] = (float) u[0];
              mm[at + 1] = (float) u[1];
              mm[at + 2] = (float) u[2];
            }
          }
        });
    return new DisplacementField(grid, mm);
  }
}
