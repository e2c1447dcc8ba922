package org.bidsveil.session;

import java.util.Optional;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;

/**
 * Decides which image may lend its placement of the atlas to another image of the same head, in a
 * session as on the command line: one whose own mask needs no review, or one that has no face left
 * and is placed with certainty. A doubtful placement would be doubtful twice.
 */
public final class PlacementDonor {
  private PlacementDonor() {}

  /** The placement that may be lent; empty where there is none or it is not certain enough. */
  public static Optional<PlacedHead> placementOf(ScanResult result) {
    return switch (result) {
      case ScanResult.Proposed p -> p.passed() ? p.placement() : Optional.empty();
      case ScanResult.NothingToDo n -> n.placement().filter(PlacedHead::isSure);
      case ScanResult.Impossible _ -> Optional.empty();
    };
  }
}
