package org.bidsveil.registration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/**
 * Places the head template in a scan: 12 degrees of freedom, maximising {@link MutualInformation}
 * minus {@link ShapePrior}.
 *
 * <p>An exhaustive search over orientations, positions and sizes at 8 mm; the best distinct
 * candidates are climbed with 7 (rotation, translation, size) and then 12 degrees of freedom, fewer
 * of them at 4 mm, the best at 2 mm. Each climb takes preconditioned steps inside a trust radius in
 * mm. The header's orientation is where the search starts from, not what it believes: every
 * orientation is tried, at a small cost for leaving the header's.
 */
public final class AffineRegistration {
  private final TemplateSamples samples;
  private final SearchSettings settings;

  /**
   * How wide the search is. The defaults are those of docs/decisions/0014.
   *
   * @param orientations how many rotations are spread over SO(3); 0 = the header's only
   * @param searchSamples template samples of one evaluation of the search
   * @param coarseCandidates how many are climbed at 8 mm
   * @param middleCandidates how many are climbed at 4 mm
   */
  public record SearchSettings(
      int orientations, int searchSamples, int coarseCandidates, int middleCandidates) {

    public static final SearchSettings DEFAULT = new SearchSettings(600, 1000, 10, 4);

    /** For scans that are known to be nearly aligned already, such as those of one session. */
    public static final SearchSettings LOCAL = new SearchSettings(0, 1500, 1, 1);
  }

  /**
   * Steps of the template's centre along its axes, mm. Heads lie off the centre of mass when neck
   * or half of them is in view.
   */
  private static final double STEP_MM = 30;

  private static final double[] SIZES = {0.85, 1.05};

  /**
   * Steps with the head as the header has it: halves of heads, crops, long necks
   * (docs/decisions/0025).
   */
  private static final double UPRIGHT_STEP_MM = 20;

  /** Steps to each side, and upwards: half of a head's half (docs/decisions/0025). */
  private static final int UPRIGHT_BESIDE = 2;

  private static final int UPRIGHT_ABOVE = 3;

  /** A head reaches no farther from its centre of mass; what does is neck (docs/decisions/0014). */
  private static final double HEAD_MM = 110;

  /**
   * A climb reaches farther than a step: neighbours would climb to the same place
   * (docs/decisions/0025).
   */
  private static final double UPRIGHT_APART_MM = 25;

  /** How many of those are climbed (docs/decisions/0025). */
  private static final int UPRIGHT = 10;

  /** A head turned by 90 degrees against its header costs as much as this much NMI. */
  private static final double ORIENTATION_WEIGHT = 0.006;

  /** Scores at 4 mm that differ by less do not rank two basins (docs/decisions/0014). */
  private static final double AMBIGUOUS = 0.025;

  private static final int COARSE = 2;
  private static final int MIDDLE = 1;
  private static final int FINE = 0;
  private static final int[] SAMPLES = {50_000, 20_000, 5_000};
  private static final double MIN_STEP_MM = 0.03;
  private static final double DAMPING = 1e-3;

  /** Two candidates are the same when no point of the head differs by more than this. */
  private static final double DISTINCT_MM = 12;

  public AffineRegistration(TemplateSamples samples, SearchSettings settings) {
    this.samples = samples;
    this.settings = settings;
  }

  /** One alignment on the way: score is NMI - 1 minus the penalties. */
  record Candidate(Affine scanFromAtlas, double score) {}

  /**
   * Where the climbs begin.
   *
   * @param upright with the head as the header has it, one or more
   * @param turned with the head in any orientation
   */
  private record Starts(List<Candidate> upright, List<Candidate> turned) {
    List<Candidate> all() {
      return Stream.concat(upright.stream(), turned.stream()).toList();
    }
  }

  /** Registers the template to the scan. */
  public RegistrationResult register(Pyramid scan, TaskExecutor executor) {
    Starts starts = search(scan.level(COARSE), executor);
    List<Candidate> climbed =
        climbAll(
            scan.level(COARSE), samples, SAMPLES[COARSE], starts.all(), COARSE, true, executor);
    Candidate upright = best(climbed.subList(0, starts.upright().size()));
    List<Candidate> distinct =
        withFirst(upright, distinct(climbed, settings.middleCandidates(), DISTINCT_MM));
    List<Candidate> refined =
        climbAll(scan.level(MIDDLE), samples, SAMPLES[MIDDLE], distinct, MIDDLE, false, executor);
    List<Candidate> ranked = distinct(refined, settings.middleCandidates(), DISTINCT_MM);
    Candidate best = ranked.getFirst();
    double runnerUp = ranked.size() > 1 ? ranked.get(1).score() : 0;
    double gap = best.score() - runnerUp;
    // Where 4 mm cannot tell, 2 mm can.
    List<Candidate> close =
        withFirst(
            refined.getFirst(),
            ranked.stream().filter(c -> best.score() - c.score() < AMBIGUOUS).toList());
    Candidate last =
        climbAll(scan.level(FINE), samples, SAMPLES[FINE], close, FINE, false, executor).stream()
            .max(Comparator.comparingDouble(c -> c.score() - turnPenalty(c.scanFromAtlas())))
            .orElse(best);
    double nmi =
        new MutualInformation()
            .score(
                scan.level(FINE),
                samples,
                Math.min(SAMPLES[FINE], samples.count()),
                last.scanFromAtlas());
    return new RegistrationResult(last.scanFromAtlas(), nmi, gap);
  }

  /** Climbs from a given alignment only: 4 mm, then 2 mm. */
  public RegistrationResult refine(Pyramid scan, Affine start) {
    Candidate at4 =
        climb(scan.level(MIDDLE), samples, SAMPLES[MIDDLE], new Candidate(start, 0), MIDDLE, false);
    Candidate at2 = climb(scan.level(FINE), samples, SAMPLES[FINE], at4, FINE, false);
    double nmi =
        new MutualInformation()
            .score(
                scan.level(FINE),
                samples,
                Math.min(SAMPLES[FINE], samples.count()),
                at2.scanFromAtlas());
    return new RegistrationResult(at2.scanFromAtlas(), nmi, 0);
  }

  private static Candidate best(List<Candidate> candidates) {
    return candidates.stream().max(Comparator.comparingDouble(Candidate::score)).orElseThrow();
  }

  /** The list with this candidate in front, once. */
  private static List<Candidate> withFirst(Candidate first, List<Candidate> others) {
    List<Candidate> all = new ArrayList<>();
    all.add(first);
    others.stream().filter(c -> c != first).forEach(all::add);
    return all;
  }

  private static double turnPenalty(Affine map) {
    double quarters = Rotations.angle(map) / (Math.PI / 2);
    return ORIENTATION_WEIGHT * quarters * quarters;
  }

  private Starts search(PyramidLevel level, TaskExecutor executor) {
    Vec3 mass = centreOfMass(level);
    List<Affine> rotations = Rotations.spread(settings.orientations());
    double[] reach = headReachMm(level, mass);
    List<Vec3> offsets = offsets(reach);
    int count = Math.min(settings.searchSamples(), samples.count());
    Candidate[] best = new Candidate[rotations.size() * SIZES.length];
    executor.forEach(
        best.length,
        n -> {
          Affine rotation = rotations.get(n / SIZES.length);
          double penalty = turnPenalty(rotation);
          double size = SIZES[n % SIZES.length];
          Affine linear = rotation.after(Affine.scaling(size, size, size));
          best[n] = best(placed(level, linear, offsets, mass, count, penalty));
        });
    // The header is usually right: its orientation is searched more finely, and climbed whatever
    // the quick score thinks of it.
    List<Vec3> near = uprightOffsets(reach);
    int many = Math.min(MutualInformation.QUICK_SAMPLES, samples.count());
    List<List<Candidate>> upright = new ArrayList<>(Collections.nCopies(SIZES.length, List.of()));
    executor.forEach(
        SIZES.length,
        n -> {
          Affine linear = Affine.scaling(SIZES[n], SIZES[n], SIZES[n]);
          upright.set(n, placed(level, linear, near, mass, many, 0));
        });
    return new Starts(
        distinct(upright.stream().flatMap(List::stream).toList(), UPRIGHT, UPRIGHT_APART_MM),
        distinct(Arrays.asList(best), settings.coarseCandidates(), DISTINCT_MM));
  }

  /** The template's centre plus each offset, along the template's axes, at the centre of mass. */
  private List<Candidate> placed(
      PyramidLevel level, Affine linear, List<Vec3> offsets, Vec3 mass, int count, double penalty) {
    MutualInformation information = new MutualInformation();
    List<Candidate> placed = new ArrayList<>(offsets.size());
    for (Vec3 offset : offsets) {
      Vec3 shift = mass.minus(linear.apply(samples.centreMm().plus(offset)));
      Affine map = Affine.translation(shift.x(), shift.y(), shift.z()).after(linear);
      placed.add(new Candidate(map, information.quickScore(level, samples, count, map) - penalty));
    }
    return placed;
  }

  /** The same for a head that lies as its header says: all around, in finer steps. */
  private static List<Vec3> uprightOffsets(double[] reach) {
    List<Vec3> offsets = new ArrayList<>();
    int below = (int) Math.clamp(Math.ceil((reach[1] - HEAD_MM) / UPRIGHT_STEP_MM), 4, 12);
    for (int z = -below; z <= UPRIGHT_ABOVE; z++) {
      for (int y = -UPRIGHT_BESIDE; y <= UPRIGHT_BESIDE; y++) {
        for (int x = -UPRIGHT_BESIDE; x <= UPRIGHT_BESIDE; x++) {
          offsets.add(new Vec3(x * UPRIGHT_STEP_MM, y * UPRIGHT_STEP_MM, z * UPRIGHT_STEP_MM));
        }
      }
    }
    return offsets;
  }

  /**
   * Where the template's centre may lie against the centre of mass: down a neck, or to the side of
   * half a head.
   */
  private static List<Vec3> offsets(double[] reach) {
    List<Vec3> offsets = new ArrayList<>();
    int below = (int) Math.clamp(Math.ceil((reach[1] - HEAD_MM) / STEP_MM), 1, 8);
    for (int up = -below; up <= 2; up++) {
      for (int side = -1; side <= 1; side++) {
        offsets.add(new Vec3(side * STEP_MM, 0, up * STEP_MM));
        if (side != 0) {
          offsets.add(new Vec3(0, side * STEP_MM, up * STEP_MM));
        }
      }
    }
    return offsets;
  }

  /** How far signal reaches from the centre of mass: median and largest extent in mm. */
  private static double[] headReachMm(PyramidLevel level, Vec3 mass) {
    Grid grid = level.grid();
    double largest = 0;
    for (int corner = 0; corner < 8; corner++) {
      Vec3 at =
          grid.worldFromVoxel()
              .apply(
                  (corner & 1) == 0 ? 0 : grid.nx() - 1,
                  (corner & 2) == 0 ? 0 : grid.ny() - 1,
                  (corner & 4) == 0 ? 0 : grid.nz() - 1);
      Vec3 d = at.minus(mass);
      largest =
          Math.max(largest, Math.max(Math.abs(d.x()), Math.max(Math.abs(d.y()), Math.abs(d.z()))));
    }
    return new double[] {largest / 2, largest};
  }

  /**
   * Centre of what is brighter than 0.8 of Otsu's threshold, in world mm; the middle of the lattice
   * when nothing is.
   */
  private static Vec3 centreOfMass(PyramidLevel level) {
    double threshold = 0.8 * Percentiles.of(level.bins()).otsu();
    Grid grid = level.grid();
    double sum = 0;
    double si = 0;
    double sj = 0;
    double sk = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          if (level.bins()[grid.index(i, j, k)] > threshold) {
            sum++;
            si += i;
            sj += j;
            sk += k;
          }
        }
      }
    }
    return sum == 0 ? grid.centreMm() : grid.worldFromVoxel().apply(si / sum, sj / sum, sk / sum);
  }

  private List<Candidate> climbAll(
      PyramidLevel level,
      TemplateSamples samples,
      int count,
      List<Candidate> starts,
      int pyramidLevel,
      boolean sizeFirst,
      TaskExecutor executor) {
    Candidate[] climbed = new Candidate[starts.size()];
    executor.forEach(
        climbed.length,
        n -> climbed[n] = climb(level, samples, count, starts.get(n), pyramidLevel, sizeFirst));
    return Arrays.asList(climbed);
  }

  private static Candidate climb(
      PyramidLevel level,
      TemplateSamples samples,
      int count,
      Candidate start,
      int pyramidLevel,
      boolean sizeFirst) {
    int n = Math.min(count, samples.count());
    Climb climb = new Climb(level, samples, n);
    double step = Pyramid.SPACING_MM[pyramidLevel];
    Affine map = start.scanFromAtlas();
    if (sizeFirst) {
      map = climb.run(map, Climb.SIMILARITY, step, 25).scanFromAtlas();
    }
    return climb.run(map, Climb.AFFINE, step, sizeFirst ? 15 : 20);
  }

  /** The best {@code keep} by score, no two of them nearer than this; ties keep their order. */
  private List<Candidate> distinct(List<Candidate> candidates, int keep, double apartMm) {
    List<Candidate> sorted = new ArrayList<>(candidates);
    sorted.sort(Comparator.comparingDouble(Candidate::score).reversed());
    List<Candidate> kept = new ArrayList<>();
    for (Candidate candidate : sorted) {
      if (kept.size() == keep) {
        break;
      }
      if (kept.stream().noneMatch(k -> apartMm(k, candidate) < apartMm)) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  private double apartMm(Candidate a, Candidate b) {
    Vec3 c = samples.centreMm();
    double r = MutualInformation.RADIUS_MM;
    double apart = 0;
    for (int corner = 0; corner < 6; corner++) {
      double sign = corner % 2 == 0 ? r : -r;
      Vec3 p =
          c.plus(
              new Vec3(
                  corner / 2 == 0 ? sign : 0,
                  corner / 2 == 1 ? sign : 0,
                  corner / 2 == 2 ? sign : 0));
      apart = Math.max(apart, a.scanFromAtlas().apply(p).minus(b.scanFromAtlas().apply(p)).norm());
    }
    return apart;
  }

  /** One local maximisation in a subspace of the generator. */
  static final class Climb {
    /** Rotations, translations and one size: rows are generators. */
    static final double[][] SIMILARITY = similarity();

    /** Rotations and translations. */
    static final double[][] RIGID = Arrays.copyOf(SIMILARITY, 6);

    static final double[][] AFFINE = identity();

    private final PyramidLevel level;
    private final TemplateSamples samples;
    private final int count;
    private final MutualInformation information = new MutualInformation();
    private final double[] gradient = new double[MutualInformation.PARAMETERS];
    private final double[][] structure =
        new double[MutualInformation.PARAMETERS][MutualInformation.PARAMETERS];

    Climb(PyramidLevel level, TemplateSamples samples, int count) {
      this.level = level;
      this.samples = samples;
      this.count = count;
    }

    Candidate run(Affine start, double[][] basis, double firstStepMm, int steps) {
      Affine map = start;
      double radius = firstStepMm;
      Vec3 centre = map.apply(samples.centreMm());
      double score = evaluate(map, centre);
      double[] direction = direction(basis);
      for (int n = 0; n < steps && radius > MIN_STEP_MM; n++) {
        Affine trial = moved(map, centre, direction, radius);
        double trialScore =
            information.score(level, samples, count, trial) - ShapePrior.penalty(trial);
        if (trialScore > score) {
          map = trial;
          centre = map.apply(samples.centreMm());
          score = evaluate(map, centre);
          direction = direction(basis);
          radius *= 1.5;
        } else {
          radius *= 0.4;
        }
      }
      return new Candidate(map, score);
    }

    private double evaluate(Affine map, Vec3 centre) {
      double score =
          information.scoreAndGradient(level, samples, count, map, centre, gradient, structure);
      double penalty = ShapePrior.penalty(map);
      if (Double.isFinite(penalty)) {
        ShapePrior.addGradient(map, -1, gradient);
      }
      return score - penalty;
    }

    /** The preconditioned direction, its largest displacement at the head's surface 1 mm. */
    private double[] direction(double[][] basis) {
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
}
