package org.bidsveil.rewrite;

import java.util.Arrays;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.StoredFill;
import org.bidsveil.reface.Refacing;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;

/** The average face, in each volume of an image in that volume's contrast. */
final class AverageFaceFill {
  private AverageFaceFill() {}

  /**
   * @param placement of the atlas in the image
   * @param executor the values do not depend on it
   */
  static StoredFill of(NiftiImage image, Mask removed, Alignment placement, TaskExecutor executor) {
    Refacing refacing = new Refacing(ShippedAtlas.get(), executor);
    StoredFill air = BackgroundNoise.of(image);
    float[][] values = new float[image.volumes()][];
    for (int t = 0; t < values.length; t++) {
      int volume = t;
      values[t] =
          refacing.values(
              image.volume(t), removed, placement, v -> air.realValueAt(v, volume), volume);
    }
    int[] voxels = indices(removed);
    return (voxelIndex, t) -> values[t][Arrays.binarySearch(voxels, voxelIndex)];
  }

  private static int[] indices(Mask removed) {
    int[] out = new int[removed.count()];
    int n = 0;
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      out[n++] = v;
    }
    return out;
  }
}
