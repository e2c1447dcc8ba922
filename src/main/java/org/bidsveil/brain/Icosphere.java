package org.bidsveil.brain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A unit sphere of triangles: an icosahedron whose triangles are split into four, {@code level}
 * times, the new vertices moved onto the sphere. Levels 3 and 4 have 642 and 2562 vertices.
 *
 * @param vertices {@code double[n][3]}
 * @param triangles vertex indices, counter-clockwise seen from outside
 * @param neighbours of each vertex, 5 or 6
 */
record Icosphere(double[][] vertices, int[][] triangles, int[][] neighbours) {

  static Icosphere ofLevel(int level) {
    double golden = (1 + Math.sqrt(5)) / 2;
    List<double[]> vertices = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      for (int one = -1; one <= 1; one += 2) {
        for (int phi = -1; phi <= 1; phi += 2) {
          double[] v = new double[3];
          v[axis] = one;
          v[(axis + 1) % 3] = phi * golden;
          vertices.add(onSphere(v));
        }
      }
    }
    List<int[]> triangles = faces(vertices);
    for (int n = 0; n < level; n++) {
      triangles = split(vertices, triangles);
    }
    int[][] faces = triangles.toArray(new int[0][]);
    return new Icosphere(
        vertices.toArray(new double[0][]), faces, neighbours(vertices.size(), faces));
  }

  /** All triples of mutually nearest vertices, oriented outwards. */
  private static List<int[]> faces(List<double[]> v) {
    double edge = Double.MAX_VALUE;
    for (int b = 1; b < v.size(); b++) {
      edge = Math.min(edge, distance(v.get(0), v.get(b)));
    }
    double near = edge * 1.01;
    List<int[]> faces = new ArrayList<>();
    for (int a = 0; a < v.size(); a++) {
      for (int b = a + 1; b < v.size(); b++) {
        for (int c = b + 1; c < v.size(); c++) {
          if (distance(v.get(a), v.get(b)) < near
              && distance(v.get(b), v.get(c)) < near
              && distance(v.get(a), v.get(c)) < near) {
            faces.add(
                determinant(v.get(a), v.get(b), v.get(c)) > 0
                    ? new int[] {a, b, c}
                    : new int[] {a, c, b});
          }
        }
      }
    }
    return faces;
  }

  private static List<int[]> split(List<double[]> vertices, List<int[]> triangles) {
    Map<Long, Integer> middles = new HashMap<>();
    List<int[]> out = new ArrayList<>();
    for (int[] t : triangles) {
      int ab = middle(vertices, middles, t[0], t[1]);
      int bc = middle(vertices, middles, t[1], t[2]);
      int ca = middle(vertices, middles, t[2], t[0]);
      out.add(new int[] {t[0], ab, ca});
      out.add(new int[] {t[1], bc, ab});
      out.add(new int[] {t[2], ca, bc});
      out.add(new int[] {ab, bc, ca});
    }
    return out;
  }

  private static int middle(List<double[]> vertices, Map<Long, Integer> middles, int a, int b) {
    long key = ((long) Math.min(a, b) << 32) | Math.max(a, b);
    Integer known = middles.get(key);
    if (known != null) {
      return known;
    }
    double[] p = vertices.get(a);
    double[] q = vertices.get(b);
    vertices.add(onSphere(new double[] {p[0] + q[0], p[1] + q[1], p[2] + q[2]}));
    middles.put(key, vertices.size() - 1);
    return vertices.size() - 1;
  }

  private static int[][] neighbours(int count, int[][] triangles) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int v = 0; v < count; v++) {
      lists.add(new ArrayList<>());
    }
    for (int[] t : triangles) {
      for (int n = 0; n < 3; n++) {
        List<Integer> list = lists.get(t[n]);
        for (int other : new int[] {t[(n + 1) % 3], t[(n + 2) % 3]}) {
          if (!list.contains(other)) {
            list.add(other);
          }
        }
      }
    }
    int[][] out = new int[count][];
    for (int v = 0; v < count; v++) {
      out[v] = lists.get(v).stream().mapToInt(Integer::intValue).toArray();
      Arrays.sort(out[v]);
    }
    return out;
  }

  private static double[] onSphere(double[] v) {
    double norm = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    return new double[] {v[0] / norm, v[1] / norm, v[2] / norm};
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(
        (a[0] - b[0]) * (a[0] - b[0])
            + (a[1] - b[1]) * (a[1] - b[1])
            + (a[2] - b[2]) * (a[2] - b[2]));
  }

  private static double determinant(double[] a, double[] b, double[] c) {
    return a[0] * (b[1] * c[2] - b[2] * c[1])
        - a[1] * (b[0] * c[2] - b[2] * c[0])
        + a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
}
