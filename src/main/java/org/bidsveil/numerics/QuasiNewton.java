package org.bidsveil.numerics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Directions of ascent that learn the objective's curvature from the last steps taken: limited
 * memory BFGS (Liu, Nocedal 1989, Mathematical Programming 45:503), in the two-loop recursion of
 * Nocedal and Wright 2006, Numerical Optimization, algorithm 7.4. Not thread-safe: one instance a
 * climb.
 */
public final class QuasiNewton {
  /** How many steps are remembered; 3 to 20 are usual (Nocedal and Wright 2006, section 7.2). */
  private static final int MEMORY = 5;

  private final Deque<Pair> pairs = new ArrayDeque<>();

  /**
   * A step that was taken.
   *
   * @param change gradient before minus gradient after: positive along a step towards a maximum
   * @param curvature step times change
   */
  private record Pair(double[] step, double[] change, double curvature) {}

  /**
   * The slope of the objective at one place.
   *
   * @param gradient of the objective
   * @param scale a rough inverse of its second derivatives, positive: what a direction is made from
   *     before any step is known
   */
  public record Slope(double[] gradient, double[] scale) {}

  /** Whether nothing is remembered: the direction then has no length of its own. */
  public boolean isNew() {
    return pairs.isEmpty();
  }

  /** Remembers a step; one along which the slope did not fall tells nothing and is left out. */
  public void remember(double[] step, double[] gradientBefore, double[] gradientAfter) {
    double[] change = Vectors.difference(gradientBefore, gradientAfter);
    double curvature = Vectors.dot(step, change);
    if (!(curvature > 0)) {
      return;
    }
    pairs.addLast(new Pair(step, change, curvature));
    if (pairs.size() > MEMORY) {
      pairs.removeFirst();
    }
  }

  /** Where to go from here; the step to the expected maximum unless {@link #isNew()}. */
  public double[] direction(Slope slope) {
    List<Pair> known = new ArrayList<>(pairs);
    double[] direction = slope.gradient().clone();
    double[] along = new double[known.size()];
    for (int n = known.size() - 1; n >= 0; n--) {
      Pair pair = known.get(n);
      along[n] = Vectors.dot(pair.step(), direction) / pair.curvature();
      Vectors.addTimes(-along[n], pair.change(), direction.length, direction);
    }
    double size = known.isEmpty() ? 1 : size(known.getLast(), slope.scale());
    for (int p = 0; p < direction.length; p++) {
      direction[p] *= size * slope.scale()[p];
    }
    for (int n = 0; n < known.size(); n++) {
      Pair pair = known.get(n);
      double over = along[n] - Vectors.dot(pair.change(), direction) / pair.curvature();
      Vectors.addTimes(over, pair.step(), direction.length, direction);
    }
    return direction;
  }

  /** What makes the scale fit the last step (Nocedal and Wright 2006, equation 7.20). */
  private static double size(Pair last, double[] scale) {
    double scaled = 0;
    for (int p = 0; p < scale.length; p++) {
      scaled += last.change()[p] * scale[p] * last.change()[p];
    }
    return last.curvature() / scaled;
  }
}
