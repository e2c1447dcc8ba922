package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bidsveil.files.Refusal;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NiftiImageTest {
  private static final NiftiHeader HEADER = SyntheticNifti.header(NiftiDatatype.INT16);
  private static final NiftiExtension NAME =
      new NiftiExtension(6, "PatientName=DOE^JANE    ".getBytes(StandardCharsets.US_ASCII));
  private static final NiftiExtension CIFTI = new NiftiExtension(32, new byte[40]);

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void allExtensionsCanBeDropped(NiftiVersion version) {
    NiftiHeader header = SyntheticNifti.header(version, ByteOrder.BIG_ENDIAN, NiftiDatatype.INT16);
    byte[] file = SyntheticNifti.fileWithExtensions(header, List.of(NAME, CIFTI));
    NiftiImage image = NiftiReader.parse(file);
    assertEquals(List.of(NAME, CIFTI), image.extensions());
    NiftiImage bare = image.keepingExtensions(_ -> false);
    assertEquals(List.of(), bare.extensions());
    assertArrayEquals(SyntheticNifti.patternFile(header, h -> h), bare.toBytes());
    assertArrayEquals(file, image.toBytes());
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void someExtensionsCanBeKept(NiftiVersion version) {
    NiftiHeader header =
        SyntheticNifti.header(version, ByteOrder.LITTLE_ENDIAN, NiftiDatatype.INT16);
    NiftiImage image =
        NiftiReader.parse(SyntheticNifti.fileWithExtensions(header, List.of(NAME, CIFTI)));
    NiftiImage kept = image.keepingExtensions(e -> e.ecode() == 32);
    assertArrayEquals(SyntheticNifti.fileWithExtensions(header, List.of(CIFTI)), kept.toBytes());
    NiftiImage reread = NiftiReader.parse(kept.toBytes());
    assertEquals(List.of(CIFTI), reread.extensions());
    assertArrayEquals(image.volume(0).values(), reread.volume(0).values());
  }

  @Test
  void paddingIsDroppedWithTheExtensions() {
    byte[] between = new byte[4 + 96];
    Arrays.fill(between, 4, between.length, (byte) 'p');
    byte[] file =
        SyntheticNifti.file(
            HEADER.with(HeaderField.VOX_OFFSET, 448), between, SyntheticNifti.pattern(24));
    assertArrayEquals(
        SyntheticNifti.patternFile(HEADER, h -> h),
        NiftiReader.parse(file).keepingExtensions(_ -> false).toBytes());
  }

  @Test
  void aListThatBreaksOffCanBeDroppedButNotChosenFrom() {
    byte[] file = SyntheticNifti.fileWithExtensions(HEADER, List.of(NAME, CIFTI));
    file[352 + 32] = 7;
    NiftiImage image = NiftiReader.parse(file);
    assertArrayEquals(file, image.toBytes());
    assertEquals(List.of(), image.keepingExtensions(_ -> false).extensions());
    Refusal refusal =
        assertThrows(Refusal.class, () -> image.keepingExtensions(e -> e.ecode() == 6));
    assertEquals("nifti-extensions-damaged", refusal.name());
  }

  @Test
  void aHeaderOfTheSameLayoutCanBeExchanged() {
    NiftiImage image =
        NiftiReader.parse(
            SyntheticNifti.file(
                HEADER.with(HeaderField.GLMAX, 7).with(HeaderField.SROW_X, 3, -4),
                SyntheticNifti.pattern(24)));
    NiftiImage scrubbed = image.withHeader(image.header().withZeroed(List.of(HeaderField.GLMAX)));
    assertArrayEquals(
        SyntheticNifti.file(HEADER.with(HeaderField.SROW_X, 3, -4), SyntheticNifti.pattern(24)),
        scrubbed.toBytes());
    assertEquals(Affine.translation(-4, 0, 0), scrubbed.grid().worldFromVoxel());
  }

  @Test
  void aHeaderOfAnotherLayoutIsAMistake() {
    NiftiImage image = NiftiReader.parse(SyntheticNifti.patternFile(HEADER, h -> h));
    for (NiftiHeader other :
        List.of(
            HEADER.with(HeaderField.DIM, 1, 3),
            HEADER.with(HeaderField.VOX_OFFSET, 368),
            HEADER.with(HeaderField.DATATYPE, NiftiDatatype.UINT16.code()),
            SyntheticNifti.header(NiftiVersion.NIFTI_1, ByteOrder.BIG_ENDIAN, NiftiDatatype.INT16),
            SyntheticNifti.header(
                NiftiVersion.NIFTI_2, ByteOrder.LITTLE_ENDIAN, NiftiDatatype.INT16))) {
      assertThrows(IllegalArgumentException.class, () -> image.withHeader(other));
    }
  }

  @Test
  void changesOutsideTheMaskAreCounted() {
    NiftiHeader header = SyntheticNifti.withDim(HEADER, 2, 3, 2, 2);
    byte[] before = SyntheticNifti.patternFile(header, h -> h);
    byte[] after = before.clone();
    Mask removed = new Mask(new Grid(2, 3, 2, Affine.IDENTITY));
    removed.set(4);
    after[352 + 2 * 4]++;
    after[352 + 2 * (12 + 4) + 1]++;
    NiftiImage image = NiftiReader.parse(before);
    assertEquals(0, image.voxelsChangedOutside(removed, NiftiReader.parse(after)));
    after[352 + 2 * 5 + 1]++;
    after[352 + 2 * (12 + 11)]++;
    assertEquals(2, image.voxelsChangedOutside(removed, NiftiReader.parse(after)));
  }

  @Test
  void changedBitsOutsideTheMaskAreCounted() {
    NiftiHeader header = SyntheticNifti.header(NiftiDatatype.BINARY);
    Mask removed = new Mask(new Grid(2, 3, 2, Affine.IDENTITY));
    removed.set(0);
    NiftiImage before = NiftiReader.parse(SyntheticNifti.file(header, new byte[] {0, 0}));
    NiftiImage after = NiftiReader.parse(SyntheticNifti.file(header, new byte[] {3, 4}));
    assertEquals(2, before.voxelsChangedOutside(removed, after));
  }

  @Test
  void imagesOfDifferentShapeAreNotCompared() {
    NiftiImage image = NiftiReader.parse(SyntheticNifti.patternFile(HEADER, h -> h));
    NiftiImage unsigned =
        NiftiReader.parse(
            SyntheticNifti.patternFile(SyntheticNifti.header(NiftiDatatype.UINT16), h -> h));
    Mask none = new Mask(image.grid());
    assertThrows(IllegalArgumentException.class, () -> image.voxelsChangedOutside(none, unsigned));
    Mask small = new Mask(new Grid(1, 1, 1, Affine.IDENTITY));
    assertThrows(IllegalArgumentException.class, () -> image.voxelsChangedOutside(small, image));
  }
}
