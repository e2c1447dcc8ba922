package org.bidsveil.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;

class GzipInputTest {
  private static final byte[] TEXT = "voxels, voxels, voxels".getBytes(StandardCharsets.UTF_8);

  @Test
  void readsWhatTheJavaLibraryWrote() throws IOException {
    byte[] data = new byte[300_000];
    new Random(1).nextBytes(data);
    Arrays.fill(data, 1000, 200_000, (byte) 7);
    assertArrayEquals(data, inflate(gzip(data)));
  }

  @Test
  void readsNoBytesFromACompressedNothing() throws IOException {
    assertEquals(0, inflate(gzip(new byte[0])).length);
  }

  @Test
  void readsByteByByte() throws IOException {
    try (GzipInput in = new GzipInput(new ByteArrayInputStream(gzip(new byte[] {-1, 3})))) {
      assertEquals(255, in.read());
      assertEquals(3, in.read());
      assertEquals(-1, in.read());
    }
  }

  @Test
  void joinsMembers() throws IOException {
    byte[] two = concat(gzip(TEXT), gzip(new byte[] {1, 2, 3}));
    assertArrayEquals(concat(TEXT, new byte[] {1, 2, 3}), inflate(two));
  }

  @Test
  void joinsMembersThatArriveInSmallPieces() throws IOException {
    byte[] two = concat(gzip(TEXT), gzip(TEXT));
    var first = new ByteArrayInputStream(two, 0, 7);
    var second = new ByteArrayInputStream(two, 7, two.length - 7);
    try (GzipInput in = new GzipInput(new SequenceInputStream(first, second))) {
      assertArrayEquals(concat(TEXT, TEXT), in.readAllBytes());
    }
  }

  @Test
  void ignoresWhatFollowsTheLastMember() throws IOException {
    assertArrayEquals(TEXT, inflate(concat(gzip(TEXT), new byte[512])));
    assertArrayEquals(TEXT, inflate(concat(gzip(TEXT), new byte[] {0x1f, 0x20, 9})));
  }

  @Test
  void skipsEveryOptionalHeaderField() throws IOException {
    byte[] plain = gzip(TEXT);
    byte[] header = Arrays.copyOf(plain, 10);
    header[3] = (byte) (2 | 4 | 8 | 16);
    byte[] extra = {3, 0, 'x', 'y', 'z'};
    byte[] name = {'s', 'u', 'b', 0};
    byte[] comment = {'c', 0};
    byte[] headerCrc = {1, 2};
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
    byte[] file = concat(header, concat(concat(extra, name), concat(comment, headerCrc)));
    assertArrayEquals(TEXT, inflate(concat(file, rest)));
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = gzip(TEXT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Refusal refusal = assertThrows(Refusal.class, () -> inflate(cut), "length " + length);
      assertEquals("gzip-truncated", refusal.name(), "length " + length);
      assertEquals(Refusal.Kind.BAD_DATA, refusal.kind());
    }
  }

  @Test
  void refusesAWrongChecksum() throws IOException {
    byte[] file = gzip(TEXT);
    file[file.length - 8] ^= 1;
    assertEquals("gzip-checksum", assertThrows(Refusal.class, () -> inflate(file)).name());
  }

  @Test
  void refusesAWrongLength() throws IOException {
    byte[] file = gzip(TEXT);
    file[file.length - 1] ^= 1;
    assertEquals("gzip-checksum", assertThrows(Refusal.class, () -> inflate(file)).name());
  }

  @Test
  void refusesAWrongChecksumOfASecondMember() throws IOException {
    byte[] file = concat(gzip(TEXT), gzip(TEXT));
    file[file.length - 8] ^= 1;
    assertEquals("gzip-checksum", assertThrows(Refusal.class, () -> inflate(file)).name());
  }

  @Test
  void refusesDataThatCannotBeDecoded() throws IOException {
    byte[] file = gzip(TEXT);
    file[10] = (byte) 0xff; // block type 3 does not exist (RFC 1951, section 3.2.3)
    assertEquals("gzip-damaged", assertThrows(Refusal.class, () -> inflate(file)).name());
  }

  @Test
  void refusesAnotherMethodThanDeflate() throws IOException {
    byte[] file = gzip(TEXT);
    file[2] = 7;
    assertEquals("gzip-damaged", assertThrows(Refusal.class, () -> inflate(file)).name());
  }

  @Test
  void tellsGzipByItsFirstBytes() throws IOException {
    assertTrue(GzipInput.isGzip(gzip(TEXT)));
    assertFalse(GzipInput.isGzip(TEXT));
    assertFalse(GzipInput.isGzip(new byte[] {0x1f}));
  }

  private static byte[] inflate(byte[] file) throws IOException {
    try (GzipInput in = new GzipInput(new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static byte[] gzip(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(data);
    }
    return out.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
