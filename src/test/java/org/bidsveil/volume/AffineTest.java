package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AffineTest {
  private static final Affine SKEW = new Affine(2, 1, 0, 5, 0, 3, 0, -6, 1, 0, 4, 7);

  @Test
  void mapsPointsWithAndDirectionsWithoutTheTranslation() {
    assertEquals(new Vec3(2 + 2 + 5, 6 - 6, 1 + 12 + 7), SKEW.apply(1, 2, 3));
    assertEquals(new Vec3(4, 6, 13), SKEW.applyToDirection(new Vec3(1, 2, 3)));
  }

  @Test
  void theInverseUndoesIt() {
    assertEquals(0, Affines.difference(SKEW.inverse().after(SKEW), Affine.IDENTITY), 1e-12);
    assertEquals(0, Affines.difference(SKEW.after(SKEW.inverse()), Affine.IDENTITY), 1e-12);
    assertEquals(24, SKEW.determinant(), 1e-12);
  }

  @Test
  void aftermostIsAppliedLast() {
    Affine both = Affine.scaling(2, 2, 2).after(Affine.translation(1, 0, 0));
    assertEquals(new Vec3(2, 0, 0), both.apply(0, 0, 0));
  }

  @Test
  void rotationsAreRightHandedAndXComesFirst() {
    double quarter = Math.PI / 2;
    assertNear(new Vec3(0, 0, 1), Affine.rotation(quarter, 0, 0).apply(0, 1, 0));
    assertNear(new Vec3(1, 0, 0), Affine.rotation(0, quarter, 0).apply(0, 0, 1));
    assertNear(new Vec3(0, 1, 0), Affine.rotation(0, 0, quarter).apply(1, 0, 0));
    // y goes to z by the first quarter turn, and z to x by the second.
    assertNear(new Vec3(1, 0, 0), Affine.rotation(quarter, quarter, 0).apply(0, 1, 0));
  }

  @Test
  void aRotationAboutACentreLeavesItThere() {
    Vec3 centre = new Vec3(10, -20, 30);
    assertNear(centre, Affine.rotation(0.3, -0.2, 1).about(centre).apply(centre));
  }

  @Test
  void singularAndNotFiniteMapsHaveNoInverse() {
    Affine flat = Affine.scaling(1, 1, 0);
    assertFalse(flat.isInvertible());
    assertThrows(ArithmeticException.class, flat::inverse);
    assertFalse(new Affine(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0).isInvertible());
    assertFalse(Affine.translation(Double.NaN, 0, 0).isInvertible());
    assertTrue(Affine.scaling(1e-3, 1e-3, 1e-3).isInvertible());
  }

  @Test
  void twelveEntriesRowByRow() {
    assertArrayEquals(new double[] {2, 1, 0, 5, 0, 3, 0, -6, 1, 0, 4, 7}, SKEW.toArray());
    assertEquals(SKEW, Affine.fromArray(SKEW.toArray()));
    assertThrows(IllegalArgumentException.class, () -> Affine.fromArray(new double[16]));
    assertEquals(new Vec3(1, 3, 0), SKEW.column(1));
    assertEquals(Math.sqrt(10), SKEW.columnNorm(1), 1e-12);
  }

  private static void assertNear(Vec3 expected, Vec3 actual) {
    assertEquals(0, expected.minus(actual).norm(), 1e-12, () -> expected + " but " + actual);
  }
}
