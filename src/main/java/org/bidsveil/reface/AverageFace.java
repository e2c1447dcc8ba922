package org.bidsveil.reface;

import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The head template taken apart into where tissue is and how bright it is, on the atlas' lattice:
 * the skin of an average of many heads is a ramp, and in another contrast a ramp of brightness
 * would become a rim of bone.
 *
 * @param tissue 1 inside the head's surface, 0 outside
 * @param brightness as the template's, what air takes off the skin put back
 */
record AverageFace(Volume tissue, Volume brightness) {
  /** Template brightness at which the skin's ramp begins and ends; its middle is the surface. */
  private static final double AIR_BRIGHTNESS = 20;

  private static final double SKIN_BRIGHTNESS = 55;

  /** The ramp is this deep at most; what is dark farther inside is bone or a cavity. */
  private static final double RAMP_FROM_MM = 4;

  private static final double RAMP_TO_MM = 7;

  /** Blur of the template's surface, sigma: ramp from 10 to 90 % over 5 mm. */
  private static final double BLUR_MM = 2;

  /** Where less tissue than this is left in the blur, what it takes off is not put back. */
  private static final double LEAST_TISSUE = 0.4;

  static AverageFace of(HeadAtlas atlas, TaskExecutor executor) {
    Volume template = atlas.template();
    float[] brightness = template.values();
    Volume depth =
        DistanceTransform.toNearestWithin(
            atlas.head().atLeast(0.5).not(), RAMP_TO_MM + 1, executor);
    float[] tissue = new float[brightness.length];
    for (int v = 0; v < tissue.length; v++) {
      double skin = (brightness[v] - AIR_BRIGHTNESS) / (SKIN_BRIGHTNESS - AIR_BRIGHTNESS);
      double inside = (depth.values()[v] - RAMP_FROM_MM) / (RAMP_TO_MM - RAMP_FROM_MM);
      boolean head = depth.values()[v] > 0;
      tissue[v] = head ? (float) Math.clamp(Math.max(skin, inside), 0, 1) : 0;
    }
    Volume filled = new Volume(template.grid(), tissue);
    Volume blurred = GaussianFilter.smooth(filled, BLUR_MM, executor);
    float[] sharp = new float[brightness.length];
    for (int v = 0; v < sharp.length; v++) {
      sharp[v] = (float) (brightness[v] / Math.max(LEAST_TISSUE, blurred.values()[v]));
    }
    return new AverageFace(filled, new Volume(template.grid(), sharp));
  }
}
