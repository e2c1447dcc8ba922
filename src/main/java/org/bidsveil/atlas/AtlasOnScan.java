package org.bidsveil.atlas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The atlas on a scan's lattice: the place of each voxel in the atlas is found once, by an
 * alignment, and any of the atlas' maps can then be pulled there.
 */
public final class AtlasOnScan {
  private final Alignment alignment;
  private final Grid atlas;
  private final Grid scan;
  private final float[] atlasVoxels;
  private final TaskExecutor executor;
  private final Map<Volume, Mask> places = new ConcurrentHashMap<>();

  private AtlasOnScan(
      Alignment alignment, Grid atlas, Grid scan, float[] atlasVoxels, TaskExecutor executor) {
    this.alignment = alignment;
    this.atlas = atlas;
    this.scan = scan;
    this.atlasVoxels = atlasVoxels;
    this.executor = executor;
  }

  /**
   * @param scan the lattice to pull to
   */
  public static AtlasOnScan of(
      HeadAtlas headAtlas, Alignment alignment, Grid scan, TaskExecutor executor) {
    Grid atlas = headAtlas.template().grid();
    float[] voxels = new float[3 * scan.voxelCount()];
    Affine voxelFromAtlas = atlas.voxelFromWorld();
    executor.forEach(
        scan.nz(),
        k -> {
          double[] row = new double[3 * scan.nx()];
          for (int j = 0; j < scan.ny(); j++) {
            alignment.rowToAtlas(scan, j, k, row);
            voxelFromAtlas.move(row);
            hold(row, atlas, voxels, 3 * scan.index(0, j, k));
          }
        });
    return new AtlasOnScan(alignment, atlas, scan, voxels, executor);
  }

  /** Beyond the atlas' lattice the nearest border counts: air before the face goes on for ever. */
  private static void hold(double[] row, Grid atlas, float[] voxels, int from) {
    double maxI = atlas.nx() - 1;
    double maxJ = atlas.ny() - 1;
    double maxK = atlas.nz() - 1;
    for (int at = 0; at < row.length; at += 3) {
      voxels[from + at] = (float) Sampler.held(row[at], maxI);
      voxels[from + at + 1] = (float) Sampler.held(row[at + 1], maxJ);
      voxels[from + at + 2] = (float) Sampler.held(row[at + 2], maxK);
    }
  }

  /** The alignment by which the voxels were found. */
  public Alignment alignment() {
    return alignment;
  }

  /**
   * A map of the atlas at each voxel of the scan's lattice, trilinear.
   *
   * @throws IllegalArgumentException when the map is not on the atlas' lattice
   */
  public Volume pull(Volume atlasMap) {
    if (!atlasMap.grid().equals(atlas)) {
      throw new IllegalArgumentException("a map on another lattice than the atlas'");
    }
    float[] out = new float[scan.voxelCount()];
    int slice = scan.nx() * scan.ny();
    executor.forEach(
        scan.nz(),
        k -> {
          for (int j = 0; j < scan.ny(); j++) {
            int from = k * slice + j * scan.nx();
            pullRow(atlasMap, atlasVoxels, 3 * from, out, from, scan.nx());
          }
        });
    return new Volume(scan, out);
  }

  /**
   * Where a map of the atlas is 0.5 or more. It is asked for by several steps, pulled once, and not
   * to be changed.
   */
  public Mask where(Volume atlasMap) {
    Mask known = places.get(atlasMap);
    if (known != null) {
      return known;
    }
    // Not computed within the map: a thread that waits for others does their work meanwhile.
    Mask found = pull(atlasMap).atLeast(0.5);
    places.put(atlasMap, found);
    return found;
  }

  /**
   * @param voxels of the map, three components each, from {@code at} on
   */
  private static void pullRow(
      Volume atlasMap, float[] voxels, int at, float[] out, int from, int count) {
    float[] map = atlasMap.values();
    Grid atlas = atlasMap.grid();
    int nx = atlas.nx();
    int nxy = nx * atlas.ny();
    int lastI = Math.max(0, nx - 2);
    int lastJ = Math.max(0, atlas.ny() - 2);
    int lastK = Math.max(0, atlas.nz() - 2);
    int stepI = nx > 1 ? 1 : 0;
    int stepJ = atlas.ny() > 1 ? nx : 0;
    int stepK = atlas.nz() > 1 ? nxy : 0;
    int end = from + count;
    int p = at;
    for (int v = from; v < end; v++, p += 3) {
      float x = voxels[p];
      float y = voxels[p + 1];
      float z = voxels[p + 2];
      int i = Math.min((int) x, lastI);
      int j = Math.min((int) y, lastJ);
      int k = Math.min((int) z, lastK);
      float fx = x - i;
      float fy = y - j;
      float fz = z - k;
      int near = i + nx * j + nxy * k;
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

  /** A single map pulled to a lattice, as {@link #pull(Volume)} does. */
  public static Volume pull(
      Volume atlasMap, Alignment alignment, Grid scan, TaskExecutor executor) {
    Grid atlas = atlasMap.grid();
    float[] out = new float[scan.voxelCount()];
    Affine voxelFromAtlas = atlas.voxelFromWorld();
    executor.forEach(
        scan.nz(),
        k -> {
          double[] row = new double[3 * scan.nx()];
          float[] voxels = new float[row.length];
          for (int j = 0; j < scan.ny(); j++) {
            alignment.rowToAtlas(scan, j, k, row);
            voxelFromAtlas.move(row);
            hold(row, atlas, voxels, 0);
            pullRow(atlasMap, voxels, 0, out, scan.index(0, j, k), scan.nx());
          }
        });
    return new Volume(scan, out);
  }

  /**
   * The voxels of a lattice above a height in the atlas, by the affine part alone.
   *
   * @param zMm atlas world
   */
  public static Mask above(double zMm, Alignment alignment, Grid scan) {
    Affine atlasFromVoxel = alignment.affine().inverse().after(scan.worldFromVoxel());
    Mask above = new Mask(scan);
    int v = 0;
    for (int k = 0; k < scan.nz(); k++) {
      for (int j = 0; j < scan.ny(); j++) {
        double z = atlasFromVoxel.zy() * j + atlasFromVoxel.zz() * k + atlasFromVoxel.zt();
        for (int i = 0; i < scan.nx(); i++, v++) {
          if (z + atlasFromVoxel.zx() * i > zMm) {
            above.set(v);
          }
        }
      }
    }
    return above;
  }
}
