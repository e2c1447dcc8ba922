package org.bidsveil.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Stored voxels to real values. One flat loop a stored type: the voxels of a chunk are put into the
 * machine's byte order in bulk, then converted, so that the compiler can vectorise the conversion.
 * The arithmetic is that of nibabel's {@code get_fdata()}: float64, rounded to float32 at the end.
 */
final class VoxelDecoder {
  /** Voxels of a chunk: small enough for the first-level cache. */
  private static final int CHUNK = 2048;

  // Rec. ITU-R BT.601-7, section 2.5.1: the luminance of red, green and blue.
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final byte[] voxels;
  private final ByteOrder order;
  private final NiftiDatatype datatype;
  private final Scaling scaling;

  VoxelDecoder(byte[] voxels, ByteOrder order, NiftiDatatype datatype, Scaling scaling) {
    this.voxels = voxels;
    this.order = order;
    this.datatype = datatype;
    this.scaling = scaling;
  }

  /**
   * Fills {@code out[from]} .. {@code out[to - 1]} with the real values of as many voxels:
   * magnitude, luminance.
   *
   * @param first the voxel that {@code out[0]} is for
   */
  void decode(long first, float[] out, int from, int to) {
    switch (datatype) {
      case BINARY -> binary(first, out, from, to);
      case UINT8, INT8 -> bytes((int) first, out, from, to);
      case INT16, UINT16 -> shorts(buffer(first + from), out, from, to);
      case INT32 -> ints(buffer(first + from), out, from, to);
      case UINT32 -> unsignedInts(buffer(first + from), out, from, to);
      case INT64 -> longs(buffer(first + from), out, from, to);
      case UINT64 -> unsignedLongs(buffer(first + from), out, from, to);
      case FLOAT32 -> floats(buffer(first + from), out, from, to);
      case FLOAT64 -> doubles(buffer(first + from), out, from, to);
      case COMPLEX64 -> floatPairs(buffer(first + from), out, from, to);
      case COMPLEX128 -> doublePairs(buffer(first + from), out, from, to);
      case RGB24 -> colours((int) first, 3, out, from, to);
      case RGBA32 -> colours((int) first, 4, out, from, to);
      case FLOAT128, COMPLEX256 -> throw NiftiRefusal.datatypeUnsupported(datatype);
    }
  }

  /** The same of {@code count} voxels from {@code first} on. */
  float[] decode(long first, int count) {
    float[] out = new float[count];
    decode(first, out, 0, count);
    return out;
  }

  private ByteBuffer buffer(long first) {
    int at = (int) datatype.bytesFor(first);
    return ByteBuffer.wrap(voxels, at, voxels.length - at).slice().order(order);
  }

  /** Least significant bit first, packed without gaps: NiiVue's reading; the standard is silent. */
  private void binary(long first, float[] out, int from, int to) {
    float zero = (float) scaling.real(0);
    float one = (float) scaling.real(1);
    for (int v = from; v < to; v++) {
      long bit = first + v;
      out[v] = (voxels[(int) (bit >>> 3)] >>> (bit & 7) & 1) == 0 ? zero : one;
    }
  }

  private void bytes(int first, float[] out, int from, int to) {
    float[] real = new float[256];
    for (int b = 0; b < real.length; b++) {
      real[b] = (float) scaling.real(datatype == NiftiDatatype.INT8 ? (byte) b : b);
    }
    for (int v = from; v < to; v++) {
      out[v] = real[voxels[first + v] & 0xff];
    }
  }

  /** There are fewer different values than voxels, each converted once. */
  private void shorts(ByteBuffer bytes, float[] out, int from, int to) {
    float[] real = new float[1 << Short.SIZE];
    for (int b = 0; b < real.length; b++) {
      real[b] = (float) scaling.real(datatype == NiftiDatatype.INT16 ? (short) b : b);
    }
    ShortBuffer source = bytes.asShortBuffer();
    short[] chunk = new short[CHUNK];
    for (int v = from; v < to; v += CHUNK) {
      int n = Math.min(CHUNK, to - v);
      source.get(chunk, 0, n);
      for (int i = 0; i < n; i++) {
        out[v + i] = real[chunk[i] & 0xffff];
      }
    }
  }

  private void ints(ByteBuffer bytes, float[] out, int from, int to) {
    IntBuffer source = bytes.asIntBuffer();
    int[] chunk = new int[CHUNK];
    double slope = scaling.slope();
    double inter = scaling.inter();
    for (int v = from; v < to; v += CHUNK) {
      int n = Math.min(CHUNK, to - v);
      source.get(chunk, 0, n);
      for (int i = 0; i < n; i++) {
        out[v + i] = (float) (chunk[i] * slope + inter);
      }
    }
  }

  private void unsignedInts(ByteBuffer bytes, float[] out, int from, int to) {
    IntBuffer source = bytes.asIntBuffer();
    int[] chunk = new int[CHUNK];
    double slope = scaling.slope();
    double inter = scaling.inter();
    for (int v = from; v < to; v += CHUNK) {
      int n = Math.min(CHUNK, to - v);
      source.get(chunk, 0, n);
      for (int i = 0; i < n; i++) {
        out[v + i] = (float) ((chunk[i] & 0xffffffffL) * slope + inter);
      }
    }
  }

  private void longs(ByteBuffer bytes, float[] out, int from, int to) {
    LongBuffer source = bytes.asLongBuffer();
    long[] chunk = new long[CHUNK];
    double slope = scaling.slope();
    double inter = scaling.inter();
    for (int v = from; v < to; v += CHUNK) {
      int n = Math.min(CHUNK, to - v);
      source.get(chunk, 0, n);
      for (int i = 0; i < n; i++) {
        out[v + i] = (float) (chunk[i] * slope + inter);
      }
    }
  }

  private void unsignedLongs(ByteBuffer bytes, float[] out, int from, int to) {
    LongBuffer source = bytes.asLongBuffer();
    long[] chunk = new long[CHUNK];
    for (int v = from; v < to; v += CHUNK) {
      int n = Math.min(CHUNK, to - v);
      source.get(chunk, 0, n);
      for (int i = 0; i < n; i++) {
        out[v + i] = (float) scaling.real(unsignedToDouble(chunk[i]));
      }
    }
  }

  /**
   * Rounded once, to the nearest: halving keeps the bit that is shifted out as a sticky bit, since
   * adding 2^63 to a value that was rounded before would round twice.
   */
  private static double unsignedToDouble(long bits) {
    return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
  }

  private void floats(ByteBuffer bytes, float[] out, int from, int to) {
    FloatBuffer source = bytes.asFloatBuffer();
    source.get(out, from, to - from);
    if (!scaling.isNone()) {
      for (int v = from; v < to; v++) {
        out[v] = (float) scaling.real(out[v]);
      }
    }
  }

  private void doubles(ByteBuffer bytes, float[] out, int from, int to) {
    DoubleBuffer source = bytes.asDoubleBuffer();
    double[] chunk = new double[CHUNK];
    double slope = scaling.slope();
    double inter = scaling.inter();
    for (int v = from; v < to; v += CHUNK) {
      int n = Math.min(CHUNK, to - v);
      source.get(chunk, 0, n);
      for (int i = 0; i < n; i++) {
        out[v + i] = (float) (chunk[i] * slope + inter);
      }
    }
  }

  private void floatPairs(ByteBuffer bytes, float[] out, int from, int to) {
    FloatBuffer source = bytes.asFloatBuffer();
    for (int v = from; v < to; v++) {
      out[v] = magnitude(source.get(2 * (v - from)), source.get(2 * (v - from) + 1));
    }
  }

  private void doublePairs(ByteBuffer bytes, float[] out, int from, int to) {
    DoubleBuffer source = bytes.asDoubleBuffer();
    for (int v = from; v < to; v++) {
      out[v] = magnitude(source.get(2 * (v - from)), source.get(2 * (v - from) + 1));
    }
  }

  /** Scaling applies to the real and the imaginary part (nifti1.h, "DATA SCALING"). */
  private float magnitude(double real, double imaginary) {
    return (float) Math.hypot(scaling.real(real), scaling.real(imaginary));
  }

  /** Luminance; an alpha that follows blue is not looked at. */
  private void colours(int first, int bytesPerVoxel, float[] out, int from, int to) {
    for (int v = from; v < to; v++) {
      int at = (first + v) * bytesPerVoxel;
      out[v] =
          (float)
              (RED * (voxels[at] & 0xff)
                  + GREEN * (voxels[at + 1] & 0xff)
                  + BLUE * (voxels[at + 2] & 0xff));
    }
  }
}
