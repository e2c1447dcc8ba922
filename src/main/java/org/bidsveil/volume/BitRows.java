package org.bidsveil.volume;

import java.util.Arrays;

/**
 * The bits of a {@link Mask} with every x row in words of its own, so that rows are combined 64
 * voxels at a time, nothing wraps from one row into the next, and rows can be written by different
 * threads. Bits past the end of a row are 0.
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
  int count() {
    return grid.ny() * grid.nz();
  }

  int wordsPerRow() {
    return wordsPerRow;
  }

  /** Everything that is not in the set, in place. */
  void complement() {
    for (int w = 0; w < words.length; w++) {
      words[w] = ~words[w];
    }
    for (int row = 0; row < count(); row++) {
      trim(words, row * wordsPerRow);
    }
  }

  boolean isRowEmpty(int row) {
    for (int w = row * wordsPerRow; w < (row + 1) * wordsPerRow; w++) {
      if (words[w] != 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code target |= } the row; {@code target} has {@link #wordsPerRow()} words. */
  void orRowInto(int row, long[] target) {
    int from = row * wordsPerRow;
    for (int w = 0; w < wordsPerRow; w++) {
      target[w] |= words[from + w];
    }
  }

  void setRow(int row, long[] source) {
    System.arraycopy(source, 0, words, row * wordsPerRow, wordsPerRow);
  }

  /** Every set bit of one row also sets its two neighbours; done {@code times} times, in place. */
  void widen(long[] row, int times) {
    for (int t = 0; t < times; t++) {
      long before = 0;
      for (int w = 0; w < wordsPerRow; w++) {
        long word = row[w];
        long after = w + 1 < wordsPerRow ? row[w + 1] : 0;
        row[w] = word | word << 1 | before >>> 63 | word >>> 1 | after << 63;
        before = word;
      }
      trim(row, 0);
    }
  }

  static void clear(long[] row) {
    Arrays.fill(row, 0);
  }

  private void trim(long[] array, int rowStart) {
    array[rowStart + wordsPerRow - 1] &= lastWord;
  }

  private static int wordsPerRow(Grid grid) {
    return (grid.nx() + 63) >>> 6;
  }
}
