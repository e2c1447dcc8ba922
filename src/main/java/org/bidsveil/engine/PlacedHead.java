package org.bidsveil.engine;

import org.bidsveil.qc.Thresholds;
import org.bidsveil.registration.Alignment;

/**
 * What one scan tells another of where the atlas lies in it: {@link HeadPlacement} without its
 * volumes.
 *
 * @param alignment from the atlas' world to the scan's
 * @param confidence how sure that is, 0 to 1
 */
public record PlacedHead(Alignment alignment, double confidence) {

  /** Sure enough that nobody need look. */
  public boolean isSure() {
    return confidence >= Thresholds.withBrainLoss(0).reviewConfidence();
  }
}
