package org.bidsveil.nifti;

/**
 * What a removed voxel becomes, as a real value; the writer stores the nearest value that the type
 * and scaling of the image can hold.
 */
@FunctionalInterface
public interface StoredFill {
  /** The real value 0. */
  StoredFill ZERO = constant(0);

  /**
   * The real value of a removed voxel. Must depend on its arguments only.
   *
   * @param voxelIndex index on the spatial grid, x fastest
   * @param t volume, 0 for a 3-D image
   */
  float realValueAt(int voxelIndex, int t);

  /** The same real value everywhere. */
  static StoredFill constant(float real) {
    return (voxelIndex, t) -> real;
  }
}
