package org.bidsveil.registration;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.alignment.DisplacementField;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;

/**
 * Refines an affine alignment with a cubic B-spline displacement of the template's points (Rueckert
 * et al. 1999, IEEE TMI 18:712): maximises {@link MutualInformation} minus a penalty on first and
 * second differences of the control points. The lattice is halved from stage to stage; each stage
 * climbs along the diagonally preconditioned gradient inside a trust radius.
 */
public final class LocalRegistration {
  private final TemplateSamples samples;
  private final Settings settings;

  /**
   * @param spacingMm control point distances, coarse to fine
   * @param level pyramid level of each stage (0 = 2 mm, 1 = 4 mm)
   * @param sampleCount template samples of each stage
   * @param steps largest number of steps of each stage
   * @param stiffness weight of the penalty
   */
  public record Settings(
      double[] spacingMm, int[] level, int[] sampleCount, int[] steps, double stiffness) {
    /** The settings for one scan (docs/decisions/0015). */
    public static Settings scan() {
      return new Settings(
          new double[] {40, 24},
          new int[] {1, 1},
          new int[] {20_000, 30_000},
          new int[] {20, 20},
          1e-3);
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

  private static final double FIRST_STEP_MM = 2;
  private static final double MIN_STEP_MM = 0.02;
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
      LocalClimb climb =
          new LocalClimb(
              lattice,
              scan.level(settings.level()[stage]),
              samples,
              settings.sampleCount()[stage],
              scanFromAtlas,
              settings.stiffness(),
              executor);
      climb(climb, lattice, settings.steps()[stage]);
    }
    return dense(lattice, low, high, executor);
  }

  private static void climb(LocalClimb climb, ControlLattice lattice, int steps) {
    double radius = FIRST_STEP_MM;
    double score = climb.score();
    double[] direction = climb.direction();
    double[] best = lattice.values.clone();
    for (int n = 0; n < steps && radius > MIN_STEP_MM; n++) {
      for (int p = 0; p < best.length; p++) {
        lattice.values[p] = best[p] + radius * direction[p];
      }
      double trial = climb.score();
      if (trial > score) {
        score = trial;
        best = lattice.values.clone();
        direction = climb.direction();
        radius *= 1.4;
      } else {
        radius *= 0.4;
      }
    }
    System.arraycopy(best, 0, lattice.values, 0, best.length);
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
