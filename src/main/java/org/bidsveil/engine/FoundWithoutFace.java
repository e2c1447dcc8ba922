package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.ErasedEars;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * The verdict on a scan of which nothing is to be taken, by the bounds that a mask has to keep. It
 * never fails: what fails here is no such scan, and is treated as one with a face.
 */
final class FoundWithoutFace {
  /** The reason of a defaced scan that still has eyes, as mri_deface may leave it. */
  static final String EYES_LEFT = "eyes-left";

  private static final List<Check> LOOKED_AT =
      List.of(Check.FACE_LEFT, Check.EARS_DOUBTFUL, Check.DOUBTFUL_REGISTRATION);

  private FoundWithoutFace() {}

  /** Of a head that was defaced before: what is left of face and ears is measured on it alone. */
  static ScanResult.NothingToDo defaced(
      HeadPlacement placed, HeadAtlas atlas, Volume working, boolean keepEars) {
    List<EarWindow> windows =
        keepEars
            ? List.of()
            : Arrays.stream(EarWindow.Side.values())
                .map(side -> EarWindow.of(atlas, placed.alignment(), side))
                .toList();
    double ears = ErasedEars.left(windows, working, placed.presence().background());
    List<String> reasons = new ArrayList<>();
    if (placed.presence().eyesLeft()) {
      reasons.add(EYES_LEFT);
    }
    return result(
        ScanResult.Reason.ALREADY_DEFACED, placed, placed.presence().faceLeft(), ears, reasons);
  }

  /** Of a brain without its skull. */
  static ScanResult.NothingToDo stripped(HeadPlacement placed) {
    return result(
        ScanResult.Reason.SKULL_STRIPPED, placed, Double.NaN, Double.NaN, new ArrayList<>());
  }

  /** Of a slab that does not hold the face: a person should look. */
  static ScanResult.NothingToDo outOfView(HeadPlacement placed) {
    ScanResult.Reason reason = ScanResult.Reason.FACE_OUT_OF_VIEW;
    return result(reason, placed, Double.NaN, Double.NaN, new ArrayList<>(List.of(reason.words())));
  }

  private static ScanResult.NothingToDo result(
      ScanResult.Reason reason,
      HeadPlacement placed,
      double faceLeft,
      double earsLeft,
      List<String> reasons) {
    Mask brain = placed.brain().atLeast(0.5);
    DefaceMetrics metrics =
        DefaceMetrics.builder()
            .brain(brain.count(), brain.count() * brain.grid().voxelVolumeMm3())
            .overlap(0)
            .faceLeft(faceLeft)
            .earsLeft(earsLeft)
            .registrationConfidence(placed.confidence())
            .build();
    Thresholds thresholds = Thresholds.withBrainLoss(0);
    for (Check check : LOOKED_AT) {
      check.finding(metrics, thresholds).ifPresent(reasons::add);
    }
    Verdict verdict = reasons.isEmpty() ? new Verdict.Pass() : new Verdict.Review(reasons);
    return new ScanResult.NothingToDo(reason, metrics, verdict, Optional.of(placed.told()));
  }
}
