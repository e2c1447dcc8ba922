package org.bidsveil.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Real values to stored voxels, one at a time: the inverse of the scaling, rounded half to even and
 * clamped to the type's range; what is no number becomes 0 in the integer types. A complex voxel
 * gets the value as its real part and real 0 as its imaginary part, a colour the value as grey,
 * with alpha 0 where the value is 0 and 255 elsewhere.
 */
final class VoxelEncoder {
  private final ByteBuffer voxels;
  private final NiftiDatatype datatype;
  private final Scaling scaling;

  /** Writes into {@code voxels}, which holds voxels from byte {@code offset} on. */
  VoxelEncoder(
      byte[] voxels, int offset, ByteOrder order, NiftiDatatype datatype, Scaling scaling) {
    this.voxels = ByteBuffer.wrap(voxels, offset, voxels.length - offset).slice().order(order);
    this.datatype = datatype;
    this.scaling = scaling;
  }

  /** Stores the value nearest to {@code real} at voxel {@code voxel}, counted over all volumes. */
  void put(long voxel, double real) {
    double stored = scaling.stored(real);
    int v = (int) voxel;
    switch (datatype) {
      case BINARY -> putBit(voxel, stored > 0.5);
      case UINT8 -> voxels.put(v, (byte) rounded(stored, 0, 0xff));
      case INT8 -> voxels.put(v, (byte) rounded(stored, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 ->
          voxels.putShort(2 * v, (short) rounded(stored, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> voxels.putShort(2 * v, (short) rounded(stored, 0, 0xffff));
      case INT32 ->
          voxels.putInt(4 * v, (int) rounded(stored, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> voxels.putInt(4 * v, (int) rounded(stored, 0, 0xffffffffL));
      case INT64 -> voxels.putLong(8 * v, (long) Math.rint(stored));
      case UINT64 -> voxels.putLong(8 * v, unsignedLong(Math.rint(stored)));
      case FLOAT32 -> voxels.putFloat(4 * v, (float) stored);
      case FLOAT64 -> voxels.putDouble(8 * v, stored);
      case COMPLEX64 -> {
        voxels.putFloat(8 * v, (float) stored);
        voxels.putFloat(8 * v + 4, (float) scaling.stored(0));
      }
      case COMPLEX128 -> {
        voxels.putDouble(16 * v, stored);
        voxels.putDouble(16 * v + 8, scaling.stored(0));
      }
      case RGB24 -> putGrey(3 * v, stored);
      case RGBA32 -> {
        putGrey(4 * v, stored);
        voxels.put(4 * v + 3, (byte) (voxels.get(4 * v) == 0 ? 0 : 0xff));
      }
      case FLOAT128, COMPLEX256 -> throw NiftiRefusal.datatypeUnsupported(datatype);
    }
  }

  /** The same at all voxels from one to before another: converted once, then copied. */
  void put(long from, long to, double real) {
    put(from, real);
    if (datatype == NiftiDatatype.BINARY) {
      for (long voxel = from + 1; voxel < to; voxel++) {
        put(voxel, real);
      }
      return;
    }
    int start = (int) datatype.bytesFor(from);
    int end = (int) datatype.bytesFor(to);
    for (int done = (int) datatype.bytesFor(from + 1) - start; start + done < end; done *= 2) {
      voxels.put(start + done, voxels, start, Math.min(done, end - start - done));
    }
  }

  private void putBit(long voxel, boolean on) {
    int at = (int) (voxel >>> 3);
    int bit = 1 << (voxel & 7);
    int old = voxels.get(at);
    voxels.put(at, (byte) (on ? old | bit : old & ~bit));
  }

  private void putGrey(int at, double stored) {
    byte grey = (byte) rounded(stored, 0, 0xff);
    voxels.put(at, grey);
    voxels.put(at + 1, grey);
    voxels.put(at + 2, grey);
  }

  private static long rounded(double stored, long min, long max) {
    return Math.clamp((long) Math.rint(stored), min, max);
  }

  private static long unsignedLong(double stored) {
    if (!(stored > 0)) {
      return 0;
    }
    return stored < 0x1p63
        ? (long) stored
        : stored < 0x1p64 ? (long) (stored - 0x1p63) + Long.MIN_VALUE : -1;
  }
}
