package org.bidsveil.atlas;

import java.util.Arrays;
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
  private final Map<AtlasMap, Mask> places = new ConcurrentHashMap<>();

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
  public Volume pull(AtlasMap map) {
    requireLattice(map);
    float[] out = new float[scan.voxelCount()];
    executor.forRanges(
        out.length, (from, to) -> map.pull(atlasVoxels, 3 * from, out, from, to - from));
    return new Volume(scan, out);
  }

  /** The same of a map that fills the lattice. */
  public Volume pull(Volume map) {
    return pull(AtlasMap.whole(map));
  }

  /**
   * Where a map of the atlas is 0.5 or more. It is asked for by several steps, pulled once, and not
   * to be changed.
   */
  public Mask where(AtlasMap map) {
    Mask known = places.get(map);
    if (known != null) {
      return known;
    }
    requireLattice(map);
    // Not computed within the map of places: a thread that waits for others does their work.
    Mask found = new Mask(scan);
    executor.forRanges(
        scan.voxelCount(),
        (from, to) -> {
          float[] values = new float[Math.min(PULLED_AT_ONCE, to - from)];
          for (int first = from; first < to; first += values.length) {
            int count = Math.min(values.length, to - first);
            Arrays.fill(values, 0);
            map.pull(atlasVoxels, 3 * first, values, 0, count);
            for (int n = 0; n < count; n++) {
              if (values[n] >= 0.5) {
                found.set(first + n);
              }
            }
          }
        });
    places.put(map, found);
    return found;
  }

  /** Few enough to stay in the first-level cache. */
  private static final int PULLED_AT_ONCE = 2048;

  private void requireLattice(AtlasMap map) {
    if (!map.grid().equals(atlas)) {
      throw new IllegalArgumentException("a map on another lattice than the atlas'");
    }
  }

  /** A single map pulled to a lattice, as {@link #pull(Volume)} does. */
  public static Volume pull(AtlasMap map, Alignment alignment, Grid scan, TaskExecutor executor) {
    Grid atlas = map.grid();
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
            map.pull(voxels, 0, out, scan.index(0, j, k), scan.nx());
          }
        });
    return new Volume(scan, out);
  }

  /** The same of a map that fills its lattice. */
  public static Volume pull(Volume map, Alignment alignment, Grid scan, TaskExecutor executor) {
    return pull(AtlasMap.whole(map), alignment, scan, executor);
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
