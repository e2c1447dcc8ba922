package org.bidsveil.rewrite;

import java.util.Locale;
import java.util.Optional;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.nifti.StoredFill;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/** Makes the bytes of the new image file (step 8). */
public final class DefacedImage {
  private DefacedImage() {}

  /**
   * The file, in which only the masked voxels differ from the image. It is compressed when its name
   * says so.
   *
   * @param image with the header to be written
   * @param mean its only volume, or the mean of several ({@link org.bidsveil.nifti.MeanVolume}),
   *     which the caller has read already
   * @param removed the voxels to remove in every volume
   * @param placement of the atlas in the scan, which {@link Fill#FACE} needs
   * @param fileName with its extension
   * @param executor the bytes do not depend on it
   * @throws Refusal face-not-placed
   */
  public static byte[] bytes(
      NiftiImage image,
      Volume mean,
      Mask removed,
      Fill fill,
      Optional<Alignment> placement,
      String fileName,
      TaskExecutor executor) {
    StoredFill value =
        removed.isEmpty() ? StoredFill.ZERO : fill(image, mean, removed, fill, placement, executor);
    byte[] plain = NiftiWriter.replaceVoxels(image, removed, value);
    return compressed(plain, fileName, executor.threads());
  }

  private static StoredFill fill(
      NiftiImage image,
      Volume mean,
      Mask removed,
      Fill fill,
      Optional<Alignment> placement,
      TaskExecutor executor) {
    return switch (fill) {
      case ZERO -> Background.zeroUnlessTissue(image, mean, executor);
      case BACKGROUND -> Background.of(image);
      case NOISE -> BackgroundNoise.of(image);
      case FACE -> face(image, removed, placement, executor);
    };
  }

  private static StoredFill face(
      NiftiImage image, Mask removed, Optional<Alignment> placement, TaskExecutor executor) {
    return placement
        .map(alignment -> AverageFaceFill.of(image, removed, alignment, executor))
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.BAD_DATA,
                "face-not-placed",
                "it is not known where in the image the average face belongs.",
                "Fill with something else: --fill zero, background or noise."));
  }

  /**
   * A note for a person where 0 is not the fill that was used: where 0 is a value of tissue,
   * removed voxels get the value of air.
   *
   * @param volume of the image, or the mean of its volumes
   */
  public static Optional<String> note(Volume volume, Fill fill, TaskExecutor executor) {
    float value = fill == Fill.ZERO ? Background.zeroUnlessTissue(volume, executor) : 0;
    return value != 0
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "filled with %s, the value of air: 0 is one of tissue here",
                Float.toString(value)))
        : Optional.empty();
  }

  /** The mask as a file: uint8, 1 = removed. */
  public static byte[] maskBytes(Mask removed, int threads) {
    return ParallelGzip.compress(NiftiWriter.encode(removed), ParallelGzip.DEFAULT_LEVEL, threads);
  }

  private static byte[] compressed(byte[] plain, String fileName, int threads) {
    boolean gzip = fileName.toLowerCase(Locale.ROOT).endsWith(".gz");
    return gzip ? ParallelGzip.compress(plain, ParallelGzip.DEFAULT_LEVEL, threads) : plain;
  }
}
