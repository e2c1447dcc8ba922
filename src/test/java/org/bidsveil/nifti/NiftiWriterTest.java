package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NiftiWriterTest {
  private static final Affine OBLIQUE =
      Affine.translation(-3, 5, 7)
          .after(Affine.rotation(0.1, -0.4, 2.5))
          .after(Affine.scaling(1, 1.5, -2));
  private static final Grid GRID = new Grid(2, 3, 2, OBLIQUE);

  @ParameterizedTest
  @EnumSource(
      value = NiftiDatatype.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BINARY", "FLOAT128", "COMPLEX256"})
  void encodedVolumeReadsBack(NiftiDatatype datatype) {
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 102, 127};
    NiftiImage image = NiftiReader.parse(NiftiWriter.encode(new Volume(GRID, values), datatype));
    assertArrayEquals(values, image.volume(0).values(), 1e-5f);
    assertTrue(GRID.matches(image.grid(), 1e-4));
    assertEquals(1, image.volumes());
  }

  @Test
  void compressedMaskReadsBack() {
    Mask mask = new Mask(GRID);
    mask.set(1, 2, 1);
    byte[] file = ParallelGzip.compress(NiftiWriter.encode(mask), 6, 2);
    NiftiImage image = NiftiReader.parse(file);
    assertTrue(image.gzipped());
    assertEquals(NiftiDatatype.UINT8, image.header().datatype());
    assertEquals(mask.count(), image.volume(0).atLeast(1).count());
    assertEquals(1, image.volume(0).at(1, 2, 1));
  }

  @ParameterizedTest
  @EnumSource(
      value = NiftiDatatype.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BINARY", "FLOAT128", "COMPLEX256"})
  void onlyMaskedVoxelsChange(NiftiDatatype datatype) {
    for (NiftiVersion version : NiftiVersion.values()) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        NiftiHeader header =
            SyntheticNifti.withDim(SyntheticNifti.header(version, order, datatype), 2, 3, 2, 2);
        byte[] file =
            SyntheticNifti.fileWithExtensions(
                header, List.of(new NiftiExtension(6, new byte[] {1, 2, 3})));
        Mask removed = new Mask(GRID);
        removed.set(0);
        removed.set(7);
        removed.set(11);
        byte[] out = NiftiWriter.replaceVoxels(NiftiReader.parse(file), removed, StoredFill.ZERO);
        int bytes = datatype.bitsPerVoxel() / 8;
        byte[] expected = file.clone();
        int voxels = file.length - 24 * bytes;
        for (int voxel : new int[] {0, 7, 11, 12, 19, 23}) {
          Arrays.fill(expected, voxels + voxel * bytes, voxels + (voxel + 1) * bytes, (byte) 0);
        }
        assertArrayEquals(expected, out, datatype + " " + version + " " + order);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = NiftiDatatype.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FLOAT128", "COMPLEX256"})
  void oneValueAVolumeIsWrittenAsEachVoxelByItself(NiftiDatatype datatype) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      NiftiHeader header =
          SyntheticNifti.withDim(
              SyntheticNifti.header(NiftiVersion.NIFTI_1, order, datatype), 2, 3, 2, 2);
      NiftiImage image = NiftiReader.parse(SyntheticNifti.patternFile(header, h -> h));
      Mask removed = new Mask(GRID);
      for (int voxel : new int[] {0, 2, 3, 4, 5, 6, 8, 10, 11}) {
        removed.set(voxel);
      }
      StoredFill.OfVolume fill = new StoredFill.OfVolume(97, 201);
      assertArrayEquals(
          NiftiWriter.replaceVoxels(image, removed, (voxel, t) -> t == 0 ? 97 : 201),
          NiftiWriter.replaceVoxels(image, removed, fill),
          datatype + " " + order);
    }
  }

  @Test
  void onlyMaskedBitsChange() {
    NiftiHeader header =
        SyntheticNifti.withDim(SyntheticNifti.header(NiftiDatatype.BINARY), 2, 3, 2, 2);
    byte[] file = SyntheticNifti.file(header, new byte[] {-1, -1, -1});
    Mask removed = new Mask(GRID);
    removed.set(1);
    byte[] out = NiftiWriter.replaceVoxels(NiftiReader.parse(file), removed, StoredFill.ZERO);
    byte[] expected = SyntheticNifti.file(header, new byte[] {(byte) 0xfd, (byte) 0xdf, -1});
    assertArrayEquals(expected, out);
  }

  @Test
  void anEmptyMaskGivesTheSameBytes() {
    byte[] file = SyntheticNifti.patternFile(SyntheticNifti.header(NiftiDatatype.FLOAT32), h -> h);
    assertArrayEquals(
        file, NiftiWriter.replaceVoxels(NiftiReader.parse(file), new Mask(GRID), StoredFill.ZERO));
  }

  @Test
  void theFillKnowsVoxelAndVolume() {
    NiftiHeader header =
        SyntheticNifti.withDim(SyntheticNifti.header(NiftiDatatype.INT16), 2, 3, 2, 3)
            .with(HeaderField.SCL_SLOPE, 0.5)
            .with(HeaderField.SCL_INTER, -3);
    NiftiImage image = NiftiReader.parse(SyntheticNifti.patternFile(header, h -> h));
    Mask removed = new Mask(GRID);
    removed.set(5);
    removed.set(9);
    NiftiImage out =
        NiftiReader.parse(NiftiWriter.replaceVoxels(image, removed, (voxel, t) -> 100 * t + voxel));
    assertEquals(205, out.volume(2).values()[5]);
    assertEquals(9, out.volume(0).values()[9]);
    assertEquals(0, image.voxelsChangedOutside(removed, out));
  }

  @Test
  void aRemovedVoxelIsRealZeroUnderAnIntercept() {
    NiftiHeader header =
        SyntheticNifti.header(NiftiDatatype.INT16)
            .with(HeaderField.SCL_SLOPE, 0.5)
            .with(HeaderField.SCL_INTER, -1024);
    NiftiImage image = NiftiReader.parse(SyntheticNifti.patternFile(header, h -> h));
    Mask all = new Mask(GRID).not();
    NiftiImage out = NiftiReader.parse(NiftiWriter.replaceVoxels(image, all, StoredFill.ZERO));
    assertArrayEquals(new float[12], out.volume(0).values());
  }

  @Test
  void aMaskOfAnotherGridIsAMistake() {
    NiftiImage image =
        NiftiReader.parse(
            SyntheticNifti.patternFile(SyntheticNifti.header(NiftiDatatype.UINT8), h -> h));
    Mask other = new Mask(new Grid(3, 2, 2, Affine.IDENTITY));
    assertThrows(
        IllegalArgumentException.class,
        () -> NiftiWriter.replaceVoxels(image, other, StoredFill.ZERO));
  }

  @Test
  void scalingIsStoredAndUndone() {
    float[] values = {0, 0.5f, 1, -1, 0.25f, 12, 3, 7, 1.75f, 9, 10, 11};
    NiftiEncoding encoding =
        NiftiEncoding.of(NiftiDatatype.INT16)
            .withScaling(0.25, -2)
            .withFormCode(NiftiEncoding.SCANNER_ANATOMICAL);
    NiftiImage image = NiftiReader.parse(NiftiWriter.encode(new Volume(GRID, values), encoding));
    assertArrayEquals(values, image.volume(0).values());
    assertEquals(0.25, image.header().sclSlope());
    assertEquals(1, image.header().sformCode());
    assertEquals(1, image.header().qformCode());
  }

  @Test
  void impossibleEncodingsAreMistakes() {
    NiftiEncoding encoding = NiftiEncoding.of(NiftiDatatype.INT16);
    assertThrows(IllegalArgumentException.class, () -> encoding.withScaling(0, 0));
    assertThrows(IllegalArgumentException.class, () -> encoding.withScaling(1, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> encoding.withFormCode(0));
    assertThrows(IllegalArgumentException.class, () -> NiftiEncoding.of(NiftiDatatype.COMPLEX256));
    Volume tooLong = Volume.zeros(new Grid(32768, 1, 1, Affine.IDENTITY));
    assertThrows(IllegalArgumentException.class, () -> NiftiWriter.encode(tooLong, encoding));
  }
}
