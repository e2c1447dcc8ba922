package org.bidsveil.volume;

/**
 * A box of voxels from the first voxel (i0, j0, k0) to (i1, j1, k1), one past the last on each
 * axis. Empty when any axis has no voxel.
 */
public record Box(int i0, int j0, int k0, int i1, int j1, int k1) {
  public static final Box EMPTY = new Box(0, 0, 0, 0, 0, 0);

  /** The smallest box that contains every voxel of the set. */
  public static Box around(Mask mask) {
    Grid grid = mask.grid();
    int nx = grid.nx();
    int i0 = nx;
    int j0 = grid.ny();
    int k0 = grid.nz();
    int i1 = 0;
    int j1 = 0;
    int k1 = 0;
    int v = mask.nextSet(0);
    while (v >= 0) {
      int row = v / nx;
      int i = v - row * nx;
      int j = row % grid.ny();
      int k = row / grid.ny();
      i0 = Math.min(i0, i);
      i1 = Math.max(i1, i + 1);
      j0 = Math.min(j0, j);
      j1 = Math.max(j1, j + 1);
      k0 = Math.min(k0, k);
      k1 = Math.max(k1, k + 1);
      // Voxels between the known x limits cannot widen the box.
      int next = i < i1 - 1 ? row * nx + i1 - 1 : v + 1;
      v = mask.nextSet(next);
    }
    return i1 == 0 ? EMPTY : new Box(i0, j0, k0, i1, j1, k1);
  }

  public boolean isEmpty() {
    return i0 >= i1 || j0 >= j1 || k0 >= k1;
  }

  /** Number of voxels along axis 0, 1 or 2; 0 on every axis of an empty box. */
  public int size(int axis) {
    if (isEmpty()) {
      return 0;
    }
    return switch (axis) {
      case 0 -> i1 - i0;
      case 1 -> j1 - j0;
      case 2 -> k1 - k0;
      default -> throw new IndexOutOfBoundsException("axis " + axis);
    };
  }

  /**
   * This box grown by at least {@code mm} on each side and cut off at the grid; an empty box stays
   * empty.
   */
  public Box grownMm(double mm, Grid grid) {
    if (isEmpty()) {
      return this;
    }
    int x = steps(mm, grid, 0);
    int y = steps(mm, grid, 1);
    int z = steps(mm, grid, 2);
    return new Box(
        Math.max(0, i0 - x),
        Math.max(0, j0 - y),
        Math.max(0, k0 - z),
        Math.min(grid.nx(), i1 + x),
        Math.min(grid.ny(), j1 + y),
        Math.min(grid.nz(), k1 + z));
  }

  /** The voxels of the box as a grid of its own, at the same place in the world. */
  public Grid on(Grid grid) {
    return new Grid(
        size(0), size(1), size(2), grid.worldFromVoxel().after(Affine.translation(i0, j0, k0)));
  }

  /** The voxels of the box, copied to a volume of their own. */
  public Volume cut(Volume volume) {
    Grid grid = volume.grid();
    Volume part = Volume.zeros(on(grid));
    int length = size(0);
    int to = 0;
    for (int k = k0; k < k1; k++) {
      for (int j = j0; j < j1; j++) {
        System.arraycopy(volume.values(), grid.index(i0, j, k), part.values(), to, length);
        to += length;
      }
    }
    return part;
  }

  /** The voxels of the box, copied to a mask of their own. */
  public Mask cut(Mask mask) {
    Grid grid = mask.grid();
    Mask part = new Mask(on(grid));
    int to = 0;
    for (int k = k0; k < k1; k++) {
      for (int j = j0; j < j1; j++) {
        int from = grid.index(i0, j, k);
        for (int i = 0; i < i1 - i0; i++, to++) {
          if (mask.get(from + i)) {
            part.set(to);
          }
        }
      }
    }
    return part;
  }

  private static int steps(double mm, Grid grid, int axis) {
    return (int) Math.min(Math.ceil(mm / grid.voxelSizeMm(axis)), grid.size(axis));
  }
}
