package org.bidsveil.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.bidsveil.files.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GzipHeaderTest {
  private static final byte[] TEXT = "voxels, voxels".getBytes(StandardCharsets.UTF_8);

  @TempDir Path temp;

  /** The compressed text behind a header with these flags, this time, and these fields. */
  private Path file(int flags, int time, byte[]... fields) throws IOException {
    byte[] plain = ParallelGzip.compress(TEXT, 6, 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] head = Arrays.copyOf(plain, 10);
    head[3] = (byte) flags;
    head[4] = (byte) time;
    out.writeBytes(head);
    for (byte[] field : fields) {
      out.writeBytes(field);
    }
    out.write(plain, 10, plain.length - 10);
    return Files.write(temp.resolve("file.gz"), out.toByteArray());
  }

  private static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void nameCommentTimeAndExtraGoAndTheCompressedBytesStay() throws IOException {
    byte[] extra = {6, 0, 'X', 'Y', 2, 0, 'J', 'D'};
    Path file = file(2 | 4 | 8 | 16, 9, extra, text("JaneDoe.nii"), text("a comment"), new byte[2]);
    GzipHeader header = GzipHeader.of(file).orElseThrow();
    assertEquals(List.of("FNAME", "FCOMMENT", "MTIME", "FEXTRA"), header.telling());
    byte[] clean = header.cleaned(file).bytes();
    assertArrayEquals(ParallelGzip.compress(TEXT, 6, 1), clean);
    assertArrayEquals(TEXT, new GZIPInputStream(new ByteArrayInputStream(clean)).readAllBytes());
  }

  @Test
  void aCleanHeaderTellsNothingAndStaysAsItIs() throws IOException {
    Path file = file(0, 0);
    GzipHeader header = GzipHeader.of(file).orElseThrow();
    assertEquals(List.of(), header.telling());
    assertArrayEquals(Files.readAllBytes(file), header.cleaned(file).bytes());
  }

  @Test
  void theSizesOfBlocksStayForTheyAreNeededToRead() throws IOException {
    byte[] blocks = {6, 0, 'B', 'C', 2, 0, 40, 0};
    Path file = file(4, 0, blocks);
    GzipHeader header = GzipHeader.of(file).orElseThrow();
    assertEquals(List.of(), header.telling());
    assertArrayEquals(Files.readAllBytes(file), header.cleaned(file).bytes());
  }

  @Test
  void whatIsNoGzipOrBreaksOffHasNoHeader() throws IOException {
    Path file = temp.resolve("x.gz");
    for (byte[] bytes :
        List.of(new byte[0], TEXT, Arrays.copyOf(ParallelGzip.compress(TEXT, 6, 1), 6))) {
      Files.write(file, bytes);
      assertEquals(Optional.empty(), GzipHeader.of(file));
    }
    Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 'J', 'a'});
    assertEquals(Optional.empty(), GzipHeader.of(file));
  }

  @Test
  void bytesCompressedOnTheirWayReadAsTheyWere() throws IOException {
    byte[] data = new byte[300_000];
    new Random(5).nextBytes(data);
    Arrays.fill(data, 1000, 200_000, (byte) 7);
    Content gzipped = new GzippedContent(Content.of(data));
    byte[] once = gzipped.bytes();
    assertArrayEquals(data, new GZIPInputStream(new ByteArrayInputStream(once)).readAllBytes());
    assertArrayEquals(once, gzipped.bytes());
    assertTrue(once.length < data.length);
    try (GzipInput in = new GzipInput(new ByteArrayInputStream(once))) {
      assertArrayEquals(data, in.readAllBytes(), "checksum and length are verified");
    }
  }
}
