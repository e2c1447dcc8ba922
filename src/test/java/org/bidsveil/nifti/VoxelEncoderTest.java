package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VoxelEncoderTest {
  /** The stored bytes as a big-endian hexadecimal number. */
  @ParameterizedTest
  @CsvSource({
    "UINT8, -1, 00",
    "UINT8, 2.5, 02",
    "UINT8, 3.5, 04",
    "UINT8, 300, ff",
    "UINT8, NaN, 00",
    "INT8, -200, 80",
    "INT8, 200, 7f",
    "INT16, -40000, 8000",
    "INT16, 40000, 7fff",
    "INT16, NaN, 0000",
    "UINT16, 70000, ffff",
    "UINT16, -3, 0000",
    "INT32, 3e9, 7fffffff",
    "INT32, -3e9, 80000000",
    "UINT32, 5e9, ffffffff",
    "UINT32, 3e9, b2d05e00",
    "INT64, 1e30, 7fffffffffffffff",
    "INT64, -2, fffffffffffffffe",
    "UINT64, 1e30, ffffffffffffffff",
    "UINT64, -2, 0000000000000000",
    "UINT64, 9223372036854775808, 8000000000000000",
    "UINT64, 7, 0000000000000007",
    "FLOAT32, -1.5, bfc00000",
    "FLOAT64, -1.5, bff8000000000000",
    "COMPLEX64, 1.5, 3fc0000000000000",
    "COMPLEX128, 0, 00000000000000000000000000000000",
    "RGB24, 300, ffffff",
    "RGB24, 0, 000000",
    "RGBA32, 7, 070707ff",
    "RGBA32, 0, 00000000"
  })
  void roundsAndClamps(NiftiDatatype type, double real, String hex) {
    assertEquals(hex, stored(type, Scaling.NONE, real));
  }

  @ParameterizedTest
  @CsvSource({
    // real = 2 stored - 10: stored 5 is real 0
    "UINT8, 2, -10, 0, 05",
    "INT16, 2, -10, 0, 0005",
    "FLOAT32, 2, -10, 0, 40a00000",
    // real = 4 stored + 2: 0 would be stored -0.5; 0 and -1 are equally near, the even one is taken
    "INT16, 4, 2, 0, 0000",
    // real = 3 stored + 100: no uint8 is real 0, stored 0 is nearest
    "UINT8, 3, 100, 0, 00",
    // real = -3 stored + 100: 100/3 is 33.3
    "UINT8, -3, 100, 0, 21",
    // a negative slope stores 0 as 0, not as -0
    "FLOAT32, -2, 0, 0, 00000000",
    "FLOAT64, -2, 0, 0, 0000000000000000",
    // both parts of a complex voxel are scaled
    "COMPLEX64, 2, -10, 0, 40a0000040a00000"
  })
  void takesTheStoredValueNearestToTheWantedRealOne(
      NiftiDatatype type, double slope, double inter, double real, String hex) {
    assertEquals(hex, stored(type, new Scaling(slope, inter), real));
  }

  @Test
  void bitsOfNeighboursStay() {
    byte[] bits = {(byte) 0b11111111, (byte) 0b00000000};
    VoxelEncoder encoder =
        new VoxelEncoder(bits, 0, ByteOrder.LITTLE_ENDIAN, NiftiDatatype.BINARY, Scaling.NONE);
    encoder.put(3, 0);
    encoder.put(9, 1);
    assertArrayEquals(new byte[] {(byte) 0b11110111, 0b00000010}, bits);
  }

  @ParameterizedTest
  @EnumSource(
      value = NiftiDatatype.class,
      names = {"FLOAT128", "COMPLEX256"})
  void refusesWhatHasNoPortableLayout(NiftiDatatype type) {
    assertThrows(Refusal.class, () -> stored(type, Scaling.NONE, 0));
  }

  private static String stored(NiftiDatatype type, Scaling scaling, double real) {
    int bytes = type.bitsPerVoxel() / 8;
    byte[] file = new byte[3 + 2 * bytes];
    new VoxelEncoder(file, 3, ByteOrder.BIG_ENDIAN, type, scaling).put(1, real);
    StringBuilder hex = new StringBuilder();
    ByteBuffer voxel = ByteBuffer.wrap(file, 3 + bytes, bytes);
    while (voxel.hasRemaining()) {
      hex.append(String.format("%02x", voxel.get()));
    }
    return hex.toString();
  }
}
