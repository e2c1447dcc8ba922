package org.bidsveil.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class DisplacementFieldTest {
  private static final Grid GRID =
      new Grid(21, 21, 21, Affine.translation(-50, -50, -50).after(Affine.scaling(5, 5, 5)));

  /** Up to 6 mm, strain below 0.4. */
  private static final DisplacementField WAVES = waves(6);

  @Test
  void isTrilinearWithinAndHeldBeyondTheBorder() {
    float[] mm = new float[24];
    // x component: 1 at the corner (1, 0, 0), else 0.
    mm[3] = 1;
    DisplacementField field =
        new DisplacementField(new Grid(2, 2, 2, Affine.scaling(10, 10, 10)), mm);
    assertEquals(new Vec3(1, 0, 0), field.at(10, 0, 0));
    assertEquals(new Vec3(0.25, 0, 0), field.at(5, 5, 0));
    assertEquals(new Vec3(1, 0, 0), field.at(500, -3, -70));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DisplacementField(new Grid(2, 2, 2, Affine.IDENTITY), new float[8]));
  }

  @Test
  void theInverseLeadsBack() {
    DisplacementField inverse = WAVES.inverse(TaskExecutor.of(1));
    double worst = 0;
    double largest = 0;
    for (double x = -35; x <= 35; x += 7) {
      for (double y = -35; y <= 35; y += 7) {
        for (double z = -35; z <= 35; z += 7) {
          Vec3 u = WAVES.at(x, y, z);
          Vec3 there = new Vec3(x, y, z).plus(u);
          Vec3 back = there.plus(inverse.at(there.x(), there.y(), there.z()));
          worst = Math.max(worst, back.minus(new Vec3(x, y, z)).norm());
          largest = Math.max(largest, u.norm());
        }
      }
    }
    assertTrue(largest > 5, "the field moves something: " + largest);
    // Between lattice points the inverse is interpolated.
    assertTrue(worst < 0.25, "off by " + worst + " mm");
  }

  @Test
  void composingWithTheInverseLeavesNothing() {
    DisplacementField nothing = WAVES.after(WAVES.inverse(TaskExecutor.of(1)));
    assertEquals(0, nothing.at(3, -12, 20).norm(), 0.02);
    assertEquals(0, nothing.at(-25, 10, 0).norm(), 0.02);
  }

  @Test
  void theMeanOfOppositeFieldsIsNothing() {
    DisplacementField mean = DisplacementField.mean(List.of(waves(6), waves(-6)));
    assertEquals(0, mean.at(1, 2, 3).norm(), 1e-5);
    DisplacementField half = DisplacementField.mean(List.of(waves(6), waves(0)));
    assertEquals(0, half.at(1, 2, 3).minus(waves(3).at(1, 2, 3)).norm(), 1e-5);
  }

  @Test
  void anAlignmentLeadsToTheScanAndBack() {
    Affine map =
        Affine.translation(10, -20, 30)
            .after(Affine.rotation(0.5, 0.2, -1))
            .after(Affine.scaling(1.1, 0.9, 1));
    Vec3 p = new Vec3(12, -7, 23);
    Alignment affine = Alignment.affine(map);
    assertEquals(map.apply(p), affine.toScan(p));
    assertEquals(0, affine.toAtlas(affine.toScan(p)).minus(p).norm(), 1e-9);
    Alignment local = Alignment.local(map, WAVES);
    assertEquals(0, local.toScan(p).minus(map.apply(p.plus(WAVES.at(12, -7, 23)))).norm(), 1e-9);
    assertEquals(0, local.toAtlas(local.toScan(p)).minus(p).norm(), 0.25);
    assertEquals(map, local.affine());
  }

  @Test
  void anUnbiasedTemplateHasTheMeanShape() {
    List<Alignment> biased =
        List.of(
            Alignment.local(Affine.IDENTITY, waves(6)),
            Alignment.local(Affine.IDENTITY, waves(2)),
            Alignment.local(Affine.IDENTITY, waves(1)));
    List<Alignment> unbiased = Alignment.unbiased(biased);
    double before = 0;
    double after = 0;
    for (double x = -30; x <= 30; x += 10) {
      Vec3 p = new Vec3(x, 5, -10);
      before += mean(biased, p).minus(p).norm();
      after += mean(unbiased, p).minus(p).norm();
    }
    assertTrue(after < 0.05 * before, after + " mm of " + before);
  }

  private static Vec3 mean(List<Alignment> alignments, Vec3 p) {
    Vec3 sum = new Vec3(0, 0, 0);
    for (Alignment a : alignments) {
      sum = sum.plus(a.toScan(p));
    }
    return sum.times(1.0 / alignments.size());
  }

  private static DisplacementField waves(double mm) {
    float[] values = new float[3 * GRID.voxelCount()];
    for (int k = 0; k < GRID.nz(); k++) {
      for (int j = 0; j < GRID.ny(); j++) {
        for (int i = 0; i < GRID.nx(); i++) {
          Vec3 p = GRID.worldFromVoxel().apply(i, j, k);
          int at = 3 * GRID.index(i, j, k);
          values[at] = (float) (mm * Math.sin(p.y() / 25));
          values[at + 1] = (float) (mm * 0.7 * Math.cos(p.z() / 25));
          values[at + 2] = (float) (mm * 0.7 * Math.sin(p.x() / 25 + 1));
        }
      }
    }
    return new DisplacementField(GRID, values);
  }
}
