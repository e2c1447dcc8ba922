package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NiftiHeaderTest {
  @ParameterizedTest
  @CsvSource({
    "NIFTI_1, LITTLE_ENDIAN",
    "NIFTI_1, BIG_ENDIAN",
    "NIFTI_2, LITTLE_ENDIAN",
    "NIFTI_2, BIG_ENDIAN"
  })
  void everyNumberReadsBackFromItsSlot(NiftiVersion version, String orderName) {
    NiftiHeader header = NiftiHeader.blank(version, order(orderName));
    int value = 0;
    for (HeaderField field : numericFields(version)) {
      for (int i = 0; i < field.in(version).orElseThrow().count(); i++) {
        header = header.with(field, i, ++value % 100);
      }
    }
    NiftiHeader parsed =
        NiftiHeader.parse(header.with(HeaderField.SIZEOF_HDR, version.headerBytes()).toBytes());
    assertEquals(version, parsed.version());
    assertEquals(order(orderName), parsed.byteOrder());
    value = 0;
    for (HeaderField field : numericFields(version)) {
      for (int i = 0; i < field.in(version).orElseThrow().count(); i++) {
        value++;
        if (field != HeaderField.SIZEOF_HDR) {
          assertEquals(value % 100, parsed.integer(field, i), field.name());
          assertEquals(value % 100, parsed.real(field, i), field.name());
        }
      }
    }
  }

  @Test
  void numbersStandWhereTheStandardSays() {
    byte[] bytes = NiftiHeader.blank(NiftiVersion.NIFTI_1, ByteOrder.BIG_ENDIAN).toBytes();
    bytes[40] = 0;
    bytes[41] = 3;
    bytes[42] = 1;
    bytes[43] = 0;
    bytes[112] = 0x3f;
    bytes[113] = (byte) 0xc0;
    NiftiHeader header = NiftiHeader.parse(bytes);
    assertEquals(3, header.dim()[0]);
    assertEquals(256, header.dim()[1]);
    assertEquals(1.5, header.sclSlope());
  }

  @Test
  void textEndsAtItsNulButZeroingClearsWhatIsBehindIt() {
    byte[] bytes = NiftiHeader.blank(NiftiVersion.NIFTI_1, ByteOrder.LITTLE_ENDIAN).toBytes();
    byte[] stale = "DOE^JANE\0rest of memory".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(stale, 0, bytes, 148, stale.length);
    bytes[147] = 1;
    bytes[228] = 2;
    NiftiHeader header = NiftiHeader.parse(bytes);
    assertEquals("DOE^JANE", header.text(HeaderField.DESCRIP));
    NiftiHeader zeroed = header.withZeroed(List.of(HeaderField.DESCRIP, HeaderField.UNUSED_STR));
    assertArrayEquals(new byte[80], zeroed.bytes(HeaderField.DESCRIP));
    byte[] expected = bytes.clone();
    Arrays.fill(expected, 148, 228, (byte) 0);
    assertArrayEquals(expected, zeroed.toBytes());
    assertEquals("DOE^JANE", header.text(HeaderField.DESCRIP));
    assertNotEquals(header, zeroed);
  }

  @Test
  void aFieldOfTheOtherVersionHasNoBytesAndNoNumber() {
    NiftiHeader header = NiftiHeader.blank(NiftiVersion.NIFTI_2, ByteOrder.LITTLE_ENDIAN);
    assertEquals(0, header.bytes(HeaderField.DB_NAME).length);
    assertEquals("", header.text(HeaderField.DB_NAME));
    assertThrows(IllegalArgumentException.class, () -> header.integer(HeaderField.EXTENTS));
  }

  @Test
  void bytesAreNotSharedWithTheCaller() {
    NiftiHeader header = SyntheticNifti.header(NiftiDatatype.INT16);
    header.toBytes()[40] = 99;
    header.dim()[0] = 99;
    assertEquals(3, header.dim()[0]);
  }

  @Test
  void refusesOtherFiles() {
    assertRefused("nifti-not-nifti", new byte[3]);
    assertRefused("nifti-not-nifti", new byte[348]);
    assertRefused("nifti-not-nifti", "/annex/objects/".repeat(40).getBytes(StandardCharsets.UTF_8));
    byte[] analyze = SyntheticNifti.header(NiftiDatatype.INT16).toBytes();
    Arrays.fill(analyze, 344, 348, (byte) 0);
    assertRefused("nifti-not-nifti", analyze);
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void refusesAHeaderOfAPair(NiftiVersion version) {
    byte[] bytes = NiftiHeader.blank(version, ByteOrder.LITTLE_ENDIAN).toBytes();
    byte[] magic = version.pairMagic();
    System.arraycopy(magic, 0, bytes, version == NiftiVersion.NIFTI_1 ? 344 : 4, magic.length);
    assertRefused("nifti-pair", bytes);
  }

  @ParameterizedTest
  @EnumSource(NiftiVersion.class)
  void refusesHalfAHeader(NiftiVersion version) {
    byte[] bytes = NiftiHeader.blank(version, ByteOrder.BIG_ENDIAN).toBytes();
    assertRefused("nifti-truncated", Arrays.copyOf(bytes, bytes.length - 1));
  }

  @Test
  void refusesTypesThatItCannotRead() {
    NiftiHeader header = SyntheticNifti.header(NiftiDatatype.INT16);
    assertDatatypeRefused("nifti-datatype-unknown", header.with(HeaderField.DATATYPE, 0));
    assertDatatypeRefused("nifti-datatype-unknown", header.with(HeaderField.DATATYPE, 3));
    assertDatatypeRefused("nifti-datatype-unsupported", header.with(HeaderField.DATATYPE, 1536));
    assertDatatypeRefused("nifti-datatype-unsupported", header.with(HeaderField.DATATYPE, 2048));
  }

  private static void assertDatatypeRefused(String name, NiftiHeader header) {
    assertEquals(name, assertThrows(Refusal.class, header::datatype).name());
  }

  private static void assertRefused(String name, byte[] bytes) {
    Refusal refusal = assertThrows(Refusal.class, () -> NiftiHeader.parse(bytes));
    assertEquals(name, refusal.name());
    assertEquals(Refusal.Kind.BAD_DATA, refusal.kind());
  }

  private static List<HeaderField> numericFields(NiftiVersion version) {
    return Arrays.stream(HeaderField.values())
        .filter(f -> f.in(version).map(s -> s.type() != FieldType.TEXT).orElse(false))
        .toList();
  }

  private static ByteOrder order(String name) {
    return name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}
