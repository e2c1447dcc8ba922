package org.bidsveil.brain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class SurfaceFillTest {
  private static final Icosphere SPHERE = Icosphere.ofLevel(3);
  private static final double RADIUS = 20;
  private static final double BALL_MM3 = 4 * Math.PI / 3 * RADIUS * RADIUS * RADIUS;

  @Test
  void aSphereHoldsItsVolume() {
    Grid grid = new Grid(50, 50, 50, Affine.scaling(1, 1, 1));
    Vec3 centre = new Vec3(24.3, 25.1, 24.7);
    Mask inside = SurfaceFill.inside(sphere(centre), SPHERE.triangles(), grid);
    // 642 vertices on the sphere: the flat triangles lie up to 1 % of the radius inside of it.
    assertEquals(BALL_MM3, inside.count(), 0.025 * BALL_MM3);
    assertBetween(inside, centre, RADIUS - 0.6, RADIUS + 0.1);
  }

  @Test
  void linesThroughVerticesAreNotCountedTwice() {
    // The centre on a voxel: vertices and edges of the icosahedron lie on its planes.
    Grid grid = new Grid(61, 61, 61, Affine.scaling(1, 1, 1));
    Vec3 centre = new Vec3(30, 30, 30);
    assertBetween(
        SurfaceFill.inside(sphere(centre), SPHERE.triangles(), grid),
        centre,
        RADIUS - 0.6,
        RADIUS + 0.1);
  }

  @Test
  void turnedFlippedAndThickVoxelsAreMet() {
    Grid grid =
        new Grid(
            60,
            20,
            60,
            Affine.translation(40, -30, -30)
                .after(new Affine(0, 0, -1, 0, -1, 0, 0, 0, 0, 4, 0, 0))
                .after(Affine.rotation(0.1, 0.2, 0.3)));
    Vec3 centre = grid.centreMm();
    Mask inside = SurfaceFill.inside(sphere(centre), SPHERE.triangles(), grid);
    assertEquals(BALL_MM3, inside.count() * grid.voxelVolumeMm3(), 0.03 * BALL_MM3);
    assertBetween(inside, centre, RADIUS - 0.6, RADIUS + 0.1);
  }

  @Test
  void aSurfaceThatLeavesTheGridIsFilledAsFarAsTheGridGoes() {
    Grid grid = new Grid(50, 50, 50, Affine.scaling(1, 1, 1));
    Vec3[] centres = {new Vec3(-0.5, 25, 25), new Vec3(49.5, 25, 25), new Vec3(25, 49.5, 25)};
    for (Vec3 centre : centres) {
      Mask inside = SurfaceFill.inside(sphere(centre), SPHERE.triangles(), grid);
      assertEquals(BALL_MM3 / 2, inside.count(), 0.03 * BALL_MM3);
      assertBetween(inside, centre, RADIUS - 0.6, RADIUS + 0.1);
    }
    Vec3 away = new Vec3(500, 25, 25);
    assertTrue(SurfaceFill.inside(sphere(away), SPHERE.triangles(), grid).isEmpty());
  }

  /** Everything nearer than {@code in} is set, nothing farther than {@code out}. */
  private static void assertBetween(Mask mask, Vec3 centre, double in, double out) {
    Grid grid = mask.grid();
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          double r = grid.worldFromVoxel().apply(i, j, k).minus(centre).norm();
          if (r < in) {
            assertTrue(mask.get(i, j, k), "a hole at " + i + " " + j + " " + k);
          } else if (r > out) {
            assertFalse(mask.get(i, j, k), "a leak at " + i + " " + j + " " + k);
          }
        }
      }
    }
  }

  private static double[][] sphere(Vec3 centre) {
    double[][] out = new double[SPHERE.vertices().length][];
    for (int v = 0; v < out.length; v++) {
      double[] u = SPHERE.vertices()[v];
      out[v] =
          new double[] {
            centre.x() + RADIUS * u[0], centre.y() + RADIUS * u[1], centre.z() + RADIUS * u[2]
          };
    }
    return out;
  }
}
