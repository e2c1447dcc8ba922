package org.bidsveil.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiEncoding;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class BackgroundNoiseTest {
  private static final Grid GRID = new Grid(30, 30, 30, Affine.scaling(3, 3, 3));

  /** A ball of tissue about 1000 that reaches one face, in Rician air of this deviation. */
  private static Volume ball(double deviation) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[GRID.voxelCount()];
    for (int v = 0; v < values.length; v++) {
      int i = v % 30 - 15;
      int j = v / 30 % 30 - 15;
      int k = v / 900 - 8;
      double signal = i * i + j * j + k * k < 100 ? 1000 : 0;
      values[v] =
          (float)
              Math.hypot(
                  signal + deviation * random.nextGaussian(), deviation * random.nextGaussian());
    }
    return new Volume(GRID, values);
  }

  private static NiftiImage stored(Volume volume) {
    // Scaled integers: the stored value is the one that means the wanted one.
    return NiftiReader.parse(
        NiftiWriter.encode(volume, NiftiEncoding.of(NiftiDatatype.INT16).withScaling(0.5, -100)));
  }

  private static Mask ballMask() {
    return ball(0).atLeast(500);
  }

  private static float[] filled(NiftiImage image, Fill fill) {
    float[] values =
        NiftiReader.parse(
                DefacedImage.bytes(
                    image,
                    MeanVolume.of(image),
                    ballMask(),
                    fill,
                    Optional.empty(),
                    "x.nii",
                    TaskExecutor.of(1)))
            .volume(0)
            .values();
    Mask mask = ballMask();
    float[] inside = new float[mask.count()];
    int n = 0;
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      inside[n++] = values[v];
    }
    return inside;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  @Test
  void removedVoxelsLookLikeTheAirOfTheScan() {
    float[] noise = filled(stored(ball(20)), Fill.NOISE);
    // Rayleigh: mean 1.253 sigma, deviation 0.655 sigma (Gudbjartsson 1995).
    assertEquals(1.253 * 20, mean(noise), 1.5);
    assertEquals(0.655 * 20, deviation(noise), 1);
    for (float value : noise) {
      assertTrue(value < 200, "no tissue of the face that touches the border: " + value);
    }
  }

  @Test
  void theSameScanGivesTheSameNoiseAndAnotherScanAnother() {
    float[] noise = filled(stored(ball(20)), Fill.NOISE);
    assertArrayEquals(noise, filled(stored(ball(20)), Fill.NOISE));
    assertNotEquals(mean(noise), mean(filled(stored(ball(21)), Fill.NOISE)));
  }

  @Test
  void airOfOneValueGivesThatValue() {
    for (float value : filled(stored(ball(0)), Fill.NOISE)) {
      assertEquals(0, value);
    }
  }

  @Test
  void zeroAndBackgroundMeanWhatTheySayForScaledIntegers() {
    for (float value : filled(stored(ball(20)), Fill.ZERO)) {
      assertEquals(0, value);
    }
    float[] background = filled(stored(ball(20)), Fill.BACKGROUND);
    // The median of a Rayleigh distribution is 1.177 sigma.
    assertEquals(1.177 * 20, mean(background), 1.5);
    assertEquals(0, deviation(background), 1e-6);
  }
}
