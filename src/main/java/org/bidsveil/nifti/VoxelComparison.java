package org.bidsveil.nifti;

import java.util.Arrays;
import org.bidsveil.volume.Mask;

/** Compares stored voxels byte by byte, without decoding them. */
final class VoxelComparison {
  private VoxelComparison() {}

  /** Voxels outside the mask, over all volumes, whose stored bytes (or bit) differ. */
  static long changedOutside(Mask removed, Layout layout, byte[] before, byte[] after) {
    int count = layout.grid().voxelCount();
    int bits = layout.datatype().bitsPerVoxel();
    long changed = 0;
    for (int t = 0; t < layout.volumes(); t++) {
      long first = (long) t * count;
      for (int v = 0; v < count; v++) {
        if (!removed.get(v) && differs(first + v, bits, before, after)) {
          changed++;
        }
      }
    }
    return changed;
  }

  private static boolean differs(long voxel, int bits, byte[] before, byte[] after) {
    if (bits == 1) {
      int at = (int) (voxel >>> 3);
      return ((before[at] ^ after[at]) >>> (voxel & 7) & 1) != 0;
    }
    int bytes = bits / 8;
    int at = (int) (voxel * bytes);
    return Arrays.mismatch(before, at, at + bytes, after, at, at + bytes) >= 0;
  }
}
