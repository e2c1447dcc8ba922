package org.bidsveil.volume;

import java.util.Arrays;

/**
 * A set of voxels of a {@link Grid}: one bit per voxel, x fastest. Mutable; methods that combine
 * masks return new ones.
 */
public final class Mask {
  private final Grid grid;
  private final long[] words;

  /** Makes the empty set. */
  public Mask(Grid grid) {
    this(grid, new long[(grid.voxelCount() + 63) >>> 6]);
  }

  private Mask(Grid grid, long[] words) {
    this.grid = grid;
    this.words = words;
  }

  public Grid grid() {
    return grid;
  }

  public boolean get(int index) {
    return (words[index >>> 6] >>> index & 1) != 0;
  }

  public boolean get(int i, int j, int k) {
    return get(grid.index(i, j, k));
  }

  public void set(int index) {
    words[index >>> 6] |= 1L << index;
  }

  public void clear(int index) {
    words[index >>> 6] &= ~(1L << index);
  }

  public void set(int i, int j, int k) {
    set(grid.index(i, j, k));
  }

  /** Sets voxels {@code from} .. {@code to - 1}. */
  void setRange(int from, int to) {
    int v = from;
    while (v < to) {
      int stop = Math.min(to, (v | 63) + 1);
      long bits = -1L >>> (64 - (stop - v));
      words[v >>> 6] |= bits << v;
      v = stop;
    }
  }

  /** The number of voxels in the set. */
  public int count() {
    int n = 0;
    for (long word : words) {
      n += Long.bitCount(word);
    }
    return n;
  }

  public boolean isEmpty() {
    for (long word : words) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  /** The first voxel index at or after {@code from} that is in the set, or -1. */
  public int nextSet(int from) {
    int w = from >>> 6;
    if (w >= words.length) {
      return -1;
    }
    long word = words[w] & (-1L << from);
    while (word == 0) {
      if (++w == words.length) {
        return -1;
      }
      word = words[w];
    }
    return (w << 6) + Long.numberOfTrailingZeros(word);
  }

  /**
   * The first voxel index at or after {@code from} that is not in the set, or the number of voxels:
   * with {@link #nextSet}, the set a run at a time.
   *
   * @param from less than the number of voxels
   */
  public int nextClear(int from) {
    int w = from >>> 6;
    long word = ~words[w] & (-1L << from);
    while (word == 0) {
      if (++w == words.length) {
        return grid.voxelCount();
      }
      word = ~words[w];
    }
    return Math.min(grid.voxelCount(), (w << 6) + Long.numberOfTrailingZeros(word));
  }

  public Mask copy() {
    return new Mask(grid, Arrays.copyOf(words, words.length));
  }

  public Mask and(Mask other) {
    requireSameShape(other);
    long[] out = new long[words.length];
    for (int w = 0; w < out.length; w++) {
      out[w] = words[w] & other.words[w];
    }
    return new Mask(grid, out);
  }

  public Mask or(Mask other) {
    requireSameShape(other);
    long[] out = new long[words.length];
    for (int w = 0; w < out.length; w++) {
      out[w] = words[w] | other.words[w];
    }
    return new Mask(grid, out);
  }

  public Mask andNot(Mask other) {
    requireSameShape(other);
    long[] out = new long[words.length];
    for (int w = 0; w < out.length; w++) {
      out[w] = words[w] & ~other.words[w];
    }
    return new Mask(grid, out);
  }

  public Mask not() {
    long[] out = new long[words.length];
    for (int w = 0; w < out.length; w++) {
      out[w] = ~words[w];
    }
    int tail = grid.voxelCount() & 63;
    if (tail != 0) {
      out[out.length - 1] &= (1L << tail) - 1;
    }
    return new Mask(grid, out);
  }

  /** The number of voxels in both sets, |this ∩ other|. */
  public int countAnd(Mask other) {
    requireSameShape(other);
    int n = 0;
    for (int w = 0; w < words.length; w++) {
      n += Long.bitCount(words[w] & other.words[w]);
    }
    return n;
  }

  /** Dice overlap 2|A∩B| / (|A|+|B|) (Dice 1945, Ecology 26:297); 1 for two empty sets. */
  public double dice(Mask other) {
    int total = count() + other.count();
    return total == 0 ? 1 : 2.0 * countAnd(other) / total;
  }

  /** The 64-voxel words, bit v&63 of word v>>6 = voxel v; for kernels of this package. */
  long[] words() {
    return words;
  }

  private void requireSameShape(Mask other) {
    if (grid.nx() != other.grid.nx()
        || grid.ny() != other.grid.ny()
        || grid.nz() != other.grid.nz()) {
      throw new IllegalArgumentException("masks on different grids: " + grid + ", " + other.grid);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Mask other && grid.equals(other.grid) && Arrays.equals(words, other.words);
  }

  @Override
  public int hashCode() {
    return 31 * grid.hashCode() + Arrays.hashCode(words);
  }
}
