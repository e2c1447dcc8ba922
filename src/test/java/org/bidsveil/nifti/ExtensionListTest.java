package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionListTest {
  private static final ByteOrder ORDER = ByteOrder.BIG_ENDIAN;
  private static final NiftiExtension COMMENT = new NiftiExtension(6, new byte[] {'h', 'i'});
  private static final NiftiExtension DICOM = new NiftiExtension(2, new byte[24]);

  @Test
  void padsToAMultipleOfSixteen() {
    byte[] bytes = ExtensionList.toBytes(List.of(COMMENT, DICOM), ORDER);
    assertEquals(4 + 16 + 32, bytes.length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    assertEquals(0x01000000, buffer.getInt(0));
    assertEquals(16, buffer.getInt(4));
    assertEquals(6, buffer.getInt(8));
    assertEquals('h', buffer.get(12));
    assertEquals(32, buffer.getInt(20));
    assertEquals(2, buffer.getInt(24));
  }

  @Test
  void readsBackWithItsPadding() {
    ExtensionList list =
        ExtensionList.parse(ExtensionList.toBytes(List.of(COMMENT, DICOM), ORDER), ORDER);
    assertFalse(list.damaged());
    assertEquals(
        List.of(new NiftiExtension(6, new byte[] {'h', 'i', 0, 0, 0, 0, 0, 0}), DICOM),
        list.extensions());
  }

  @Test
  void noneIsFourZeroBytes() {
    assertArrayEquals(new byte[4], ExtensionList.toBytes(List.of(), ORDER));
    assertEquals(List.of(), ExtensionList.parse(new byte[4], ORDER).extensions());
  }

  @Test
  void bytesWithoutTheFlagAreNoExtension() {
    byte[] bytes = ExtensionList.toBytes(List.of(COMMENT), ORDER);
    bytes[0] = 0;
    assertEquals(List.of(), ExtensionList.parse(bytes, ORDER).extensions());
  }

  @Test
  void toleratesAFlagWithNothingBehindIt() {
    assertEquals(
        new ExtensionList(List.of(), false), ExtensionList.parse(new byte[] {1, 0, 0, 0}, ORDER));
    byte[] padded = new byte[4 + 32];
    padded[0] = 1;
    assertEquals(new ExtensionList(List.of(), false), ExtensionList.parse(padded, ORDER));
  }

  @Test
  void toleratesALengthThatIsNoMultipleOfSixteen() {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 11 + 16).order(ORDER);
    bytes.put(0, (byte) 1).putInt(4, 11).putInt(8, 6).put(14, (byte) 'x');
    bytes.putInt(15, 16).putInt(19, 4).put(30, (byte) 'y');
    ExtensionList list = ExtensionList.parse(bytes.array(), ORDER);
    assertFalse(list.damaged());
    assertEquals(2, list.extensions().size());
    assertArrayEquals(new byte[] {0, 0, 'x'}, list.extensions().get(0).content());
    assertEquals(4, list.extensions().get(1).ecode());
  }

  @Test
  void tellsWhenTheListBreaksOff() {
    for (int wrong : new int[] {7, -16, 1 << 30}) {
      ByteBuffer bytes =
          ByteBuffer.wrap(ExtensionList.toBytes(List.of(COMMENT, DICOM), ORDER)).order(ORDER);
      bytes.putInt(20, wrong);
      ExtensionList list = ExtensionList.parse(bytes.array(), ORDER);
      assertTrue(list.damaged());
      assertEquals(1, list.extensions().size());
    }
  }

  @Test
  void contentIsNotSharedWithTheCaller() {
    byte[] content = {1, 2};
    NiftiExtension extension = new NiftiExtension(6, content);
    content[0] = 9;
    extension.content()[1] = 9;
    assertArrayEquals(new byte[] {1, 2}, extension.content());
  }
}
