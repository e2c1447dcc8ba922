package org.bidsveil.deface;

import java.util.Arrays;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The signed Euclidean distance to the border of a mask, near it: the distances of a lattice within
 * a few voxels are a handful of numbers, and which voxels lie within each is a dilation, 64 voxels
 * at a time. The values are those of {@link DistanceTransform}, to 0.00001 mm.
 */
final class SignedDistance {
  /**
   * Distances nearer to each other than this are one to a dilation: voxels of 1.999999 and 2 mm.
   */
  private static final double APART = 1 + 2e-6;

  private SignedDistance() {}

  /**
   * In mm: outside the mask the distance to its nearest voxel, positive; inside the distance to the
   * nearest voxel that is not in it, negative; neither is more than the band.
   *
   * @param bandMm a few voxels: the cost grows with the number of distances within it
   */
  static Volume clamped(Mask mask, double bandMm, TaskExecutor executor) {
    Grid grid = mask.grid();
    float[] signed = new float[grid.voxelCount()];
    Arrays.fill(signed, (float) bandMm);
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v)) {
      int end = mask.nextClear(v);
      Arrays.fill(signed, v, end, (float) -bandMm);
      v = end;
    }
    float[] distances = distances(grid, bandMm);
    enter(mask, distances, 1, signed, executor);
    enter(mask.not(), distances, -1, signed, executor);
    return new Volume(grid, signed);
  }

  /** The distance of each voxel outside the set, where it is one of those given. */
  private static void enter(
      Mask set, float[] distances, int sign, float[] signed, TaskExecutor executor) {
    Mask reached = set;
    for (float distance : distances) {
      Mask within = Morphology.dilate(set, distance, executor);
      Mask here = within.andNot(reached);
      for (int v = here.nextSet(0); v >= 0; v = here.nextSet(v + 1)) {
        signed[v] = sign * distance;
      }
      reached = within;
    }
  }

  /** The distances between voxels of the lattice up to the band, ascending, each once. */
  private static float[] distances(Grid grid, double bandMm) {
    int[] most = new int[3];
    double[] sizeSquared = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      double size = grid.voxelSizeMm(axis);
      most[axis] = (int) Math.min(bandMm / size, grid.size(axis));
      sizeSquared[axis] = size * size;
    }
    float[] found = new float[(most[0] + 1) * (most[1] + 1) * (most[2] + 1)];
    int count = 0;
    for (int k = 0; k <= most[2]; k++) {
      for (int j = 0; j <= most[1]; j++) {
        for (int i = 0; i <= most[0]; i++) {
          // Rounded after each axis, as the transform does.
          float squared = (float) (i * i * sizeSquared[0]);
          squared = (float) (squared + sizeSquared[1] * j * j);
          squared = (float) (squared + sizeSquared[2] * k * k);
          float distance = (float) Math.sqrt(squared);
          if (distance > 0 && distance < bandMm) {
            found[count++] = distance;
          }
        }
      }
    }
    Arrays.sort(found, 0, count);
    int kept = 0;
    for (int n = 0; n < count; n++) {
      if (kept == 0 || found[n] > found[kept - 1] * APART) {
        found[kept++] = found[n];
      }
    }
    return Arrays.copyOf(found, kept);
  }
}
