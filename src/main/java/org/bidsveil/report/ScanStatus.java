package org.bidsveil.report;

import java.util.Locale;
import java.util.Optional;

/**
 * The status of a scan at the time of reading, worst first: the verdict of the run, unless the file
 * on the disk has changed since or a person has decided otherwise.
 */
public enum ScanStatus {
  RESTORED("The original lies in its place again: the face is there, whatever the run said."),
  REPLACED("Another file lies in its place than the one that was checked: nothing is known of it."),
  MISSING("The file is not there: nothing can be said of it."),
  REJECTED("A person looked at the defaced scan and rejected it."),
  FAIL("The scan was left as it was: the face is there."),
  REVIEW("The scan is defaced, but a number is doubtful: look at it."),
  ACCEPTED("A number was doubtful; a person looked at the scan as it lies here and accepted it."),
  PASS("The scan is as the run left it, and every check passed.");

  private final String meaning;

  ScanStatus(String meaning) {
    this.meaning = meaning;
  }

  /** The word on the badge. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The meaning of the status in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** Whether, by this status, the scan may be shared and nobody need do anything about it. */
  public boolean isGood() {
    return this == PASS || this == ACCEPTED;
  }

  /** Whether a face, or a file that nobody has checked, is in the dataset. */
  public boolean isBad() {
    return !isGood() && this != REVIEW;
  }

  /**
   * The status by verdict, disk and decision. A decision about bytes other than the present ones
   * does not count, and nobody can accept a scan that was not defaced.
   */
  public static ScanStatus of(String verdict, Standing standing, Optional<CurrentReview> review) {
    return switch (standing) {
      case RESTORED -> RESTORED;
      case REPLACED -> REPLACED;
      case MISSING -> MISSING;
      case AS_RECORDED -> {
        Optional<ReviewRow.Decision> decision =
            review.filter(CurrentReview::isCurrent).map(r -> r.row().decision());
        if (verdict.equals("fail")) {
          yield FAIL;
        }
        if (decision.filter(d -> d == ReviewRow.Decision.REJECT).isPresent()) {
          yield REJECTED;
        }
        if (verdict.equals("pass")) {
          yield PASS;
        }
        yield decision.isPresent() ? ACCEPTED : REVIEW;
      }
    };
  }
}
