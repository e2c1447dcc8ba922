package org.bidsveil.reface;

import org.bidsveil.volume.ConnectedComponents;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * How far the skin that is kept lies outside of where the average has it: the volume between the
 * two over the area of the skin, both weighted around each place. Without it the average would
 * stand before the kept skin, or behind it, by what the placement is off.
 */
final class SkinShift {
  /** Sigma over which the two skins are compared, and continued; measured: decision 0083. */
  private static final double AROUND_MM = 10;

  /** Away from the kept skin the average has its own shape again; measured: decision 0083. */
  private static final double FADE_MM = 12;

  /** Farther from the average's skin it is another surface, or a pad. */
  private static final double BAND_MM = 8;

  /** Larger shifts make lumps (decision 0083); larger errors of the placement stay. */
  private static final double MOST_MM = 3;

  /** Half of the layer by which the area of the skin is measured. */
  private static final double LAYER_MM = 2;

  /** Of the weight of a plane of skin; of less, nothing is learnt. */
  private static final double LEAST_SKIN = 1e-5;

  private SkinShift() {}

  /**
   * To be added to the depth, mm.
   *
   * @param tissue whether each block is as bright as tissue, where nothing of it was removed
   * @param depth below the average's skin, mm
   */
  static Volume of(KeptScan kept, Mask tissue, Volume depth, TaskExecutor executor) {
    float[] mm = depth.values();
    Mask body = tissue.copy();
    Mask whole = new Mask(kept.grid());
    for (int v = 0; v < mm.length; v++) {
      if (kept.isWhole(v)) {
        whole.set(v);
      } else if (mm[v] > 0) {
        body.set(v);
      } else {
        body.clear(v);
      }
    }
    Mask head = Morphology.fillHoles(ConnectedComponents.largest(body));
    Volume share = Skin.shares(depth);
    Volume between = Volume.zeros(kept.grid());
    Mask skin = new Mask(kept.grid());
    Volume area = Volume.zeros(kept.grid());
    for (int v = whole.nextSet(0); v >= 0; v = whole.nextSet(v + 1)) {
      if (Math.abs(mm[v]) < BAND_MM) {
        between.values()[v] = (head.get(v) ? 1 : 0) - share.values()[v];
        skin.set(v);
        area.values()[v] = Math.abs(mm[v]) < LAYER_MM ? (float) (1 / (2 * LAYER_MM)) : 0;
      }
    }
    Volume shift = GaussianFilter.smooth(between, AROUND_MM, executor);
    Volume below = GaussianFilter.smooth(area, AROUND_MM, executor);
    Volume distance = DistanceTransform.toNearestWithin(skin, 3 * FADE_MM, executor);
    double plane = 1 / (AROUND_MM * Math.sqrt(2 * Math.PI));
    for (int v = 0; v < mm.length; v++) {
      float sum = below.values()[v];
      double d = distance.values()[v] / FADE_MM;
      double off = sum > LEAST_SKIN * plane ? shift.values()[v] / sum : 0;
      shift.values()[v] = (float) (Math.clamp(off, -MOST_MM, MOST_MM) * Math.exp(-d * d));
    }
    return shift;
  }
}
