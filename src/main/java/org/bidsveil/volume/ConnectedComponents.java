package org.bidsveil.volume;

import java.util.Arrays;

/**
 * The connected parts of a {@link Mask}. Runs of set voxels along x are joined by union-find
 * (Rosenfeld and Pfaltz 1966, J. ACM 13:471, on runs in place of pixels). Components are numbered
 * from 0 in the order of their first voxel.
 */
public final class ConnectedComponents {

  private final Grid grid;
  // Run r covers voxel indices start[r] .. end[r]-1, all in one x row, and belongs to component
  // label[r].
  private final int[] start;
  private final int[] end;
  private final int[] label;
  private final int[] sizes;

  private ConnectedComponents(Grid grid, int[] start, int[] end, int[] label, int[] sizes) {
    this.grid = grid;
    this.start = start;
    this.end = end;
    this.label = label;
    this.sizes = sizes;
  }

  /** The largest 6-connected component; the first among equals; empty if the set is. */
  public static Mask largest(Mask mask) {
    return label(mask).largest();
  }

  /** The 6-connected component that holds the voxel {@code seedIndex}; empty if it is not set. */
  public static Mask containing(Mask mask, int seedIndex) {
    return label(mask).containing(seedIndex);
  }

  /** Finds all components; neighbours are the 6 voxels that share a face. */
  public static ConnectedComponents label(Mask mask) {
    Grid grid = mask.grid();
    int nx = grid.nx();
    int rows = grid.ny() * grid.nz();
    int[] firstRun = new int[rows + 1];
    int[] start = new int[1024];
    int[] end = new int[1024];
    int runs = 0;
    for (int row = 0; row < rows; row++) {
      firstRun[row] = runs;
      int rowEnd = (row + 1) * nx;
      int v = mask.nextSet(row * nx);
      while (v >= 0 && v < rowEnd) {
        int stop = Math.min(rowEnd, mask.nextClear(v));
        if (runs == start.length) {
          start = Arrays.copyOf(start, runs * 2);
          end = Arrays.copyOf(end, runs * 2);
        }
        start[runs] = v;
        end[runs++] = stop;
        v = stop < rowEnd ? mask.nextSet(stop) : -1;
      }
    }
    firstRun[rows] = runs;
    int[] parent = new int[runs];
    for (int r = 0; r < runs; r++) {
      parent[r] = r;
    }
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        int row = j + grid.ny() * k;
        if (j > 0) {
          join(firstRun, start, end, parent, row, row - 1, nx);
        }
        if (k > 0) {
          join(firstRun, start, end, parent, row, row - grid.ny(), nx);
        }
      }
    }
    return numbered(grid, Arrays.copyOf(start, runs), Arrays.copyOf(end, runs), parent);
  }

  /** Number of components. */
  public int count() {
    return sizes.length;
  }

  /** Number of voxels of a component. */
  public int size(int component) {
    return sizes[component];
  }

  /** The voxels of one component. */
  public Mask component(int component) {
    boolean[] wanted = new boolean[sizes.length];
    wanted[component] = true;
    return select(wanted);
  }

  /** The largest component; the first among equals; empty if there is none. */
  public Mask largest() {
    boolean[] wanted = new boolean[sizes.length];
    int best = -1;
    for (int c = 0; c < sizes.length; c++) {
      if (best < 0 || sizes[c] > sizes[best]) {
        best = c;
      }
    }
    if (best >= 0) {
      wanted[best] = true;
    }
    return select(wanted);
  }

  /** The component that holds the voxel {@code seedIndex}; empty if that voxel is not set. */
  public Mask containing(int seedIndex) {
    boolean[] wanted = new boolean[sizes.length];
    int found = Arrays.binarySearch(start, seedIndex);
    int run = found >= 0 ? found : -found - 2;
    if (run >= 0 && seedIndex < end[run]) {
      wanted[label[run]] = true;
    }
    return select(wanted);
  }

  /** The components with a voxel on the border of the grid. */
  public Mask touchingBorder() {
    boolean[] wanted = new boolean[sizes.length];
    for (int r = 0; r < start.length; r++) {
      int row = start[r] / grid.nx();
      int j = row % grid.ny();
      int k = row / grid.ny();
      wanted[label[r]] |=
          j == 0
              || k == 0
              || j == grid.ny() - 1
              || k == grid.nz() - 1
              || start[r] == row * grid.nx()
              || end[r] == (row + 1) * grid.nx();
    }
    return select(wanted);
  }

  private Mask select(boolean[] wanted) {
    Mask mask = new Mask(grid);
    for (int r = 0; r < start.length; r++) {
      if (wanted[label[r]]) {
        mask.setRange(start[r], end[r]);
      }
    }
    return mask;
  }

  /** Joins the runs of two rows that are neighbours. */
  private static void join(
      int[] firstRun, int[] start, int[] end, int[] parent, int row, int other, int nx) {
    int shift = (row - other) * nx;
    int a = firstRun[row];
    int b = firstRun[other];
    while (a < firstRun[row + 1] && b < firstRun[other + 1]) {
      int startB = start[b] + shift;
      int endB = end[b] + shift;
      if (start[a] < endB && startB < end[a]) {
        int rootA = root(parent, a);
        int rootB = root(parent, b);
        // The smaller number stays, so that a root is the first run of its component.
        parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
      }
      if (end[a] < endB) {
        a++;
      } else {
        b++;
      }
    }
  }

  private static int root(int[] parent, int run) {
    int r = run;
    while (parent[r] != r) {
      parent[r] = parent[parent[r]];
      r = parent[r];
    }
    return r;
  }

  private static ConnectedComponents numbered(Grid grid, int[] start, int[] end, int[] parent) {
    int[] label = new int[start.length];
    int components = 0;
    for (int r = 0; r < label.length; r++) {
      int root = root(parent, r);
      label[r] = root == r ? components++ : label[root];
    }
    int[] sizes = new int[components];
    for (int r = 0; r < label.length; r++) {
      sizes[label[r]] += end[r] - start[r];
    }
    return new ConnectedComponents(grid, start, end, label, sizes);
  }
}
