package org.bidsveil.nifti;

/**
 * The value that a removed voxel gets, as a real number; the writer stores the nearest value that
 * the type and scaling of the image can hold.
 */
@FunctionalInterface
public interface StoredFill {
  /** The real value 0, in each volume of any image. */
  StoredFill ZERO = (voxelIndex, t) -> 0;

  /**
   * The real value of a removed voxel. It must depend only on its arguments.
   *
   * @param voxelIndex index on the spatial grid, x fastest
   * @param t volume, 0 for a 3-D image
   */
  float realValueAt(int voxelIndex, int t);

  /**
   * A fill with one value a volume.
   *
   * @param real the real value of each volume
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfVolume(float... real) implements StoredFill {
    @Override
    public float realValueAt(int voxelIndex, int t) {
      return real[t];
    }
  }
}
