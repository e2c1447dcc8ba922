package org.bidsveil.atlas;

import org.bidsveil.volume.Box;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * A map on the atlas' lattice, {@code float[nz*ny*nx]}, of which only a box is kept: beyond it the
 * map is 0. Brain, face and ears each fill a quarter of the lattice or less. Immutable.
 */
public final class AtlasMap {
  private final Grid grid;
  private final Box box;
  private final Volume kept;

  private AtlasMap(Grid grid, Box box, Volume kept) {
    this.grid = grid;
    this.box = box;
    this.kept = kept;
  }

  /** All of a map, which is shared, not copied. */
  static AtlasMap whole(Volume map) {
    Grid grid = map.grid();
    return new AtlasMap(grid, new Box(0, 0, 0, grid.nx(), grid.ny(), grid.nz()), map);
  }

  /**
   * A map without what is 0 all around it.
   *
   * @param map without negative values
   */
  static AtlasMap cut(Volume map) {
    Grid grid = map.grid();
    // One voxel more, so that where a value enters an interpolation, all of its corners are kept.
    double voxelMm =
        Math.max(grid.voxelSizeMm(0), Math.max(grid.voxelSizeMm(1), grid.voxelSizeMm(2)));
    Box box = Box.around(map.atLeast(Float.MIN_VALUE)).grownMm(voxelMm, grid);
    return box.isEmpty() ? whole(map) : new AtlasMap(grid, box, box.cut(map));
  }

  /** The lattice of the atlas. */
  public Grid grid() {
    return grid;
  }

  /** The part that is kept, which is all but zeros. */
  public Volume kept() {
    return kept;
  }

  /** The map on all of its lattice: a copy, or the volume that {@link #whole} was given. */
  public Volume volume() {
    if (kept.grid().equals(grid)) {
      return kept;
    }
    Volume whole = Volume.zeros(grid);
    int length = box.size(0);
    int from = 0;
    for (int k = box.k0(); k < box.k1(); k++) {
      for (int j = box.j0(); j < box.j1(); j++) {
        int to = grid.index(box.i0(), j, k);
        System.arraycopy(kept.values(), from, whole.values(), to, length);
        from += length;
      }
    }
    return whole;
  }

  /**
   * Where the map is at least so large.
   *
   * @param threshold above 0, which is what the map is beyond the box
   */
  public Mask atLeast(double threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("a threshold is above 0, not " + threshold);
    }
    float[] values = kept.values();
    Mask mask = new Mask(grid);
    int v = 0;
    for (int k = box.k0(); k < box.k1(); k++) {
      for (int j = box.j0(); j < box.j1(); j++) {
        int row = grid.index(box.i0(), j, k);
        for (int i = 0; i < box.size(0); i++, v++) {
          if (values[v] >= threshold) {
            mask.set(row + i);
          }
        }
      }
    }
    return mask;
  }

  /**
   * The map's trilinear values at points of its lattice.
   *
   * @param voxels of the points, three components each within the lattice, from {@code at} on
   * @param out receives {@code count} values from {@code from} on where they are not 0
   */
  void pull(float[] voxels, int at, float[] out, int from, int count) {
    float[] map = kept.values();
    int nx = kept.grid().nx();
    int nxy = nx * kept.grid().ny();
    int i0 = box.i0();
    int j0 = box.j0();
    int k0 = box.k0();
    int endI = Math.max(0, grid.nx() - 2);
    int endJ = Math.max(0, grid.ny() - 2);
    int endK = Math.max(0, grid.nz() - 2);
    int lastI = Math.max(0, kept.grid().nx() - 2);
    int lastJ = Math.max(0, kept.grid().ny() - 2);
    int lastK = Math.max(0, kept.grid().nz() - 2);
    int stepI = grid.nx() > 1 ? 1 : 0;
    int stepJ = grid.ny() > 1 ? nx : 0;
    int stepK = grid.nz() > 1 ? nxy : 0;
    int end = from + count;
    int p = at;
    for (int v = from; v < end; v++, p += 3) {
      float x = voxels[p];
      float y = voxels[p + 1];
      float z = voxels[p + 2];
      int i = Math.min((int) x, endI);
      int j = Math.min((int) y, endJ);
      int k = Math.min((int) z, endK);
      int inI = i - i0;
      int inJ = j - j0;
      int inK = k - k0;
      if ((inI | inJ | inK) < 0 || inI > lastI || inJ > lastJ || inK > lastK) {
        continue;
      }
      float fx = x - i;
      float fy = y - j;
      float fz = z - k;
      int near = inI + nx * inJ + nxy * inK;
      int far = near + stepK;
      float a = map[near] + (map[near + stepI] - map[near]) * fx;
      float b = map[near + stepJ] + (map[near + stepJ + stepI] - map[near + stepJ]) * fx;
      float c = map[far] + (map[far + stepI] - map[far]) * fx;
      float d = map[far + stepJ] + (map[far + stepJ + stepI] - map[far + stepJ]) * fx;
      float e = a + (b - a) * fy;
      float f = c + (d - c) * fy;
      out[v] = e + (f - e) * fz;
    }
  }
}
