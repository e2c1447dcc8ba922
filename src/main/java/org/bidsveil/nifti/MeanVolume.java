package org.bidsveil.nifti;

import org.bidsveil.volume.Volume;

/** The one volume that stands for an image: itself, or the mean over dimensions 4 to 7. */
public final class MeanVolume {
  private MeanVolume() {}

  /**
   * The only volume as it is, or the mean of several, in which values that are not finite are left
   * out and a voxel that is never finite becomes 0.
   */
  public static Volume of(NiftiImage image) {
    if (image.volumes() == 1) {
      return image.volume(0);
    }
    int count = image.grid().voxelCount();
    double[] sum = new double[count];
    short[] finite = new short[count];
    for (int t = 0; t < image.volumes(); t++) {
      float[] values = image.volume(t).values();
      for (int v = 0; v < count; v++) {
        if (Float.isFinite(values[v])) {
          sum[v] += values[v];
          finite[v]++;
        }
      }
    }
    float[] mean = new float[count];
    for (int v = 0; v < count; v++) {
      int n = Short.toUnsignedInt(finite[v]);
      mean[v] = n == 0 ? 0 : (float) (sum[v] / n);
    }
    return new Volume(image.grid(), mean);
  }
}
