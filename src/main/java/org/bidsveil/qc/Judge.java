package org.bidsveil.qc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns numbers into a verdict, with a named reason for each number that is out of bounds. */
public final class Judge {
  private final Thresholds thresholds;

  public Judge(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /**
   * A number that is not defined (NaN) fails only where the contract needs it: brain and
   * registration.
   */
  public Verdict judge(DefaceMetrics m) {
    List<String> fail = new ArrayList<>();
    List<String> review = new ArrayList<>();
    if (m.removedVoxels() == 0) {
      fail.add("nothing-removed");
    }
    if (!(m.overlap() <= thresholds.maxBrainLoss())) {
      fail.add(reason("brain-loss", m.overlap(), thresholds.maxBrainLoss()));
    }
    if (m.faceLeft() > thresholds.maxFaceLeft()) {
      fail.add(reason("face-left", m.faceLeft(), thresholds.maxFaceLeft()));
    }
    if (m.faceLikeness() > thresholds.maxFaceLikeness()) {
      fail.add(reason("face-likeness", m.faceLikeness(), thresholds.maxFaceLikeness()));
    }
    if (!(m.registrationConfidence() >= thresholds.minConfidence())) {
      fail.add(
          reason(
              "registration-confidence", m.registrationConfidence(), thresholds.minConfidence()));
    } else if (m.registrationConfidence() < thresholds.reviewConfidence()) {
      review.add(
          reason(
              "registration-confidence",
              m.registrationConfidence(),
              thresholds.reviewConfidence()));
    }
    if (Double.isNaN(m.faceLeft())) {
      review.add("face-outside-field-of-view");
    }
    if (!fail.isEmpty()) {
      return new Verdict.Fail(fail);
    }
    return review.isEmpty() ? new Verdict.Pass() : new Verdict.Review(review);
  }

  private static String reason(String name, double value, double bound) {
    return String.format(Locale.ROOT, "%s %.4f (bound %.4f)", name, value, bound);
  }
}
