package org.bidsveil.volume;

/** Images on other lattices by their nearest voxels: what a test cuts or turns keeps its values. */
public final class Nearest {
  private Nearest() {}

  /** 0 where the source has no voxel. */
  public static Volume resample(Volume source, Grid target) {
    Grid from = source.grid();
    Affine map = from.voxelFromWorld().after(target.worldFromVoxel());
    float[] values = new float[target.voxelCount()];
    for (int k = 0; k < target.nz(); k++) {
      for (int j = 0; j < target.ny(); j++) {
        for (int i = 0; i < target.nx(); i++) {
          Vec3 p = map.apply(i, j, k);
          int x = (int) Math.floor(p.x() + 0.5);
          int y = (int) Math.floor(p.y() + 0.5);
          int z = (int) Math.floor(p.z() + 0.5);
          if (from.contains(x, y, z)) {
            values[target.index(i, j, k)] = source.values()[from.index(x, y, z)];
          }
        }
      }
    }
    return new Volume(target, values);
  }

  /** The voxels whose nearest voxel of the source is in the set. */
  public static Mask resample(Mask source, Grid target) {
    float[] values = new float[source.grid().voxelCount()];
    for (int v = source.nextSet(0); v >= 0; v = source.nextSet(v + 1)) {
      values[v] = 1;
    }
    return resample(new Volume(source.grid(), values), target).atLeast(0.5);
  }
}
