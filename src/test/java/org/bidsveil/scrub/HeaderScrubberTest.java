package org.bidsveil.scrub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeaderScrubberTest {
  private static final Set<HeaderField> ZEROED =
      EnumSet.of(
          HeaderField.DATA_TYPE,
          HeaderField.DB_NAME,
          HeaderField.EXTENTS,
          HeaderField.SESSION_ERROR,
          HeaderField.REGULAR,
          HeaderField.DESCRIP,
          HeaderField.AUX_FILE,
          HeaderField.INTENT_NAME,
          HeaderField.UNUSED_STR);

  /** Two voxels of int16, a DICOM and a text extension, and text in every field that has any. */
  private static NiftiImage image(NiftiVersion version) {
    boolean first = version == NiftiVersion.NIFTI_1;
    int size = first ? 348 : 540;
    int offset = size + 4 + 32 + 16;
    ByteBuffer bytes = ByteBuffer.allocate(offset + 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, size);
    for (HeaderField field : ZEROED) {
      field
          .in(version)
          .ifPresent(slot ->
              Arrays.fill(bytes.array(), slot.offset(), slot.offset() + slot.bytes(), (byte) 'd'));
    }
    bytes.put(
        field(HeaderField.DESCRIP, version),
        "TE=2;Time=113320\0Doe".getBytes(StandardCharsets.US_ASCII));
    if (first) {
      bytes.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
      bytes.putShort(40, (short) 3).putShort(42, (short) 2).putShort(44, (short) 1);
      bytes.putShort(46, (short) 1).putShort(70, (short) 4).putShort(72, (short) 16);
      bytes.putFloat(80, 1).putFloat(84, 1).putFloat(88, 1).putFloat(108, offset);
      bytes.putFloat(112, 0.5f).putFloat(136, 7);
    } else {
      bytes.put(4, new byte[] {'n', '+', '2', 0, 13, 10, 26, 10});
      bytes.putLong(16, 3).putLong(24, 2).putLong(32, 1).putLong(40, 1);
      bytes.putShort(12, (short) 4).putShort(14, (short) 16).putLong(168, offset);
      bytes.putDouble(112, 1).putDouble(120, 1).putDouble(128, 1).putDouble(176, 0.5);
    }
    bytes.put(size, (byte) 1);
    bytes
        .putInt(size + 4, 32)
        .putInt(size + 8, 2)
        .put(size + 12, "DOE^JANE".getBytes(StandardCharsets.US_ASCII));
    bytes.putInt(size + 36, 16).putInt(size + 40, 6).put(size + 44, (byte) 'x');
    bytes.putShort(offset, (short) 11).putShort(offset + 2, (short) 12);
    return NiftiReader.parse(bytes.array());
  }

  private static int field(HeaderField field, NiftiVersion version) {
    return field.in(version).orElseThrow().offset();
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void textUnusedFieldsAndExtensionsGoAndNothingElse(NiftiVersion version) {
    NiftiImage before = image(version);
    HeaderScrubber.Scrubbed result =
        new HeaderScrubber(ScrubProfile.DEFAULT, Set.of()).scrub("x", before);
    NiftiImage after = result.image();
    for (HeaderField field : HeaderField.values()) {
      byte[] expected = before.header().bytes(field);
      if (ZEROED.contains(field)) {
        expected = new byte[expected.length];
      }
      if (field != HeaderField.VOX_OFFSET) {
        assertArrayEquals(expected, after.header().bytes(field), field.standardName());
      }
    }
    assertEquals(version.headerBytes() + 4L, after.header().integer(HeaderField.VOX_OFFSET));
    assertEquals(List.of(), after.extensions());
    assertArrayEquals(new float[] {5.5f, 6}, values(after));
    assertEquals(version == NiftiVersion.NIFTI_1 ? 8 + 2 : 4 + 2, result.records().size());
    assertEquals(
        new ScrubRecord(
            "x", "extension 2", ScrubCategory.TEXT, ScrubAction.REMOVE, "header extension"),
        result.records().get(result.records().size() - 2));
    HeaderScrubber.Scrubbed again =
        new HeaderScrubber(ScrubProfile.DEFAULT, Set.of()).scrub("x", after);
    assertEquals(List.of(), again.records());
    assertEquals(after.header(), again.image().header());
  }

  private static float[] values(NiftiImage image) {
    return image.volume(0).values();
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void extensionsOfPermittedCodesStay(NiftiVersion version) {
    NiftiImage before = image(version);
    HeaderScrubber.Scrubbed result =
        new HeaderScrubber(ScrubProfile.STRICT, Set.of(6)).scrub("x", before);
    assertEquals(List.of(before.extensions().get(1)), result.image().extensions());
    assertArrayEquals(new float[] {5.5f, 6}, values(result.image()));
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void profileNoneTouchesNothing(NiftiVersion version) {
    NiftiImage before = image(version);
    assertSame(before, new HeaderScrubber(ScrubProfile.NONE, Set.of()).scrub("x", before).image());
  }
}
