package org.bidsveil.rewrite;

import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.StoredFill;
import org.bidsveil.volume.AirLevel;

/** What the air of each volume of an image reads, and the fills that follow from it. */
final class Background {
  private final AirLevel[] air;

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

  /** 0, but the background where 0 would show as tissue. */
  StoredFill zeroUnlessTissue() {
    return (voxelIndex, t) -> air[t].zeroIsTissue() ? air[t].value() : 0;
  }
}
