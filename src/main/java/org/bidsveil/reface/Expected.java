package org.bidsveil.reface;

import java.util.Arrays;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * What a scan's voxels are expected to be where the template shows tissue, learnt from the kept
 * voxels alone; maps are on the lattice of {@link KeptScan}.
 *
 * @param curve the value of tissue by the template's brightness
 * @param fluid the value of fluid, as in the eyes; NaN where none of the ventricles is in view
 * @param gain by which tissue is brighter there, by the unevenness of the receiver coils
 * @param depth below the skin, mm: that of the average, led to the skin that is kept
 * @param seam what everything has beyond it there, near the kept voxels
 * @param air the mean of air
 */
record Expected(
    ContrastCurve curve, float fluid, Volume gain, Volume depth, Volume seam, float air) {
  /** Sigma over which receiver coils change the brightness: a third of a head. */
  private static final double UNEVENNESS_MM = 25;

  /** What differs at the seam is continued by this sigma, and fades over so many mm. */
  private static final double SEAM_MM = 2.5;

  private static final double FADE_MM = 5;

  /** Probability of brain below which a voxel is scalp, skull, face or neck. */
  private static final double NO_BRAIN = 0.02;

  /** Inside the brain the template is so dark only in the ventricles. */
  private static final double BRAIN = 0.98;

  private static final double FLUID_BRIGHTNESS = 60;

  /** As deep below the skin as this, a voxel is tissue even where the placement is a little off. */
  private static final double TISSUE_MM = 2;

  /**
   * What is brighter than this share of the tissue expected there is tissue: half of it would take
   * dark skin for air where coils are uneven (decision 0083).
   */
  private static final double EDGE = 0.25;

  /** A median of fewer would be noise. */
  private static final int LEAST_VOXELS = 10;

  static Expected of(
      KeptScan kept,
      Volume depth,
      Volume brightness,
      Volume brain,
      float air,
      TaskExecutor executor) {
    float[] mean = kept.mean().values();
    float[] bright = brightness.values();
    int count = mean.length;
    float[] whole = new float[count];
    float[] outsideBrain = new float[count];
    Values template = new Values(count);
    Values scan = new Values(count);
    Values fluid = new Values(count);
    for (int v = 0; v < count; v++) {
      if (!kept.isWhole(v)) {
        continue;
      }
      whole[v] = 1;
      if (brain.values()[v] > BRAIN && bright[v] < FLUID_BRIGHTNESS) {
        fluid.add(mean[v]);
      } else if (brain.values()[v] < NO_BRAIN && depth.values()[v] > TISSUE_MM) {
        outsideBrain[v] = 1;
        template.add(bright[v]);
        scan.add(mean[v]);
      }
    }
    ContrastCurve curve = ContrastCurve.of(template.all(), scan.all());
    float[] value = new float[count];
    for (int v = 0; v < count; v++) {
      value[v] = (float) curve.at(bright[v]);
    }
    Volume gain = gain(kept, value, outsideBrain, air, executor);
    Mask tissue = new Mask(kept.grid());
    for (int v = 0; v < count; v++) {
      value[v] = gain.values()[v] * (value[v] - air);
      if (Math.abs(value[v]) > 0 && (mean[v] - air) / value[v] > EDGE) {
        tissue.set(v);
      }
    }
    Volume led = sum(depth, SkinShift.of(kept, tissue, depth, executor));
    Volume share = Skin.shares(led);
    for (int v = 0; v < count; v++) {
      value[v] = air + share.values()[v] * value[v];
    }
    Volume seam =
        Seam.fading(
            difference(kept, value, whole),
            new Volume(kept.grid(), whole),
            SEAM_MM,
            FADE_MM,
            executor);
    return new Expected(curve, fluid.median(), gain, led, seam, air);
  }

  private static Volume sum(Volume a, Volume b) {
    Volume out = a.copy();
    for (int v = 0; v < out.values().length; v++) {
      out.values()[v] += b.values()[v];
    }
    return out;
  }

  /** The ratio of what is there to what the curve says, each taken from the level of air. */
  private static Volume gain(
      KeptScan kept, float[] value, float[] where, float air, TaskExecutor executor) {
    Volume weight = new Volume(kept.grid(), where);
    Volume found = kept.mean().copy();
    Volume said = new Volume(kept.grid(), value.clone());
    double sum = 0;
    double size = 0;
    for (int v = 0; v < where.length; v++) {
      found.values()[v] -= air;
      said.values()[v] -= air;
      sum += where[v] * said.values()[v];
      size += where[v] * Math.abs(said.values()[v]);
    }
    Volume gain = Seam.continued(found, weight, UNEVENNESS_MM, executor);
    Volume below = Seam.continued(said, weight, UNEVENNESS_MM, executor);
    // Where values lie on both sides of air, as those of a phase, there is no such ratio.
    boolean isMagnitude = Math.abs(sum) > size / 2;
    for (int v = 0; v < where.length; v++) {
      float ratio = gain.values()[v] / below.values()[v];
      gain.values()[v] =
          isMagnitude && Float.isFinite(ratio) && ratio > 0
              ? Math.clamp(ratio, 1 / MOST_GAIN, MOST_GAIN)
              : 1;
    }
    return gain;
  }

  /** No coil is less even than this over a head. */
  private static final float MOST_GAIN = 5;

  private static Volume difference(KeptScan kept, float[] model, float[] where) {
    float[] out = new float[model.length];
    for (int v = 0; v < out.length; v++) {
      out[v] = where[v] > 0 ? kept.mean().values()[v] - model[v] : 0;
    }
    return new Volume(kept.grid(), out);
  }

  /** Values one by one. */
  private static final class Values {
    private final float[] values;
    private int n;

    Values(int most) {
      this.values = new float[most];
    }

    void add(float value) {
      values[n++] = value;
    }

    float[] all() {
      return Arrays.copyOf(values, n);
    }

    float median() {
      float[] sorted = all();
      Arrays.sort(sorted);
      return n < LEAST_VOXELS ? Float.NaN : sorted[n / 2];
    }
  }
}
