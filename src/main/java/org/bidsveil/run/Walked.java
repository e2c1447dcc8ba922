package org.bidsveil.run;

import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Refusal;

/**
 * What a walk came to.
 *
 * @param outcomes of the scans that were dealt with, in the order of the plan
 * @param stoppedBy the first reason for which a scan could not even be begun or recorded
 */
record Walked(List<ScanOutcome> outcomes, Optional<RuntimeException> stoppedBy) {

  /** Whether no other scan is to be begun. */
  boolean endsTheRun() {
    return stoppedBy.filter(Walked::endsTheRun).isPresent();
  }

  /**
   * A participant that another run is working on does not stop the others; what cannot be recorded,
   * such as on a full disk, does.
   */
  static boolean endsTheRun(RuntimeException e) {
    return !(e instanceof Refusal r && r.kind() == Refusal.Kind.TRY_AGAIN);
  }
}
