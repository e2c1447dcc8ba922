package org.bidsveil.nifti;

import java.nio.file.Path;
import org.bidsveil.volume.Volume;

/**
 * An image as stored and as numbers.
 *
 * @param mean its only volume, or the mean of several ({@link MeanVolume})
 */
public record DecodedImage(NiftiImage image, Volume mean) {

  /**
   * Reads the image in a file. An only volume is decoded while the rest of it is still inflated.
   *
   * @throws org.bidsveil.files.Refusal those of {@link NiftiReader#read}
   */
  public static DecodedImage read(Path file) {
    DecodingBehind behind = new DecodingBehind();
    NiftiImage image = NiftiReader.read(file, behind);
    return new DecodedImage(image, behind.volume().orElseGet(() -> MeanVolume.of(image)));
  }
}
