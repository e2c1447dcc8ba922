package org.bidsveil.volume;

/**
 * A lattice of voxels: dimensions and the map from 0-based voxel indices (i, j, k) to RAS+ world
 * millimetres. Arrays on a grid are stored with i fastest: index = i + nx (j + ny k).
 */
public record Grid(int nx, int ny, int nz, Affine worldFromVoxel) {

  public Grid {
    if (nx < 1 || ny < 1 || nz < 1) {
      throw new IllegalArgumentException(
          "a grid has at least one voxel on each axis: " + nx + "x" + ny + "x" + nz);
    }
    if ((long) nx * ny > (Integer.MAX_VALUE - 8) / nz) {
      throw new IllegalArgumentException(
          "a grid of " + nx + "x" + ny + "x" + nz + " voxels does not fit one array");
    }
    if (!worldFromVoxel.isInvertible()) {
      throw new IllegalArgumentException(
          "the voxel-to-world affine is singular: " + worldFromVoxel);
    }
  }

  public int voxelCount() {
    return nx * ny * nz;
  }

  public int index(int i, int j, int k) {
    return i + nx * (j + ny * k);
  }

  public boolean contains(int i, int j, int k) {
    return i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz;
  }

  /** The number of voxels along axis 0, 1 or 2. */
  public int size(int axis) {
    return switch (axis) {
      case 0 -> nx;
      case 1 -> ny;
      case 2 -> nz;
      default -> throw new IndexOutOfBoundsException("axis " + axis);
    };
  }

  /** The distance in mm between neighbours along axis 0, 1 or 2. */
  public double voxelSizeMm(int axis) {
    return worldFromVoxel.columnNorm(axis);
  }

  /** The volume of one voxel in mm³. */
  public double voxelVolumeMm3() {
    return Math.abs(worldFromVoxel.determinant());
  }

  public Affine voxelFromWorld() {
    return worldFromVoxel.inverse();
  }

  /** The world position in mm of the middle of the lattice. */
  public Vec3 centreMm() {
    return worldFromVoxel.apply((nx - 1) / 2.0, (ny - 1) / 2.0, (nz - 1) / 2.0);
  }

  /**
   * Whether both have the same dimensions and their corners are within {@code toleranceMm} of each
   * other.
   */
  public boolean matches(Grid other, double toleranceMm) {
    if (nx != other.nx || ny != other.ny || nz != other.nz) {
      return false;
    }
    for (int corner = 0; corner < 8; corner++) {
      double i = (corner & 1) == 0 ? 0 : nx - 1;
      double j = (corner & 2) == 0 ? 0 : ny - 1;
      double k = (corner & 4) == 0 ? 0 : nz - 1;
      double apart =
          worldFromVoxel.apply(i, j, k).minus(other.worldFromVoxel.apply(i, j, k)).norm();
      if (apart > toleranceMm) {
        return false;
      }
    }
    return true;
  }
}
