package org.bidsveil.review;

import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/** A mask as the page sends it: any voxel that is not 0 is to be removed. */
final class EditedMask {
  /** Affines that pass through float32 and a browser still place every corner within this, mm. */
  private static final double SAME_PLACE_MM = 0.01;

  private EditedMask() {}

  /**
   * The mask in the bytes of a NIfTI file.
   *
   * @param grid the scan's
   * @throws Refusal mask-of-another-scan, or what {@link NiftiReader#parse} refuses
   */
  static Mask parse(byte[] file, Grid grid) {
    NiftiImage image = NiftiReader.parse(file);
    if (image.volumes() != 1 || !image.grid().matches(grid, SAME_PLACE_MM)) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "mask-of-another-scan",
          "the mask is not on the grid of the scan.",
          "Reload the page and paint again.");
    }
    Volume volume = image.volume(0);
    Mask mask = new Mask(grid);
    float[] values = volume.values();
    for (int v = 0; v < values.length; v++) {
      // NaN is no mark of a pen.
      if (values[v] > 0) {
        mask.set(v);
      }
    }
    return mask;
  }
}
