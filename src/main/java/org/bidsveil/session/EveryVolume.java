package org.bidsveil.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.engine.SharedMask;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Volume;

/**
 * The mask of an image with several volumes: made on their mean, measured on each volume, and
 * extended by whatever it misses of the face in volumes in which the head lies differently.
 */
public final class EveryVolume {
  /** The reason for a person to look at volumes in which no head is found. */
  static final String NOT_MEASURED = "volumes-not-measured";

  /** The reason of a mask that leaves a face in one of the volumes. */
  static final String LEFT = "face-left-in-volume";

  /** Frames before the tracer arrives hold less than this share of the mean's range. */
  private static final double EMPTY = 0.05;

  private final Engine engine;
  private final NiftiImage image;
  private final Volume mean;
  private final ScanResult.Proposed mask;
  private final PlacedHead placement;

  private EveryVolume(
      Engine engine, NiftiImage image, ScanResult.Proposed mask, PlacedHead placement) {
    this.engine = engine;
    this.image = image;
    this.mean = MeanVolume.of(image);
    this.mask = mask;
    this.placement = placement;
  }

  /**
   * Extends the mask made on the mean to cover the face in every volume; the result is unchanged
   * for an image of one volume and where there is no usable mask.
   *
   * @param result the result for the mean of the volumes
   */
  public static ScanResult covered(Engine engine, NiftiImage image, ScanResult result) {
    if (image.volumes() == 1 || !(result instanceof ScanResult.Proposed mask) || mask.failed()) {
      return result;
    }
    Optional<PlacedHead> placement = mask.placement();
    return placement.isEmpty()
        ? result
        : new EveryVolume(engine, image, mask, placement.get()).result();
  }

  /**
   * The result for a mask that a person painted: it fails where any of the volumes fails it.
   *
   * @param ofMean its result on the mean of the volumes
   * @param measure the numbers and the verdict of the same mask on another volume
   */
  public static ScanResult measured(
      NiftiImage image, ScanResult ofMean, Function<Volume, ScanResult> measure) {
    if (image.volumes() == 1 || !(ofMean instanceof ScanResult.Proposed mask) || mask.failed()) {
      return ofMean;
    }
    Volume mean = MeanVolume.of(image);
    for (int t = 0; t < image.volumes(); t++) {
      Volume volume = image.volume(t);
      if (!isEmpty(volume, mean)
          && measure.apply(volume) instanceof ScanResult.Proposed here
          && here.failed()) {
        return mask.refused(LEFT + " " + (t + 1) + ": " + here.verdict().reason());
      }
    }
    return ofMean;
  }

  private ScanResult result() {
    Mask all = mask.removed();
    List<String> unseen = new ArrayList<>();
    for (int t = 0; t < image.volumes(); t++) {
      Volume volume = image.volume(t);
      Optional<ScanResult.Proposed> here = measured(volume, all);
      if (here.map(p -> !p.failed()).orElseGet(() -> isEmpty(volume, mean))) {
        continue;
      }
      // The head moved, or is not seen where it lies in the mean.
      if (engine.proposeWith(volume, mean, placement) instanceof ScanResult.Proposed own
          && !own.failed()) {
        all = all.or(own.removed());
      } else if (here.isPresent()) {
        return mask.refused(LEFT + " " + (t + 1) + ": " + here.get().verdict().reason());
      } else {
        unseen.add(String.valueOf(t + 1));
      }
    }
    ScanResult.Proposed covering =
        all.equals(mask.removed())
            ? mask
            : measured(mean, all).orElse(mask.withRemoved(all).forReview(ScanResult.NOT_MEASURED));
    return unseen.isEmpty()
        ? covering
        : covering.forReview(NOT_MEASURED + " " + String.join(" ", unseen));
  }

  /** Empty where the volume shows no head. */
  private Optional<ScanResult.Proposed> measured(Volume volume, Mask removed) {
    return switch (engine.share(volume, mask.withRemoved(removed))) {
      case SharedMask.Measured(ScanResult.Proposed here) -> Optional.of(here);
      case SharedMask.NotMeasurable _ -> Optional.empty();
    };
  }

  private static boolean isEmpty(Volume volume, Volume mean) {
    return range(volume) < EMPTY * range(mean);
  }

  private static double range(Volume volume) {
    Percentiles percentiles = Percentiles.of(volume);
    return percentiles.percentile(99) - percentiles.percentile(1);
  }
}
