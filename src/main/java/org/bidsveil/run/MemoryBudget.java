package org.bidsveil.run;

import java.util.concurrent.Semaphore;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiHeader;

/**
 * Lets so many scans be worked on at once as fit the memory. A scan that is larger than all of it
 * waits until it is alone.
 */
final class MemoryBudget {

  /**
   * Floats a voxel that the engine holds at its peak: the scan, its smoothed and resampled copies,
   * distances, labels and masks. Measured: docs/decisions/0017.
   */
  private static final int FLOATS_A_VOXEL = 12;

  private final int megabytes;
  private final Semaphore free;

  MemoryBudget(long megabytes) {
    this.megabytes = (int) Math.min(megabytes, Integer.MAX_VALUE);
    this.free = new Semaphore(this.megabytes, true);
  }

  /** What the work on one image takes, in megabytes, by its header. */
  static long need(NiftiHeader header) {
    long[] dim = header.dim();
    double voxels = 1;
    double volumes = 1;
    for (int axis = 1; axis <= Math.min(dim[0], 7); axis++) {
      if (axis <= 3) {
        voxels *= Math.max(dim[axis], 1);
      } else {
        volumes *= Math.max(dim[axis], 1);
      }
    }
    double stored = voxels * volumes * header.datatype().bitsPerVoxel() / 8;
    // The image as read, as rewritten, and compressed.
    double bytes = 3 * stored + voxels * FLOATS_A_VOXEL * Float.BYTES;
    return (long) Math.min(bytes / (1 << 20), Integer.MAX_VALUE) + 1;
  }

  /** Megabytes that nobody else gets before it is closed. */
  interface Reservation extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until there is room.
   *
   * @throws Refusal "interrupted" when the waiting thread is told to stop
   */
  Reservation reserve(long need) {
    int permits = (int) Math.min(need, megabytes);
    try {
      free.acquire(permits);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(
          Refusal.Kind.TRY_AGAIN,
          "interrupted",
          "the run was told to stop.",
          "Start it again to go on.",
          e);
    }
    return () -> free.release(permits);
  }
}
