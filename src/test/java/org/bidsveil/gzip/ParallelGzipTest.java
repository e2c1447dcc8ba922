package org.bidsveil.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelGzipTest {
  private static final int BLOCK = 128 * 1024;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 77})
  void javaReadsItBack(int length) throws IOException {
    byte[] data = headLike(length);
    byte[] file = ParallelGzip.compress(data, ParallelGzip.DEFAULT_LEVEL, 2);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      assertArrayEquals(data, in.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 6, 9})
  void threadsDoNotChangeTheBytes(int level) {
    byte[] data = headLike(6 * BLOCK + 5);
    byte[] single = ParallelGzip.compress(data, level, 1);
    for (int threads : new int[] {2, 3, 8}) {
      assertArrayEquals(single, ParallelGzip.compress(data, level, threads));
    }
  }

  @Test
  void incompressibleDataGrowByLittle() throws IOException {
    byte[] data = new byte[4 * BLOCK];
    new Random(3).nextBytes(data);
    byte[] file = ParallelGzip.compress(data, 6, 2);
    assertTrue(file.length < data.length + data.length / 1000, "length " + file.length);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      assertArrayEquals(data, in.readAllBytes());
    }
  }

  @Test
  void isOneMember() throws DataFormatException {
    byte[] data = headLike(4 * BLOCK + 9);
    byte[] file = ParallelGzip.compress(data, 4, 2);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(file, 10, file.length - 10);
      byte[] out = new byte[data.length + 1];
      assertEquals(data.length, inflater.inflate(out));
      assertTrue(inflater.finished());
      assertEquals(8, inflater.getRemaining());
    } finally {
      inflater.end();
    }
  }

  @Test
  void headerHoldsNoTimeAndNoName() {
    byte[] file = ParallelGzip.compress(new byte[10], 4, 1);
    byte[] expected = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};
    assertArrayEquals(expected, Arrays.copyOf(file, 10));
  }

  @Test
  void blocksUseTheDictionaryOfTheOneBefore() {
    byte[] unique = new byte[16 * 1024];
    new Random(4).nextBytes(unique);
    byte[] data = new byte[2 * BLOCK];
    System.arraycopy(unique, 0, data, BLOCK - unique.length, unique.length);
    System.arraycopy(unique, 0, data, BLOCK, unique.length);
    assertTrue(
        ParallelGzip.compress(data, 6, 2).length < unique.length * 3 / 2,
        "the repetition across the block border was not found");
  }

  /** Half noise in few values, half constant, as a head in air. */
  private static byte[] headLike(int length) {
    byte[] data = new byte[length];
    Random random = new Random(2);
    for (int i = 0; i < length; i++) {
      data[i] = (byte) ((i / 5000) % 2 == 0 ? 0 : 90 + random.nextInt(16));
    }
    return data;
  }
}
