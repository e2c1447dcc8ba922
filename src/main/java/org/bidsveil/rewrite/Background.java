package org.bidsveil.rewrite;

import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.StoredFill;
import org.bidsveil.volume.AirLevel;
import org.bidsveil.volume.Volume;

/** What the air of each volume of an image reads, and the fills that follow from it. */
final class Background {
  private final AirLevel[] air;

  /**
   * A fill of 0, but the background in volumes in which 0 would show as tissue.
   *
   * @param mean of its volumes; of one volume it is that
   */
  static StoredFill zeroUnlessTissue(NiftiImage image, Volume mean) {
    float[] value = new float[image.volumes()];
    for (int t = 0; t < value.length; t++) {
      value[t] = zeroUnlessTissue(value.length == 1 ? mean : image.volume(t));
    }
    return (voxelIndex, t) -> value[t];
  }

  /** The same of one volume. */
  static float zeroUnlessTissue(Volume volume) {
    AirLevel air = AirLevel.beginsAtZero(volume) ? AirLevel.NONE : AirLevel.of(volume);
    return air.zeroIsTissue() ? air.value() : 0;
  }

  private Background(AirLevel[] air) {
    this.air = air;
  }

  static Background of(NiftiImage image) {
    AirLevel[] air = new AirLevel[image.volumes()];
    for (int t = 0; t < air.length; t++) {
      air[t] = AirLevel.of(image.volume(t));
    }
    return new Background(air);
  }

  /** The background of each volume. */
  StoredFill fill() {
    return (voxelIndex, t) -> air[t].value();
  }
}
