package org.bidsveil.deface;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;

/**
 * A plane that touches the brain from the lower front, perpendicular to the head's sagittal plane.
 *
 * <p>The brain's voxels are projected on the sagittal plane, to points (front, up) in mm; the edges
 * of their convex hull (Andrew's monotone chain, as in Schimke and Hale 2011) whose outward normals
 * look forward and down are the candidates. The paper takes the first of them behind the foremost
 * point; on a smooth frontal pole that edge is one voxel long and stands as steep as the voxel
 * lattice happens to make it. Every edge's line keeps the whole brain behind it, so the one is
 * taken that leaves the least in front of it spared: the one for which the shallowest of eyes, nose
 * root, nose, mouth and chin lies farthest beyond the plane.
 *
 * @param normal unit vector in scan world, from the brain to the face
 * @param offsetMm the plane is where {@code normal · p = offsetMm}
 */
record ShearPlane(Vec3 normal, double offsetMm) {

  /** What must lie beyond the plane. */
  private static final List<String> FACE =
      List.of("eye-left", "eye-right", "sellion", "pronasale", "subnasale", "stomion", "gnathion");

  /**
   * How far a plane's normal may turn down from straight ahead, and up: steeper planes would take
   * the neck or the forehead instead of the face, radians.
   */
  private static final double MOST_DOWN = Math.toRadians(70);

  private static final double MOST_UP = Math.toRadians(5);

  /** A point of the sagittal plane, mm along the head's own axes. */
  private record Point(double front, double up) {}

  /**
   * @param brain not empty
   * @param alignment where the head's axes are
   * @throws CannotDeface when no edge of the hull looks to the face
   */
  static ShearPlane of(Mask brain, Alignment alignment, HeadAtlas atlas) throws CannotDeface {
    Affine headAxes = alignment.affine().nearestRotation();
    Vec3 front = headAxes.column(1);
    Vec3 up = headAxes.column(2);
    List<Vec3> face = FACE.stream().map(atlas::landmark).map(alignment::toScan).toList();
    List<Point> hull = hull(corners(brain, front, up));
    ShearPlane best = new ShearPlane(front, Double.NaN);
    double deepest = Double.NEGATIVE_INFINITY;
    for (int n = 0; n < hull.size(); n++) {
      Point a = hull.get(n);
      Point b = hull.get((n + 1) % hull.size());
      // The hull runs counter-clockwise: outwards is to the right of each edge.
      double angle = Math.atan2(a.front() - b.front(), b.up() - a.up());
      if (angle < -MOST_DOWN || angle > MOST_UP) {
        continue;
      }
      Vec3 normal = front.times(Math.cos(angle)).plus(up.times(Math.sin(angle)));
      double offset = a.front() * Math.cos(angle) + a.up() * Math.sin(angle);
      ShearPlane plane = new ShearPlane(normal, offset);
      double depth = face.stream().mapToDouble(plane::distanceMm).min().orElseThrow();
      if (depth > deepest) {
        deepest = depth;
        best = plane;
      }
    }
    if (Double.isInfinite(deepest)) {
      throw new CannotDeface("the brain mask has no lower front side");
    }
    return best;
  }

  /** Signed distance in mm, positive on the side of the face. */
  double distanceMm(Vec3 world) {
    return normal.dot(world) - offsetMm;
  }

  /**
   * The corners of the first and the last voxel of each row: what lies between them lies in their
   * hull, which holds whole voxels of any thickness.
   */
  private static List<Point> corners(Mask brain, Vec3 front, Vec3 up) {
    Grid grid = brain.grid();
    List<Point> points = new ArrayList<>();
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        int first = 0;
        int last = grid.nx() - 1;
        while (first <= last && !brain.get(first, j, k)) {
          first++;
        }
        while (last > first && !brain.get(last, j, k)) {
          last--;
        }
        if (first <= last) {
          for (int corner = 0; corner < 8; corner++) {
            double i = (corner & 1) == 0 ? first - 0.5 : last + 0.5;
            double atJ = j - 0.5 + (corner >> 1 & 1);
            double atK = k - 0.5 + (corner >> 2);
            Vec3 p = grid.worldFromVoxel().apply(i, atJ, atK);
            points.add(new Point(front.dot(p), up.dot(p)));
          }
        }
      }
    }
    return points;
  }

  /** Counter-clockwise, no three points on a line (Andrew 1979, Inf Process Lett 9:216). */
  private static List<Point> hull(List<Point> points) {
    List<Point> sorted =
        points.stream()
            .sorted(Comparator.comparingDouble(Point::front).thenComparingDouble(Point::up))
            .toList();
    List<Point> lower = chain(sorted);
    List<Point> upper = chain(sorted.reversed());
    List<Point> hull = new ArrayList<>(lower.subList(0, lower.size() - 1));
    hull.addAll(upper.subList(0, upper.size() - 1));
    return hull;
  }

  private static List<Point> chain(List<Point> sorted) {
    List<Point> chain = new ArrayList<>();
    for (Point p : sorted) {
      while (chain.size() >= 2 && turn(chain.get(chain.size() - 2), chain.getLast(), p) <= 0) {
        chain.removeLast();
      }
      chain.add(p);
    }
    return chain;
  }

  /** Twice the signed area of the triangle: positive when o, a, b turn left. */
  private static double turn(Point o, Point a, Point b) {
    return (a.front() - o.front()) * (b.up() - o.up())
        - (a.up() - o.up()) * (b.front() - o.front());
  }
}
