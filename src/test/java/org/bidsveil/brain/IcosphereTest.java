package org.bidsveil.brain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IcosphereTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4})
  void isAClosedSphere(int level) {
    Icosphere sphere = Icosphere.ofLevel(level);
    int vertices = sphere.vertices().length;
    int triangles = sphere.triangles().length;
    int edges = Arrays.stream(sphere.neighbours()).mapToInt(n -> n.length).sum() / 2;
    assertEquals(10 * (1 << 2 * level) + 2, vertices);
    assertEquals(20 << 2 * level, triangles);
    assertEquals(2, vertices - edges + triangles, "Euler's characteristic");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4})
  void twelveVerticesHaveFiveNeighboursAndTheOthersSix(int level) {
    int[][] neighbours = Icosphere.ofLevel(level).neighbours();
    assertEquals(12, Arrays.stream(neighbours).filter(n -> n.length == 5).count());
    assertEquals(
        neighbours.length - 12, Arrays.stream(neighbours).filter(n -> n.length == 6).count());
    for (int v = 0; v < neighbours.length; v++) {
      for (int n : neighbours[v]) {
        assertTrue(Arrays.binarySearch(neighbours[n], v) >= 0, n + " knows " + v);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4})
  void allVerticesLieOnTheUnitSphereAndAllTrianglesLookOutwards(int level) {
    Icosphere sphere = Icosphere.ofLevel(level);
    for (double[] v : sphere.vertices()) {
      assertEquals(1, vec(v).norm(), 1e-12);
    }
    for (int[] t : sphere.triangles()) {
      Vec3 a = vec(sphere.vertices()[t[0]]);
      Vec3 b = vec(sphere.vertices()[t[1]]);
      Vec3 c = vec(sphere.vertices()[t[2]]);
      Vec3 normal = b.minus(a).cross(c.minus(a));
      // Within 38 degrees, the half angle of an icosahedron's face.
      assertTrue(normal.dot(a) > 0.78 * normal.norm(), "triangle " + Arrays.toString(t));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void theCoarserSpheresVerticesComeFirstInTheFinerOne(int level) {
    double[][] coarse = Icosphere.ofLevel(level).vertices();
    double[][] fine = Icosphere.ofLevel(level + 1).vertices();
    for (int v = 0; v < coarse.length; v++) {
      assertEquals(0, vec(coarse[v]).minus(vec(fine[v])).norm());
    }
  }

  private static Vec3 vec(double[] v) {
    return new Vec3(v[0], v[1], v[2]);
  }
}
