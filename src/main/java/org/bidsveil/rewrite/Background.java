package org.bidsveil.rewrite;

import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.StoredFill;
import org.bidsveil.volume.AirLevel;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/** What the air of each volume of an image reads, and the fills that follow from it. */
final class Background {
  private Background() {}

  /**
   * A fill of 0, but the background in volumes in which 0 would show as tissue.
   *
   * @param mean of its volumes; of one volume it is that
   */
  static StoredFill zeroUnlessTissue(NiftiImage image, Volume mean, TaskExecutor executor) {
    float[] value = new float[image.volumes()];
    for (int t = 0; t < value.length; t++) {
      value[t] = zeroUnlessTissue(value.length == 1 ? mean : image.volume(t), executor);
    }
    return new StoredFill.OfVolume(value);
  }

  /** The same of one volume. */
  static float zeroUnlessTissue(Volume volume, TaskExecutor executor) {
    AirLevel air = AirLevel.beginsAtZero(volume, executor) ? AirLevel.NONE : AirLevel.of(volume);
    return air.zeroIsTissue() ? air.value() : 0;
  }

  /** The background of each volume. */
  static StoredFill of(NiftiImage image) {
    float[] value = new float[image.volumes()];
    for (int t = 0; t < value.length; t++) {
      value[t] = AirLevel.of(image.volume(t)).value();
    }
    return new StoredFill.OfVolume(value);
  }
}
