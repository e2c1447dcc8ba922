package org.bidsveil.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiHeader;
import org.bidsveil.nifti.NiftiReader;

/**
 * Lets so many scans be worked on at once as fit the memory; the others wait. A scan that is larger
 * than all of it is refused by its header, before it is read.
 */
final class MemoryBudget {

  /**
   * Floats a voxel that the engine holds at its peak: the scan, its smoothed and resampled copies,
   * distances, labels and masks. Measured: docs/decisions/0070.
   */
  private static final int FLOATS_A_VOXEL = 12;

  /** Classes, atlas and all that does not grow with the scan. Measured: docs/decisions/0070. */
  private static final int FIXED_MEGABYTES = 100;

  /** Deflate makes at most so many bytes of one (zlib, "Maximum Compression Factor"). */
  private static final int LARGEST_EXPANSION = 1032;

  private final int megabytes;
  private final Semaphore free;

  MemoryBudget(long megabytes) {
    this.megabytes = (int) Math.clamp(megabytes - FIXED_MEGABYTES, 1, Integer.MAX_VALUE);
    this.free = new Semaphore(this.megabytes, true);
  }

  /** What the work on one image takes, in megabytes, by its header. */
  static long need(NiftiHeader header) {
    double bytes = 3 * storedBytes(header) + voxels(header) * FLOATS_A_VOXEL * Float.BYTES;
    return (long) Math.min(bytes / (1 << 20), Integer.MAX_VALUE) + 1;
  }

  /**
   * Refuses an image whose work cannot fit. A header that promises more than its file can hold is
   * left to the reader, who says so.
   *
   * @param megabytes that there are
   * @throws Refusal "memory-too-small" of kind TRY_AGAIN; what is wrong with a header
   */
  static void requireRoom(Path file, long megabytes) {
    requireRoom(NiftiReader.readHeader(file), fileBytes(file), megabytes);
  }

  /** The same of a file that is so many bytes long. */
  static void requireRoom(NiftiHeader header, double fileBytes, long megabytes) {
    long need = need(header) + FIXED_MEGABYTES;
    if (need <= megabytes || storedBytes(header) > fileBytes * LARGEST_EXPANSION) {
      return;
    }
    long[] dim = header.dim();
    throw new Refusal(
        Refusal.Kind.TRY_AGAIN,
        "memory-too-small",
        String.format(
            Locale.ROOT,
            "an image of %d x %d x %d voxels takes about %d MB of memory, and there are %d MB.",
            dim[1],
            dim[2],
            dim[3],
            need,
            megabytes),
        "Give --mem-mb " + heap(need) + " or more (java -jar: -Xmx" + heap(need) + "m).");
  }

  /** Java keeps a few percent of a heap to itself: what to ask for, in whole hundreds. */
  private static long heap(long need) {
    return (need * 20 / 19 + 99) / 100 * 100;
  }

  private static double fileBytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  private static double voxels(NiftiHeader header) {
    return product(header, 1, 3);
  }

  /** The image as read; as rewritten and as compressed it is at most as large. */
  private static double storedBytes(NiftiHeader header) {
    return product(header, 1, 7) * header.datatype().bitsPerVoxel() / 8;
  }

  private static double product(NiftiHeader header, int first, int last) {
    long[] dim = header.dim();
    double product = 1;
    for (int axis = first; axis <= Math.min(dim[0], last); axis++) {
      product *= Math.max(dim[axis], 1);
    }
    return product;
  }

  /**
   * Has garbage collected when the heap holds more than all work in progress takes. The serial
   * collector lets the old generation grow to the limit of the heap before it looks at it: a run of
   * 14 small scans held 4 GB, and spent a third of its time on first touching them
   * (docs/decisions/0092).
   */
  void tidy() {
    Runtime java = Runtime.getRuntime();
    long held = java.totalMemory() - java.freeMemory() >> 20;
    if (held > megabytes - free.availablePermits() + FIXED_MEGABYTES) {
      System.gc();
    }
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
      throw Refusal.interrupted();
    }
    return () -> free.release(permits);
  }
}
