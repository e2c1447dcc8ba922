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
    Mask kept = removed.not();
    for (int t = 0; t < layout.volumes(); t++) {
      long first = (long) t * count;
      int from = kept.nextSet(0);
      while (from >= 0) {
        int next = removed.nextSet(from);
        int to = next < 0 ? count : next;
        if (bits == 1 || differs(first + from, first + to, bits, before, after)) {
          for (int v = from; v < to; v++) {
            changed += differs(first + v, bits, before, after) ? 1 : 0;
          }
        }
        from = to == count ? -1 : kept.nextSet(to);
      }
    }
    return changed;
  }

  /** Whether any of the voxels from one to before another do. */
  private static boolean differs(long from, long to, int bits, byte[] before, byte[] after) {
    int bytes = bits / 8;
    int at = (int) (from * bytes);
    int end = (int) (to * bytes);
    return !Arrays.equals(before, at, end, after, at, end);
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
