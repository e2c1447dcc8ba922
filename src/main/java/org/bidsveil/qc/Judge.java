package org.bidsveil.qc;

import java.util.ArrayList;
import java.util.List;

/** Turns numbers into a verdict, with a named reason for each number that is out of bounds. */
public final class Judge {
  private final Thresholds thresholds;

  public Judge(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /**
   * Applies every {@link Check}; reasons that only ask for a review are left out when a check
   * fails.
   */
  public Verdict judge(DefaceMetrics metrics) {
    List<String> fail = findings(Check.Level.FAIL, metrics);
    List<String> review = findings(Check.Level.REVIEW, metrics);
    if (!fail.isEmpty()) {
      return new Verdict.Fail(fail);
    }
    return review.isEmpty() ? new Verdict.Pass() : new Verdict.Review(review);
  }

  private List<String> findings(Check.Level level, DefaceMetrics metrics) {
    List<String> findings = new ArrayList<>();
    for (Check check : Check.values()) {
      if (check.level() == level) {
        check.finding(metrics, thresholds).ifPresent(findings::add);
      }
    }
    return findings;
  }
}
