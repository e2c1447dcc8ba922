package org.bidsveil.deface;

import org.bidsveil.volume.Affine;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Carries a mask of the working lattice to the scan's finer one without steps: the signed distance
 * to its surface is interpolated and cut at 0.
 */
public final class MaskLift {
  /** Distances beyond this do not matter for the surface, mm. */
  private static final double BAND_MM = 12;

  private MaskLift() {}

  /**
   * @param mask on the working lattice
   * @param target the scan's lattice, in the same world
   */
  public static Mask toGrid(Mask mask, Grid target, TaskExecutor executor) {
    if (mask.grid().equals(target)) {
      return mask;
    }
    if (mask.isEmpty()) {
      return new Mask(target);
    }
    Volume lifted =
        Resampler.resample(
            signedDistance(mask, executor), target, Affine.IDENTITY, (float) BAND_MM, executor);
    return lifted.atMost(0);
  }

  /** Negative inside, positive outside, in mm, clamped to the band. */
  private static Volume signedDistance(Mask mask, TaskExecutor executor) {
    float[] outside = DistanceTransform.toNearestWithin(mask, BAND_MM, executor).values();
    float[] inside = DistanceTransform.toNearestWithin(mask.not(), BAND_MM, executor).values();
    float[] signed = new float[outside.length];
    for (int v = 0; v < signed.length; v++) {
      signed[v] = (float) (Math.min(outside[v], BAND_MM) - Math.min(inside[v], BAND_MM));
    }
    return new Volume(mask.grid(), signed);
  }
}
