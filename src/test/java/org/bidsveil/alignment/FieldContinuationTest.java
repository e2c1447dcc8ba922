package org.bidsveil.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class FieldContinuationTest {
  private static final Grid LATTICE = new Grid(20, 20, 20, Affine.scaling(5, 5, 5));

  /** 2 mm to the left everywhere, and a nose drawn forward by 9 mm where y is more than 60 mm. */
  private static Alignment withNose(double noseMm) {
    float[] mm = new float[3 * LATTICE.voxelCount()];
    for (int v = 0; v < LATTICE.voxelCount(); v++) {
      mm[3 * v] = -2;
      mm[3 * v + 1] = v / 20 % 20 * 5 > 60 ? (float) noseMm : 0;
    }
    return Alignment.local(Affine.IDENTITY, new DisplacementField(LATTICE, mm));
  }

  @Test
  void whatIsKeptStaysAndTheRestFollowsIt() {
    Alignment continued = withNose(9).continuedFrom(p -> p.y() < 55);
    assertEquals(new Vec3(38, 20, 40), continued.toScan(40, 20, 40));
    Vec3 nose = continued.toScan(40, 90, 40);
    assertTrue(nose.minus(new Vec3(38, 90, 40)).norm() < 0.01, "drawn along: " + nose);
  }

  @Test
  void theShapeOfWhatWasRemovedMakesNoDifference() {
    Vec3 one = withNose(9).continuedFrom(p -> p.y() < 55).toScan(40, 80, 40);
    Vec3 other = withNose(-9).continuedFrom(p -> p.y() < 45).toScan(40, 80, 40);
    assertTrue(one.minus(other).norm() < 0.01, one + " and " + other);
  }

  @Test
  void withNothingKeptNothingIsDisplaced() {
    Vec3 moved = withNose(9).continuedFrom(p -> false).toScan(40, 80, 40);
    assertTrue(moved.minus(new Vec3(40, 80, 40)).norm() < 1e-6, "moved to " + moved);
  }

  @Test
  void atTheBorderOfWhatIsKeptThereIsNoStep() {
    float[] mm = new float[3 * LATTICE.voxelCount()];
    for (int v = 0; v < LATTICE.voxelCount(); v++) {
      mm[3 * v + 1] = v / 20 % 20;
    }
    Alignment continued =
        Alignment.local(Affine.IDENTITY, new DisplacementField(LATTICE, mm))
            .continuedFrom(p -> p.y() < 61);
    double last = continued.toScan(40, 45, 40).y() - 45;
    double next = continued.toScan(40, 50, 40).y() - 50;
    assertEquals(1, next - last, 1e-6, "the slope that is kept");
    double beyond = continued.toScan(40, 55, 40).y() - 55;
    assertEquals(next, beyond, 1.2, "no larger a step than the slope makes");
  }
}
