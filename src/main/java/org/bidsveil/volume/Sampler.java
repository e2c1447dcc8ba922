package org.bidsveil.volume;

/**
 * Reads a {@link Volume} between its voxels. A voxel owns the box of its size around its centre: up
 * to half a voxel beyond the outermost centres the border value holds, and farther out {@code
 * outside} does. Thread-safe as long as nobody writes to the volume.
 */
public final class Sampler {
  private final float[] values;
  private final int nx;
  private final int ny;
  private final int nz;
  private final int nxy;
  private final float outside;
  private final Affine voxelFromWorld;

  /**
   * @param outside the value away from the grid
   */
  public Sampler(Volume volume, float outside) {
    Grid grid = volume.grid();
    this.values = volume.values();
    this.nx = grid.nx();
    this.ny = grid.ny();
    this.nz = grid.nz();
    this.nxy = nx * ny;
    this.outside = outside;
    this.voxelFromWorld = grid.voxelFromWorld();
  }

  /** The trilinear interpolation at voxel coordinates (x, y, z); outside for NaN. */
  public float trilinear(double x, double y, double z) {
    if (!isInside(x, y, z)) {
      return outside;
    }
    double cx = held(x, nx - 1);
    double cy = held(y, ny - 1);
    double cz = held(z, nz - 1);
    // Coordinates are not negative: the cast is the floor.
    int i = (int) cx;
    int j = (int) cy;
    int k = (int) cz;
    float fx = (float) (cx - i);
    float fy = (float) (cy - j);
    float fz = (float) (cz - k);
    int v = i + nx * j + nxy * k;
    int dx = i < nx - 1 ? 1 : 0;
    int dy = j < ny - 1 ? nx : 0;
    int dz = k < nz - 1 ? nxy : 0;
    float v00 = mix(values[v], values[v + dx], fx);
    float v10 = mix(values[v + dy], values[v + dy + dx], fx);
    float v01 = mix(values[v + dz], values[v + dz + dx], fx);
    float v11 = mix(values[v + dz + dy], values[v + dz + dy + dx], fx);
    return mix(mix(v00, v10, fy), mix(v01, v11, fy), fz);
  }

  /**
   * The trilinear interpolation at a point in RAS+ world mm; beyond the grid the nearest border
   * value holds.
   */
  public float trilinearHeldAtWorld(double x, double y, double z) {
    Affine m = voxelFromWorld;
    return trilinear(
        held(m.xx() * x + m.xy() * y + m.xz() * z + m.xt(), nx - 1),
        held(m.yx() * x + m.yy() * y + m.yz() * z + m.yt(), ny - 1),
        held(m.zx() * x + m.zy() * y + m.zz() * z + m.zt(), nz - 1));
  }

  /** The value of the nearest voxel to voxel coordinates (x, y, z); outside for NaN. */
  public float nearest(double x, double y, double z) {
    if (!isInside(x, y, z)) {
      return outside;
    }
    int i = Math.clamp((long) Math.floor(x + 0.5), 0, nx - 1);
    int j = Math.clamp((long) Math.floor(y + 0.5), 0, ny - 1);
    int k = Math.clamp((long) Math.floor(z + 0.5), 0, nz - 1);
    return values[i + nx * j + nxy * k];
  }

  /** The trilinear interpolation at a point in RAS+ world mm. */
  public float trilinearAtWorld(double x, double y, double z) {
    Affine m = voxelFromWorld;
    return trilinear(
        m.xx() * x + m.xy() * y + m.xz() * z + m.xt(),
        m.yx() * x + m.yy() * y + m.yz() * z + m.yt(),
        m.zx() * x + m.zy() * y + m.zz() * z + m.zt());
  }

  /**
   * A coordinate held within those of a line of voxels; NaN stays. By comparisons: the first tier
   * of the compiler calls Math.min and Math.max, which tell 0 from -0.
   *
   * @param last the line's last voxel
   */
  public static double held(double coordinate, double last) {
    return coordinate < 0 ? 0 : coordinate > last ? last : coordinate;
  }

  private boolean isInside(double x, double y, double z) {
    return x >= -0.5 && y >= -0.5 && z >= -0.5 && x <= nx - 0.5 && y <= ny - 0.5 && z <= nz - 0.5;
  }

  private static float mix(float a, float b, float towardsB) {
    return a + (b - a) * towardsB;
  }
}
