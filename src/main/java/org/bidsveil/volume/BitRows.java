package org.bidsveil.volume;

/**
 * The bits of a {@link Mask} with every x row in words of its own, so that rows are combined 64
 * voxels at a time, nothing wraps from one row into the next, and slices can be written by
 * different threads. Bits past the end of a row are 0.
 */
final class BitRows {
  private final Grid grid;
  private final int wordsPerRow;
  private final long lastWord;
  private final long[] words;

  private BitRows(Grid grid, long[] words) {
    this.grid = grid;
    this.wordsPerRow = wordsPerRow(grid);
    int tail = grid.nx() & 63;
    this.lastWord = tail == 0 ? -1L : (1L << tail) - 1;
    this.words = words;
  }

  static BitRows empty(Grid grid) {
    return new BitRows(grid, new long[wordsPerRow(grid) * grid.ny() * grid.nz()]);
  }

  static BitRows of(Mask mask) {
    BitRows rows = empty(mask.grid());
    long[] packed = mask.words();
    int nx = mask.grid().nx();
    for (int row = 0; row < rows.count(); row++) {
      int bit = row * nx;
      for (int w = 0; w < rows.wordsPerRow; w++, bit += 64) {
        int shift = bit & 63;
        long word = packed[bit >>> 6] >>> shift;
        if (shift != 0 && (bit >>> 6) + 1 < packed.length) {
          word |= packed[(bit >>> 6) + 1] << (64 - shift);
        }
        rows.words[row * rows.wordsPerRow + w] = word;
      }
      rows.trim(rows.words, row * rows.wordsPerRow);
    }
    return rows;
  }

  Mask toMask() {
    Mask mask = new Mask(grid);
    long[] packed = mask.words();
    int nx = grid.nx();
    for (int row = 0; row < count(); row++) {
      int bit = row * nx;
      for (int w = 0; w < wordsPerRow; w++, bit += 64) {
        long word = words[row * wordsPerRow + w];
        int shift = bit & 63;
        if (word == 0) {
          continue;
        }
        packed[bit >>> 6] |= word << shift;
        if (shift != 0 && word >>> (64 - shift) != 0) {
          packed[(bit >>> 6) + 1] |= word >>> (64 - shift);
        }
      }
    }
    return mask;
  }

  /** Number of x rows, ny * nz; row = j + ny * k. */
  private int count() {
    return grid.ny() * grid.nz();
  }

  boolean isSliceEmpty(int k) {
    int wordsPerSlice = wordsPerRow * grid.ny();
    for (int w = k * wordsPerSlice; w < (k + 1) * wordsPerSlice; w++) {
      if (words[w] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Row j of slice k {@code |=} row j + dj of slice {@code fromK} of the source, for all j. */
  void orSlice(int k, BitRows source, int fromK, int dj) {
    int rowsInBoth = grid.ny() - Math.abs(dj);
    int to = (Math.max(0, -dj) + k * grid.ny()) * wordsPerRow;
    int from = (Math.max(0, dj) + fromK * grid.ny()) * wordsPerRow;
    long[] sourceWords = source.words;
    // One flat loop over a slice: vectorised.
    for (int w = 0; w < rowsInBoth * wordsPerRow; w++) {
      words[to + w] |= sourceWords[from + w];
    }
  }

  /** Every set voxel of a slice also sets its two neighbours in x; done {@code times} times. */
  void widenSlice(int k, int times) {
    for (int t = 0; t < times; t++) {
      for (int j = 0; j < grid.ny(); j++) {
        widenRow((j + grid.ny() * k) * wordsPerRow);
      }
    }
  }

  private void widenRow(int start) {
    long before = 0;
    for (int w = start; w < start + wordsPerRow; w++) {
      long word = words[w];
      long after = w + 1 < start + wordsPerRow ? words[w + 1] : 0;
      words[w] = word | word << 1 | before >>> 63 | word >>> 1 | after << 63;
      before = word;
    }
    trim(words, start);
  }

  private void trim(long[] array, int rowStart) {
    array[rowStart + wordsPerRow - 1] &= lastWord;
  }

  private static int wordsPerRow(Grid grid) {
    return (grid.nx() + 63) >>> 6;
  }
}
