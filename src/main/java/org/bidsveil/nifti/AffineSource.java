package org.bidsveil.nifti;

/**
 * Which of the standard's three methods places the voxels in space (nifti1.h, section "3D IMAGE
 * (VOLUME) ORIENTATION AND LOCATION IN SPACE").
 */
public enum AffineSource {
  /** Method 3, {@code sform_code > 0}: the affine of srow_x, srow_y, srow_z. */
  SFORM("sform"),
  /** Method 2, {@code qform_code > 0}: quaternion, offset and voxel size. */
  QFORM("qform"),
  /**
   * Method 1, both codes 0: voxel size only. Left and right are then unknown; the axes are taken as
   * they are, without a flip, and the first voxel is the origin, as the standard's formula says.
   */
  PIXDIM("pixdim");

  private final String standardName;

  AffineSource(String standardName) {
    this.standardName = standardName;
  }

  /** The name of the header field or group of fields. */
  public String standardName() {
    return standardName;
  }
}
