package org.bidsveil.registration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * Aligns one head in two scans of a session, of any two contrasts: 6 degrees of freedom, maximising
 * {@link MutualInformation} (Studholme et al. 1999). The points at which the two are compared come
 * from the scan with the smaller field of view, so that all of them are in the other one and a slab
 * is found in a head.
 *
 * <p>The starts, the worlds as the headers have them and the centres of mass on one another among
 * them, are climbed at 8 mm, the best at 4 and 2 mm.
 */
public final class RigidRegistration {
  private static final int SAMPLES = 20_000;
  private static final int COARSE_SAMPLES = 5_000;
  private static final int[] STEPS = {20, 20, 40};

  /** Air around the head that is compared too; the skin is the strongest edge of all, mm. */
  private static final double AIR_MM = 8;

  private RigidRegistration() {}

  /**
   * Where the head of one scan is in the other.
   *
   * @param secondFromFirst a rotation and a translation, world mm
   * @param score normalised mutual information - 1 at about 2 mm
   */
  public record Result(Affine secondFromFirst, double score) {}

  /**
   * @param first working volume, about 2 mm
   * @param second working volume of another scan of the same head
   * @param guesses further maps from the first's world to the second's to start from
   */
  public static Result register(
      Volume first, Volume second, List<Affine> guesses, TaskExecutor executor) {
    boolean swap = extentMm3(second.grid()) < extentMm3(first.grid());
    Volume template = swap ? second : first;
    Pyramid scan = Pyramid.of(swap ? first : second, executor);
    Mask head = HeadMask.of(template, executor);
    Vec3 from = centreOfMass(head);
    Vec3 to = centreOfMass(HeadMask.of(scan.working(), executor));
    List<Affine> starts = new ArrayList<>();
    starts.add(Affine.IDENTITY);
    Vec3 shift = to.minus(from);
    starts.add(Affine.translation(shift.x(), shift.y(), shift.z()));
    for (Affine guess : guesses) {
      starts.add(swap ? guess.inverse() : guess);
    }
    Mask compared = head.isEmpty() ? head.not() : Morphology.dilate(head, AIR_MM, executor);
    TemplateSamples samples = TemplateSamples.of(template, compared, SAMPLES);
    Result best = climb(scan, samples, from, starts, executor);
    return swap ? new Result(rigid(best.secondFromFirst().inverse(), to), best.score()) : best;
  }

  private static Result climb(
      Pyramid scan,
      TemplateSamples samples,
      Vec3 centre,
      List<Affine> starts,
      TaskExecutor executor) {
    Climb.Candidate[] climbed = new Climb.Candidate[starts.size()];
    TaskExecutor alone = TaskExecutor.of(1);
    executor.forEach(
        climbed.length,
        n -> climbed[n] = climb(scan, samples, 2, rigid(starts.get(n), centre), alone));
    Climb.Candidate best =
        Arrays.stream(climbed)
            .max(Comparator.comparingDouble(Climb.Candidate::score))
            .orElseThrow();
    best = climb(scan, samples, 1, rigid(best.scanFromAtlas(), centre), executor);
    best = climb(scan, samples, 0, rigid(best.scanFromAtlas(), centre), executor);
    Affine map = rigid(best.scanFromAtlas(), centre);
    double score = new MutualInformation(scan.level(0), samples, SAMPLES, executor).score(map);
    return new Result(map, score);
  }

  private static Climb.Candidate climb(
      Pyramid scan, TemplateSamples samples, int level, Affine start, TaskExecutor executor) {
    int count = level == 2 ? COARSE_SAMPLES : SAMPLES;
    return new Climb(scan, level, samples, count, executor).run(start, Climb.RIGID, STEPS[level]);
  }

  /** Without the size that small steps along generators of rotations add, about a point. */
  private static Affine rigid(Affine map, Vec3 centre) {
    Affine rotation = map.nearestRotation();
    Vec3 move = map.apply(centre).minus(rotation.apply(centre));
    return Affine.translation(move.x(), move.y(), move.z()).after(rotation);
  }

  private static Vec3 centreOfMass(Mask head) {
    Grid grid = head.grid();
    if (head.isEmpty()) {
      return grid.centreMm();
    }
    double i = 0;
    double j = 0;
    double k = 0;
    for (int v = head.nextSet(0); v >= 0; v = head.nextSet(v + 1)) {
      i += v % grid.nx();
      j += v / grid.nx() % grid.ny();
      k += v / (grid.nx() * grid.ny());
    }
    int n = head.count();
    return grid.worldFromVoxel().apply(i / n, j / n, k / n);
  }

  private static double extentMm3(Grid grid) {
    return grid.voxelCount() * grid.voxelVolumeMm3();
  }
}
