package org.bidsveil.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class PlacementDisagreementTest {
  private static final Grid VIEW = new Grid(100, 100, 100, Affine.IDENTITY);
  private static final List<Vec3> POINTS =
      List.of(new Vec3(50, 50, 50), new Vec3(50, 50, 60), new Vec3(50, 50, 90));

  @Test
  void theSamePlacementAgrees() {
    PlacementDisagreement none = between(Affine.IDENTITY, Affine.IDENTITY);
    assertEquals(new PlacementDisagreement(0, 0), none);
  }

  @Test
  void aShiftIsItsLength() {
    Affine aside = Affine.translation(3, 0, 4);
    PlacementDisagreement shift = between(Affine.IDENTITY, aside);
    assertEquals(5, shift.medianMm(), 1e-9);
    assertEquals(5, shift.largestMm(), 1e-9);
  }

  @Test
  void aTurnIsLargestFarFromItsCentre() {
    Affine turn = Affine.rotation(Math.PI, 0, 0).about(new Vec3(50, 50, 50));
    PlacementDisagreement turned = between(Affine.IDENTITY, turn);
    assertEquals(20, turned.medianMm(), 1e-9);
    assertEquals(80, turned.largestMm(), 1e-9);
  }

  @Test
  void pointsOutOfViewSayNothing() {
    Affine outside = Affine.translation(200, 0, 0);
    PlacementDisagreement unknown = between(outside, Affine.IDENTITY);
    assertTrue(Double.isNaN(unknown.medianMm()) && Double.isNaN(unknown.largestMm()));
    Affine up = Affine.translation(0, 0, 30);
    assertEquals(30, between(up, Affine.IDENTITY).largestMm(), 1e-9);
  }

  private static PlacementDisagreement between(Affine first, Affine second) {
    return PlacementDisagreement.between(
        Alignment.affine(first), Alignment.affine(second), POINTS, VIEW);
  }
}
