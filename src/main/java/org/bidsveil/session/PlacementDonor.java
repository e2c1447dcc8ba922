package org.bidsveil.session;

import java.util.Optional;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;

/**
 * Which image may lend its placement of the atlas to another one of the same head, in a session of
 * a dataset as on the command line: one whose own mask needs no look, or that has no face left and
 * is sure of its place. A doubtful placement would be doubtful twice.
 */
public final class PlacementDonor {
  private PlacementDonor() {}

  /** The placement that may be lent; empty where there is none, or none that is sure enough. */
  public static Optional<PlacedHead> placementOf(ScanResult result) {
    return switch (result) {
      case ScanResult.Proposed p -> p.passed() ? p.placement() : Optional.empty();
      case ScanResult.NothingToDo n -> n.placement().filter(PlacedHead::isSure);
      case ScanResult.Impossible _ -> Optional.empty();
    };
  }
}
