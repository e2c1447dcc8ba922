package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Vec3;

/** Eight places at which a climb begins where the head is not: turned and shifted by much. */
final class StartsBesideTheHead {
  private static final double[] TURNS = {20, 45, 90, 180};
  private static final double[] SHIFTS = {10, 25, 50};

  private StartsBesideTheHead() {}

  /**
   * One of them.
   *
   * @param what how far off, in words
   * @param scanFromAtlas where a climb begins
   */
  record Start(String what, Affine scanFromAtlas) {}

  /**
   * @param truth scan world from atlas world, mm
   */
  static List<Start> of(HeadAtlas atlas, Affine truth, long seed) {
    Vec3 middle = truth.apply(atlas.brainCentreMm());
    SplittableRandom random = new SplittableRandom(seed);
    List<Start> starts = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      double angle = TURNS[n % TURNS.length];
      double shift = SHIFTS[n % SHIFTS.length];
      double[] about = new double[3];
      about[random.nextInt(3)] = Math.toRadians(random.nextBoolean() ? angle : -angle);
      double azimuth = random.nextDouble(2 * Math.PI);
      double z = random.nextDouble(-1, 1);
      double r = shift * Math.sqrt(1 - z * z);
      starts.add(
          new Start(
              String.format(Locale.ROOT, "begun %.0f° and %.0f mm off", angle, shift),
              Affine.translation(r * Math.cos(azimuth), r * Math.sin(azimuth), shift * z)
                  .after(Affine.rotation(about[0], about[1], about[2]).about(middle))
                  .after(truth)));
    }
    return starts;
  }
}
