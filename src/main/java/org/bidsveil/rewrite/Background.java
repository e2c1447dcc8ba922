package org.bidsveil.rewrite;

import java.util.Arrays;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.StoredFill;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;

/**
 * The value of the air around a head: the median over the six faces of the lattice, of each volume.
 */
final class Background {
  private Background() {}

  /** A fill with the background of each volume of the image. */
  static StoredFill of(NiftiImage image) {
    float[] values = new float[image.volumes()];
    for (int t = 0; t < values.length; t++) {
      values[t] = median(image.volume(t));
    }
    return (voxelIndex, t) -> values[t];
  }

  private static float median(Volume volume) {
    float[] border = border(volume);
    return border.length == 0 ? 0 : border[border.length / 2];
  }

  /** The finite values on the six faces of the lattice, in order. */
  static float[] border(Volume volume) {
    Grid grid = volume.grid();
    float[] border = new float[grid.voxelCount()];
    int n = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        boolean inner = k > 0 && k < grid.nz() - 1 && j > 0 && j < grid.ny() - 1;
        int step = inner ? Math.max(grid.nx() - 1, 1) : 1;
        for (int i = 0; i < grid.nx(); i += step) {
          float value = volume.at(i, j, k);
          if (Float.isFinite(value)) {
            border[n++] = value;
          }
        }
      }
    }
    float[] sorted = Arrays.copyOf(border, n);
    Arrays.sort(sorted);
    return sorted;
  }
}
