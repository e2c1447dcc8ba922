package org.bidsveil.qc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bidsveil.volume.Box;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/**
 * Looks for a face on a head's own surface, without any placement of the atlas: the relief of the
 * average face (brow, orbits, nose, lips) is compared with the surface as seen from many
 * directions. Even where a mask went to the wrong side of a head, the face is found.
 *
 * <p>First from where the header says that the front is; where no face is found there, from all
 * around and with the head in any turn.
 */
public final class FaceFinder {
  /**
   * The likeness from which a surface counts as a face: whole faces measured 0.73 or more, defaced
   * heads 0.59 or less (docs/decisions/0031).
   */
  public static final double FACE = 0.65;

  /** Directions all around, 16 degrees apart; the pattern bears half of that. */
  private static final int DIRECTIONS = 162;

  /** The header's front, and around where a face was found. */
  private static final double NEAR_COSINE = Math.cos(Math.toRadians(35));

  /** Turns in the picture, 30 degrees apart. */
  private static final int TURNS = 12;

  /** A nose's tip stands out of its surroundings' mean by 8 mm and more; half of it is enough. */
  private static final double TIP_MM = 4;

  /** A head with a long neck and shoulders is looked at this far around its middle, mm, no more. */
  private static final double MOST_REACH_MM = 250;

  private final FacePattern pattern;
  private final List<Vec3> around;

  /** Where a face was found, and how much like one it is. */
  private record Found(Vec3 direction, int turn, double likeness) {}

  /**
   * @param averageHead in the atlas' world, which looks along +y
   * @param nose pronasale
   * @param eyes height of the eyes
   * @param lips height of the lower lip
   */
  public FaceFinder(Mask averageHead, Vec3 nose, double eyes, double lips) {
    this.pattern = FacePattern.of(averageHead, nose, eyes, lips);
    this.around = directions();
  }

  /** A head for which it is known whether there is a face, and where. */
  public final class Sighting {
    private final Mask head;
    private final Found found;

    private Sighting(Mask head, Found found) {
      this.head = head;
      this.found = found;
    }

    /** The likeness to a face of the most face-like place on the surface, 0 to 1. */
    public double likeness() {
      return found.likeness();
    }

    public boolean isFace() {
      return found.likeness() >= FACE;
    }

    /**
     * The likeness to a face of what is left, seen from where the face was, 0 to 1; NaN where no
     * face was found before.
     *
     * @param removed on the lattice of the head
     */
    public double after(Mask removed, TaskExecutor executor) {
      return isFace() ? near(head.andNot(removed), head, found, executor).likeness() : Double.NaN;
    }
  }

  /**
   * @param head the scan's own head before, on the working lattice
   */
  public Sighting look(Mask head, TaskExecutor executor) {
    Found upright = near(head, head, new Found(new Vec3(0, 1, 0), 0, 0), executor);
    return new Sighting(head, upright.likeness() >= FACE ? upright : anywhere(head, executor));
  }

  private Found near(Mask surface, Mask head, Found at, TaskExecutor executor) {
    List<Vec3> directions =
        Stream.concat(
                Stream.of(at.direction()),
                around.stream().filter(d -> d.dot(at.direction()) > NEAR_COSINE))
            .toList();
    return best(
        surface, head, directions, new int[] {at.turn() - 1, at.turn(), at.turn() + 1}, executor);
  }

  private Found anywhere(Mask head, TaskExecutor executor) {
    return best(head, head, around, IntStream.range(0, TURNS).toArray(), executor);
  }

  private Found best(
      Mask surface, Mask head, List<Vec3> directions, int[] turns, TaskExecutor executor) {
    Box box = Box.around(head);
    if (box.isEmpty()) {
      return new Found(directions.getFirst(), 0, 0);
    }
    Grid grid = box.on(head.grid());
    Vec3 centre = grid.centreMm();
    double reach = reachMm(grid);
    Found[] found = new Found[directions.size()];
    executor.forEach(
        found.length,
        n -> {
          SurfaceView view = SurfaceView.of(surface, box, centre, reach, directions.get(n));
          found[n] = best(view, directions.get(n), turns);
        });
    return Stream.of(found).max(Comparator.comparingDouble(Found::likeness)).orElseThrow();
  }

  private static double reachMm(Grid grid) {
    double most = 0;
    for (int axis = 0; axis < 3; axis++) {
      most = Math.max(most, grid.size(axis) * grid.voxelSizeMm(axis));
    }
    return Math.min(MOST_REACH_MM, most / 2 + SurfaceView.STEP_MM);
  }

  private Found best(SurfaceView view, Vec3 direction, int[] turns) {
    Found best = new Found(direction, turns[0], 0);
    for (int turn : turns) {
      double angle = 2 * Math.PI * turn / TURNS;
      int[] columns = pattern.columns(angle);
      int[] rows = pattern.rows(angle);
      for (int r = 0; r < view.side(); r++) {
        for (int c = 0; c < view.side(); c++) {
          if (view.relief()[r * view.side() + c] < -TIP_MM) {
            double likeness = pattern.likeness(view, r, c, columns, rows);
            if (likeness > best.likeness()) {
              best = new Found(direction, turn, likeness);
            }
          }
        }
      }
    }
    return best;
  }

  /** Spread evenly over the sphere by the golden angle (Gonzalez 2010, Math Geosci 42:49). */
  private static List<Vec3> directions() {
    List<Vec3> directions = new ArrayList<>();
    double golden = Math.PI * (3 - Math.sqrt(5));
    for (int n = 0; n < DIRECTIONS; n++) {
      double z = 1 - (2 * n + 1.0) / DIRECTIONS;
      double r = Math.sqrt(1 - z * z);
      directions.add(new Vec3(r * Math.cos(n * golden), r * Math.sin(n * golden), z));
    }
    return List.copyOf(directions);
  }
}
