package org.bidsveil.qc;

import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * How sure it is that the atlas lies where the head is, 0 to 1. The registration's own score does
 * not tell failures apart; what does is whether things that should agree do: the atlas' brain, the
 * brain that a surface finds from intensities alone, and the brain that prior and intensities find
 * together.
 */
public final class PlacementConfidence {
  private PlacementConfidence() {}

  /**
   * @param score normalised mutual information - 1 of the affine registration
   * @param prior the atlas' brain probability on the working lattice
   * @param byAtlas brain by prior and intensities
   * @param bySurface brain by the deformable surface
   */
  public static double of(double score, Volume prior, Mask byAtlas, Mask bySurface) {
    Mask expected = prior.atLeast(0.5);
    double surface = bySurface.dice(expected);
    double atlas = byAtlas.dice(expected);
    double evidence = 20 * (surface - 0.80) + 20 * (atlas - 0.85) + 40 * (score - 0.08);
    return 1 / (1 + Math.exp(-evidence));
  }
}
