package org.bidsveil.registration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bidsveil.registration.Climb.Candidate;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/**
 * Places the head template in a scan: 12 degrees of freedom, maximising {@link MutualInformation}
 * minus {@link ShapePrior}.
 *
 * <p>A search over positions and sizes at 8 mm with the head as its header has it; the best
 * distinct candidates are climbed with 7 (rotation, translation, size) and then 12 degrees of
 * freedom, fewer of them at 4 mm, the best at 2 mm ({@link Climb}). Where that finds no head beyond
 * doubt, every other orientation is searched and climbed as well, at a small cost for leaving the
 * header's.
 */
public final class AffineRegistration {
  private final TemplateSamples samples;
  private final SearchSettings settings;

  /**
   * The width of the search. The defaults are those of docs/decisions/0014.
   *
   * @param orientations how many rotations are spread over SO(3); 0 = the header's only
   * @param searchSamples template samples of one evaluation of the search
   * @param coarseCandidates how many candidates are climbed at 8 mm
   * @param middleCandidates how many candidates are climbed at 4 mm
   */
  public record SearchSettings(
      int orientations, int searchSamples, int coarseCandidates, int middleCandidates) {

    public static final SearchSettings DEFAULT = new SearchSettings(600, 1000, 5, 4);

    /** The settings for scans known to be nearly aligned already, such as those of one session. */
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

  /**
   * With this score a placement as the header has it needs no search of other orientations
   * (docs/decisions/0048).
   */
  private static final double SURE = 0.16;

  private static final int COARSE = 2;
  private static final int MIDDLE = 1;
  private static final int FINE = 0;
  private static final int[] SAMPLES = {50_000, 20_000, 5_000};

  /** How many of the other orientations are climbed (docs/decisions/0014). */
  private static final int TURNED = 10;

  /** The first round of climbs only tells which are worth a second (docs/decisions/0048). */
  private static final int FIRST_SAMPLES = 2_000;

  private static final int FIRST_STEPS = 10;
  private static final int COARSE_STEPS = 15;
  private static final int STEPS = 20;

  /** Candidates are climbed side by side, each on one thread. */
  private static final TaskExecutor ALONE = TaskExecutor.of(1);

  /** Two candidates are the same when no point of the head differs by more than this. */
  private static final double DISTINCT_MM = 12;

  public AffineRegistration(TemplateSamples samples, SearchSettings settings) {
    this.samples = samples;
    this.settings = settings;
  }

  /** Registers the template to the scan. */
  public RegistrationResult register(Pyramid scan, TaskExecutor executor) {
    Vec3 mass = centreOfMass(scan.level(COARSE));
    double reach = headReachMm(scan.level(COARSE), mass);
    List<Candidate> upright = climbed(scan, uprightStarts(scan, mass, reach, executor), executor);
    RegistrationResult found = finished(scan, best(upright), upright, executor);
    if (found.score() >= SURE) {
      return found;
    }
    List<Candidate> all =
        Stream.concat(
                upright.stream(),
                climbed(scan, turnedStarts(scan, mass, reach, executor), executor).stream())
            .toList();
    return finished(scan, best(upright), all, executor);
  }

  /** Climbs only from a given alignment, at 4 mm and then at 2 mm. */
  public RegistrationResult refine(Pyramid scan, Affine start, TaskExecutor executor) {
    Affine at4 =
        climb(scan, MIDDLE, SAMPLES[MIDDLE], executor)
            .run(start, Climb.AFFINE, STEPS)
            .scanFromAtlas();
    Candidate at2 = climb(scan, FINE, SAMPLES[FINE], executor).run(at4, Climb.AFFINE, STEPS);
    return result(at2);
  }

  /**
   * At 8 mm, by successive halving: a few cheap steps of all, the full climb of the best of them.
   */
  private List<Candidate> climbed(Pyramid scan, List<Candidate> starts, TaskExecutor executor) {
    List<Candidate> first =
        each(
            starts,
            executor,
            c ->
                climb(scan, COARSE, FIRST_SAMPLES, ALONE)
                    .run(c.scanFromAtlas(), Climb.SIMILARITY, FIRST_STEPS));
    return each(
        distinct(first, settings.coarseCandidates(), DISTINCT_MM),
        executor,
        c -> {
          Climb climb = climb(scan, COARSE, SAMPLES[COARSE], ALONE);
          Affine similar = climb.run(c.scanFromAtlas(), Climb.SIMILARITY, STEPS).scanFromAtlas();
          return climb.run(similar, Climb.AFFINE, COARSE_STEPS);
        });
  }

  /**
   * Of the climbed candidates the best at 4 mm and those that are as good, at 2 mm.
   *
   * @param upright goes with them whatever its score
   */
  private RegistrationResult finished(
      Pyramid scan, Candidate upright, List<Candidate> climbed, TaskExecutor executor) {
    List<Candidate> refined =
        each(
            withFirst(upright, distinct(climbed, settings.middleCandidates(), DISTINCT_MM)),
            executor,
            c ->
                climb(scan, MIDDLE, SAMPLES[MIDDLE], ALONE)
                    .run(c.scanFromAtlas(), Climb.AFFINE, STEPS));
    List<Candidate> ranked = distinct(refined, settings.middleCandidates(), DISTINCT_MM);
    double best = ranked.getFirst().score();
    // Where 4 mm cannot tell, 2 mm can.
    List<Candidate> close =
        withFirst(
            refined.getFirst(), ranked.stream().filter(c -> best - c.score() < AMBIGUOUS).toList());
    List<Candidate> fine = new ArrayList<>();
    for (Candidate candidate : close) {
      fine.add(
          climb(scan, FINE, SAMPLES[FINE], executor)
              .run(candidate.scanFromAtlas(), Climb.AFFINE, STEPS));
    }
    return result(
        fine.stream()
            .max(Comparator.comparingDouble(c -> c.score() - turnPenalty(c.scanFromAtlas())))
            .orElseThrow());
  }

  private static RegistrationResult result(Candidate found) {
    return new RegistrationResult(
        found.scanFromAtlas(), found.score() + ShapePrior.penalty(found.scanFromAtlas()));
  }

  private Climb climb(Pyramid scan, int level, int count, TaskExecutor executor) {
    return new Climb(scan, level, samples, count, executor);
  }

  private static List<Candidate> each(
      List<Candidate> starts, TaskExecutor executor, UnaryOperator<Candidate> climb) {
    Candidate[] climbed = new Candidate[starts.size()];
    executor.forEach(climbed.length, n -> climbed[n] = climb.apply(starts.get(n)));
    return List.of(climbed);
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

  /** The header is usually right: its orientation is searched more finely, and always climbed. */
  private List<Candidate> uprightStarts(
      Pyramid scan, Vec3 mass, double reach, TaskExecutor executor) {
    List<Vec3> near = uprightOffsets(reach);
    List<List<Candidate>> upright = new ArrayList<>(Collections.nCopies(SIZES.length, List.of()));
    executor.forEach(
        SIZES.length,
        n -> {
          Affine linear = Affine.scaling(SIZES[n], SIZES[n], SIZES[n]);
          upright.set(n, placed(scan.level(COARSE), linear, near, mass, FIRST_SAMPLES, 0));
        });
    return distinct(upright.stream().flatMap(List::stream).toList(), UPRIGHT, UPRIGHT_APART_MM);
  }

  private List<Candidate> turnedStarts(
      Pyramid scan, Vec3 mass, double reach, TaskExecutor executor) {
    List<Affine> rotations = Rotations.spread(settings.orientations());
    List<Vec3> offsets = offsets(reach);
    Candidate[] best = new Candidate[rotations.size() * SIZES.length];
    executor.forEach(
        best.length,
        n -> {
          Affine rotation = rotations.get(n / SIZES.length);
          double size = SIZES[n % SIZES.length];
          Affine linear = rotation.after(Affine.scaling(size, size, size));
          best[n] =
              best(
                  placed(
                      scan.level(COARSE),
                      linear,
                      offsets,
                      mass,
                      settings.searchSamples(),
                      turnPenalty(rotation)));
        });
    return distinct(Arrays.asList(best), TURNED, DISTINCT_MM);
  }

  /** The template's centre plus each offset, along the template's axes, at the centre of mass. */
  private List<Candidate> placed(
      PyramidLevel level, Affine linear, List<Vec3> offsets, Vec3 mass, int count, double penalty) {
    QuickScore quick = new QuickScore();
    int used = Math.min(count, samples.count());
    List<Candidate> placed = new ArrayList<>(offsets.size());
    for (Vec3 offset : offsets) {
      Vec3 shift = mass.minus(linear.apply(samples.centreMm().plus(offset)));
      Affine map = Affine.translation(shift.x(), shift.y(), shift.z()).after(linear);
      placed.add(new Candidate(map, quick.at(level, samples, used, map) - penalty));
    }
    return placed;
  }

  /** The same for a head that lies as its header says: all around, in finer steps. */
  private static List<Vec3> uprightOffsets(double reach) {
    List<Vec3> offsets = new ArrayList<>();
    int below = (int) Math.clamp(Math.ceil((reach - HEAD_MM) / UPRIGHT_STEP_MM), 4, 12);
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
  private static List<Vec3> offsets(double reach) {
    List<Vec3> offsets = new ArrayList<>();
    int below = (int) Math.clamp(Math.ceil((reach - HEAD_MM) / STEP_MM), 1, 8);
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

  /** How far the lattice reaches from the centre of mass, mm. */
  private static double headReachMm(PyramidLevel level, Vec3 mass) {
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
    return largest;
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
}
