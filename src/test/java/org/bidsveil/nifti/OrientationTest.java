package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Affines;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrientationTest {
  private static final double HALF = Math.sqrt(0.5);

  @Test
  void sformGoesBeforeQform() {
    NiftiHeader both =
        quarterTurnAboutZ().with(HeaderField.SFORM_CODE, 1).with(HeaderField.SROW_X, 0, 4);
    assertEquals(AffineSource.SFORM, both.affineSource());
    assertEquals(4, Orientation.worldFromVoxel(both).xx());
    NiftiHeader onlyQform = both.with(HeaderField.SFORM_CODE, 0);
    assertEquals(AffineSource.QFORM, onlyQform.affineSource());
    assertEquals(0, Orientation.worldFromVoxel(onlyQform).xx(), 1e-6);
  }

  @Test
  void quarterTurnAboutZTakesVoxelXToWorldY() {
    Affine affine = Orientation.worldFromVoxel(quarterTurnAboutZ());
    assertNear(new Vec3(10, 22, 30), affine.apply(1, 0, 0));
    assertNear(new Vec3(7, 20, 30), affine.apply(0, 1, 0));
    assertNear(new Vec3(10, 20, 34), affine.apply(0, 0, 1));
  }

  @Test
  void negativeQfacFlipsTheThirdAxis() {
    NiftiHeader flipped = quarterTurnAboutZ().with(HeaderField.PIXDIM, 0, -1);
    assertNear(new Vec3(10, 20, 26), Orientation.worldFromVoxel(flipped).apply(0, 0, 1));
  }

  @Test
  void aQfacOfZeroIsOne() {
    NiftiHeader zero = quarterTurnAboutZ().with(HeaderField.PIXDIM, 0, 0);
    assertNear(new Vec3(10, 20, 34), Orientation.worldFromVoxel(zero).apply(0, 0, 1));
  }

  @Test
  void aHalfTurnHasNoRealPart() {
    NiftiHeader half =
        quarterTurnAboutZ().with(HeaderField.QUATERN_C, 1.0001).with(HeaderField.QUATERN_D, 0);
    Affine affine = Orientation.worldFromVoxel(half);
    assertNear(new Vec3(8, 20, 30), affine.apply(1, 0, 0));
    assertNear(new Vec3(10, 23, 30), affine.apply(0, 1, 0));
    assertNear(new Vec3(10, 20, 26), affine.apply(0, 0, 1));
  }

  @Test
  void withoutCodesThePlainVoxelSizesAreTaken() {
    NiftiHeader neither = quarterTurnAboutZ().with(HeaderField.QFORM_CODE, 0);
    assertEquals(AffineSource.PIXDIM, neither.affineSource());
    assertEquals(Affine.scaling(2, 3, 4), Orientation.worldFromVoxel(neither));
    NiftiHeader negativeCodes =
        neither.with(HeaderField.QFORM_CODE, -1).with(HeaderField.SFORM_CODE, -1);
    assertEquals(AffineSource.PIXDIM, negativeCodes.affineSource());
  }

  @Test
  void voxelSizesAreRepaired() {
    NiftiHeader odd =
        quarterTurnAboutZ()
            .with(HeaderField.QFORM_CODE, 0)
            .with(HeaderField.PIXDIM, 1, -2)
            .with(HeaderField.PIXDIM, 2, 0);
    assertEquals(Affine.scaling(2, 1, 4), Orientation.worldFromVoxel(odd));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.001, 1",
    "2, 1, 1",
    "3, 1000, 1",
    "0, 1, 1",
    "4, 1, 1",
    // Seconds beside millimetres and metres.
    "10, 1, 1",
    "9, 0.001, 1",
    // Millimetres under the name of another unit.
    "1, 1, 1",
    "3, 1, 1",
    // Neither makes an image of a person: the header is believed.
    "1, 100, 100000",
    "2, 0.001, 0.001",
    "3, 0.001, 0.000001"
  })
  void lengthsAreInTheUnitThatTheHeaderNames(int code, double stored, double mm) {
    NiftiHeader header =
        SyntheticNifti.withDim(SyntheticNifti.header(NiftiDatatype.UINT8), 176, 240, 256)
            .with(HeaderField.XYZT_UNITS, code);
    for (int axis = 0; axis < 3; axis++) {
      header =
          header
              .with(HeaderField.PIXDIM, 1 + axis, stored)
              .with(
                  List.of(HeaderField.SROW_X, HeaderField.SROW_Y, HeaderField.SROW_Z).get(axis),
                  axis,
                  stored);
    }
    Affine expected = Affine.scaling(mm, mm, mm);
    for (AffineSource source : AffineSource.values()) {
      NiftiHeader placed =
          header
              .with(HeaderField.SFORM_CODE, source == AffineSource.SFORM ? 1 : 0)
              .with(HeaderField.QFORM_CODE, source == AffineSource.QFORM ? 1 : 0);
      Affine actual = Orientation.worldFromVoxel(placed);
      assertTrue(Affines.difference(actual, expected) < 1e-6 * mm, source + ": " + actual);
    }
  }

  @Test
  void originsAreInThatUnitToo() {
    NiftiHeader metres =
        SyntheticNifti.withDim(quarterTurnAboutZ(), 90, 80, 70).with(HeaderField.XYZT_UNITS, 1);
    for (int axis = 1; axis <= 3; axis++) {
      metres = metres.with(HeaderField.PIXDIM, axis, 0.002);
    }
    metres = metres.with(HeaderField.QOFFSET_X, 0.01).with(HeaderField.QOFFSET_Y, 0.02);
    Vec3 first = Orientation.worldFromVoxel(metres).apply(0, 0, 0);
    assertNear(new Vec3(10, 20, 30_000), first);
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void storedAffinesReadBackFromSformAndQform(NiftiVersion version) {
    NiftiHeader blank = NiftiHeader.blank(version, ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(5);
    for (int n = 0; n < 200; n++) {
      Affine rotation =
          n < 64
              ? Affine.rotation(quarters(n % 4), quarters((n / 4) % 4), quarters(n / 16))
              : Affine.rotation(angle(random), angle(random), angle(random));
      double flip = n % 2 == 0 ? 1 : -1;
      Affine affine =
          Affine.translation(-90 + n, 12, -70).after(rotation).after(Affine.scaling(1, 0.5, flip));
      Grid grid = new Grid(200, 200, 100, affine);
      NiftiHeader header = Orientation.store(blank, grid, 2);
      assertEquals(2, header.sformCode());
      assertEquals(2, header.qformCode());
      Affine fromSform = Orientation.worldFromVoxel(header);
      Affine fromQform = Orientation.worldFromVoxel(header.with(HeaderField.SFORM_CODE, 0));
      assertTrue(grid.matches(new Grid(200, 200, 100, fromSform), 1e-4), affine.toString());
      assertTrue(grid.matches(new Grid(200, 200, 100, fromQform), 0.01), affine.toString());
    }
  }

  @Test
  void aShearIsNoQform() {
    Grid sheared = new Grid(10, 10, 10, new Affine(1, 0.3, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));
    NiftiHeader header =
        Orientation.store(
            NiftiHeader.blank(NiftiVersion.NIFTI_1, ByteOrder.LITTLE_ENDIAN), sheared, 1);
    assertEquals(0, header.qformCode());
    assertEquals(1, header.sformCode());
    assertTrue(
        Affines.difference(Orientation.worldFromVoxel(header), sheared.worldFromVoxel()) < 1e-6);
  }

  @Test
  void aSingularAffineIsNotInvertible() {
    NiftiHeader singular =
        SyntheticNifti.header(NiftiDatatype.UINT8).with(HeaderField.SROW_Z, 2, 0);
    assertFalse(Orientation.worldFromVoxel(singular).isInvertible());
  }

  private static double quarters(int count) {
    return count * Math.PI / 2;
  }

  private static double angle(Random random) {
    return 2 * Math.PI * random.nextDouble();
  }

  /** Voxels of 2 x 3 x 4 mm, turned by 90 degrees about z, the first at (10, 20, 30) mm. */
  private static NiftiHeader quarterTurnAboutZ() {
    return SyntheticNifti.header(NiftiDatatype.INT16)
        .with(HeaderField.SFORM_CODE, 0)
        .with(HeaderField.QFORM_CODE, 1)
        .with(HeaderField.QUATERN_D, HALF)
        .with(HeaderField.QOFFSET_X, 10)
        .with(HeaderField.QOFFSET_Y, 20)
        .with(HeaderField.QOFFSET_Z, 30)
        .with(HeaderField.PIXDIM, 1, 2)
        .with(HeaderField.PIXDIM, 2, 3)
        .with(HeaderField.PIXDIM, 3, 4);
  }

  private static void assertNear(Vec3 expected, Vec3 actual) {
    assertTrue(expected.minus(actual).norm() < 1e-5, "expected " + expected + ", was " + actual);
  }
}
