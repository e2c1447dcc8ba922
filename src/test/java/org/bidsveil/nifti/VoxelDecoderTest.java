package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.Consumer;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;

/** Hand-written stored bytes against hand-written values, in both byte orders. */
class VoxelDecoderTest {
  private static final Scaling TIMES_2_MINUS_10 = new Scaling(2, -10);

  @Test
  void integers() {
    check(NiftiDatatype.UINT8, 2, b -> b.put((byte) 0).put((byte) 255), 0, 255);
    check(NiftiDatatype.INT8, 2, b -> b.put((byte) 127).put((byte) 128), 127, -128);
    check(NiftiDatatype.INT16, 4, b -> b.putShort((short) -2).putShort((short) 300), -2, 300);
    check(NiftiDatatype.UINT16, 4, b -> b.putShort((short) -2).putShort((short) 1), 65534, 1);
    check(NiftiDatatype.INT32, 8, b -> b.putInt(-5).putInt(70000), -5, 70000);
    check(NiftiDatatype.UINT32, 8, b -> b.putInt(-1).putInt(6), 0x1p32f, 6);
    check(NiftiDatatype.INT64, 16, b -> b.putLong(-(1L << 40)).putLong(3), -(float) (1L << 40), 3);
    check(NiftiDatatype.UINT64, 16, b -> b.putLong(-1).putLong(9), 0x1p64f, 9);
  }

  @Test
  void scaledIntegers() {
    float[] expected = {-10, -4};
    for (ByteOrder order : orders()) {
      for (NiftiDatatype type :
          new NiftiDatatype[] {
            NiftiDatatype.UINT8,
            NiftiDatatype.INT8,
            NiftiDatatype.INT16,
            NiftiDatatype.UINT16,
            NiftiDatatype.INT32,
            NiftiDatatype.UINT32,
            NiftiDatatype.INT64,
            NiftiDatatype.UINT64
          }) {
        byte[] stored = new byte[type.bitsPerVoxel() / 8 * 2];
        stored[order == ByteOrder.LITTLE_ENDIAN ? stored.length / 2 : stored.length - 1] = 3;
        assertArrayEquals(
            expected, new VoxelDecoder(stored, order, type, TIMES_2_MINUS_10).decode(0, 2));
      }
    }
  }

  @Test
  void everyValueOf16BitsIsThatOfTheStandardInAnyPart() {
    Scaling scaling = new Scaling(0.1, 7.3);
    for (ByteOrder order : orders()) {
      ByteBuffer stored = ByteBuffer.allocate(2 << 16).order(order);
      for (int b = 0; b < 1 << 16; b++) {
        stored.putShort((short) b);
      }
      for (NiftiDatatype type : new NiftiDatatype[] {NiftiDatatype.INT16, NiftiDatatype.UINT16}) {
        VoxelDecoder decoder = new VoxelDecoder(stored.array(), order, type, scaling);
        float[] real = new float[1 << 16];
        decoder.decode(0, real, 0, 5000);
        decoder.decode(0, real, 5000, real.length);
        for (int b = 0; b < real.length; b++) {
          int value = type == NiftiDatatype.INT16 ? (short) b : b;
          assertEquals((float) (value * 0.1 + 7.3), real[b]);
        }
      }
    }
  }

  @Test
  void realsKeepNanAndInfinity() {
    check(
        NiftiDatatype.FLOAT32,
        12,
        b -> b.putFloat(1.25f).putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY),
        1.25f,
        Float.NaN,
        Float.NEGATIVE_INFINITY);
    check(
        NiftiDatatype.FLOAT64,
        16,
        b -> b.putDouble(0.1).putDouble(Double.NaN),
        (float) 0.1,
        Float.NaN);
  }

  @Test
  void scaledReals() {
    byte[] single = ByteBuffer.allocate(8).putFloat(3).putFloat(Float.NaN).array();
    assertArrayEquals(
        new float[] {-4, Float.NaN},
        new VoxelDecoder(single, ByteOrder.BIG_ENDIAN, NiftiDatatype.FLOAT32, TIMES_2_MINUS_10)
            .decode(0, 2));
    byte[] twice = ByteBuffer.allocate(8).putDouble(3).array();
    assertArrayEquals(
        new float[] {-4},
        new VoxelDecoder(twice, ByteOrder.BIG_ENDIAN, NiftiDatatype.FLOAT64, TIMES_2_MINUS_10)
            .decode(0, 1));
  }

  @Test
  void complexValuesBecomeTheirMagnitude() {
    check(
        NiftiDatatype.COMPLEX64, 16, b -> b.putFloat(3).putFloat(-4).putFloat(0).putFloat(0), 5, 0);
    check(NiftiDatatype.COMPLEX128, 16, b -> b.putDouble(-5).putDouble(12), 13);
  }

  @Test
  void scalingAppliesToBothPartsOfAComplexValue() {
    byte[] stored = ByteBuffer.allocate(8).putFloat(6.5f).putFloat(7).array();
    float[] magnitude =
        new VoxelDecoder(stored, ByteOrder.BIG_ENDIAN, NiftiDatatype.COMPLEX64, TIMES_2_MINUS_10)
            .decode(0, 1);
    assertArrayEquals(new float[] {5}, magnitude);
  }

  @Test
  void coloursBecomeLuminance() {
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255};
    assertArrayEquals(
        new float[] {76.245f, 149.685f, 29.07f},
        decode(NiftiDatatype.RGB24, rgb, ByteOrder.LITTLE_ENDIAN, 0, 3));
    byte[] rgba = {100, 100, 100, 0, 10, 10, 10, (byte) 255};
    assertArrayEquals(
        new float[] {100, 10},
        decode(NiftiDatatype.RGBA32, rgba, ByteOrder.LITTLE_ENDIAN, 0, 2),
        1e-5f);
  }

  @Test
  void bitsAreReadFromTheLeastSignificantOne() {
    byte[] bits = {0b00000101, 0b00000010};
    assertArrayEquals(
        new float[] {1, 0, 1, 0, 0, 0, 0, 0, 0, 1},
        decode(NiftiDatatype.BINARY, bits, ByteOrder.LITTLE_ENDIAN, 0, 10));
    assertArrayEquals(
        new float[] {1, 0, 0, 0, 0, 0, 0, 1},
        decode(NiftiDatatype.BINARY, bits, ByteOrder.LITTLE_ENDIAN, 2, 8));
  }

  @Test
  void laterVolumesStartBehindEarlierOnes() {
    byte[] stored = {1, 0, 2, 0, 3, 0};
    assertArrayEquals(
        new float[] {2, 3}, decode(NiftiDatatype.INT16, stored, ByteOrder.LITTLE_ENDIAN, 1, 2));
  }

  @Test
  void chunksJoinWithoutASeam() {
    int count = 3 * 2048 + 5;
    ByteBuffer stored = ByteBuffer.allocate(2 * count);
    for (int v = 0; v < count; v++) {
      stored.putShort((short) v);
    }
    float[] real = decode(NiftiDatatype.UINT16, stored.array(), ByteOrder.BIG_ENDIAN, 0, count);
    for (int v = 0; v < count; v++) {
      assertEquals(v, real[v]);
    }
  }

  @Test
  void largeUnsignedNumbersAreRoundedOnce() {
    Random random = new Random(6);
    for (int n = 0; n < 1000; n++) {
      long bits = random.nextLong() | Long.MIN_VALUE;
      byte[] stored = ByteBuffer.allocate(8).putLong(bits).array();
      double exact = new java.math.BigInteger(Long.toUnsignedString(bits)).doubleValue();
      assertEquals(
          (float) exact, decode(NiftiDatatype.UINT64, stored, ByteOrder.BIG_ENDIAN, 0, 1)[0]);
    }
  }

  @Test
  void refusesWhatHasNoPortableLayout() {
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () -> decode(NiftiDatatype.FLOAT128, new byte[16], ByteOrder.BIG_ENDIAN, 0, 1));
    assertTrue(refusal.sentence().contains("FLOAT128"));
  }

  private static void check(
      NiftiDatatype type, int bytes, Consumer<ByteBuffer> put, float... expected) {
    for (ByteOrder order : orders()) {
      ByteBuffer stored = ByteBuffer.allocate(bytes).order(order);
      put.accept(stored);
      assertArrayEquals(expected, decode(type, stored.array(), order, 0, expected.length));
    }
  }

  private static float[] decode(
      NiftiDatatype type, byte[] stored, ByteOrder order, long first, int count) {
    return new VoxelDecoder(stored, order, type, Scaling.NONE).decode(first, count);
  }

  private static ByteOrder[] orders() {
    return new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN};
  }
}
