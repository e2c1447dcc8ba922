package org.bidsveil.engine;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.volume.Affine;

/**
 * The placement of the atlas in one scan as handed to another: {@link HeadPlacement} without its
 * volumes.
 *
 * @param alignment from the atlas' world to the scan's
 * @param second the affine placement by other evidence
 * @param confidence how sure that is, 0 to 1
 */
public record PlacedHead(Alignment alignment, Affine second, double confidence) {

  /** A placement without a known second one. */
  public PlacedHead(Alignment alignment, double confidence) {
    this(alignment, alignment.affine(), confidence);
  }

  /** Whether the placement is certain enough that no one need look. */
  public boolean isSure() {
    return confidence >= Thresholds.withBrainLoss(0).reviewConfidence();
  }
}
