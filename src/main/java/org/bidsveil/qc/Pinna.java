package org.bidsveil.qc;

import java.util.Optional;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.volume.Volume;

/**
 * One ear of a scan before defacing: the rays of an {@link EarWindow} on which it stands out of the
 * side of the head.
 *
 * @param wallMm {@code float[rays]}: the side of the head under it, atlas mm from the plane of
 *     symmetry
 * @param ear {@code boolean[rays]}
 */
record Pinna(EarWindow window, float[] wallMm, boolean[] ear) {
  /**
   * What stands out less is no ear: as much as a facial surface may move and count as unmoved. The
   * skin of 44 heads is smoother (docs/decisions/0023).
   */
  private static final double LEAST_MM = FaceCheck.TOLERANCE_MM;

  /**
   * A seventh of a pinna of 63 x 36 mm, an ellipse: with less in view nothing is said of it. On 44
   * heads whole ears measured 801 mm² or more, cut ones from 279, places without one at most 153;
   * of a slab whose ear was 61 % in view 45 (docs/decisions/0023).
   */
  private static final double LEAST_MM2 = 250;

  /**
   * The ear that is seen. Found on the scan's own surface, whatever the atlas takes for the ear;
   * where nothing stands out there, because a cushion hides it or presses it flat, it is what lies
   * farther out than the placed average head's side where that one has its ear.
   *
   * @param before the scan before
   * @return empty when no ear is in view
   */
  static Optional<Pinna> of(EarWindow window, SideRelief before) {
    Pinna own = standingOut(window, window.near(), before.outMm(), before.wallMm());
    if (own.isSeen()) {
      return Optional.of(own);
    }
    SideRelief average = SideRelief.ofAverage(window);
    Pinna expected = standingOut(window, window.near(), average.outMm(), average.wallMm());
    Pinna hidden = standingOut(window, expected.ear, before.outMm(), expected.wallMm);
    return hidden.isSeen() ? Optional.of(hidden) : Optional.empty();
  }

  private static Pinna standingOut(
      EarWindow window, boolean[] where, float[] outMm, float[] wallMm) {
    boolean[] ear = new boolean[outMm.length];
    for (int ray = 0; ray < ear.length; ray++) {
      ear[ray] = where[ray] && outMm[ray] - wallMm[ray] >= LEAST_MM;
    }
    return new Pinna(window, wallMm, ear);
  }

  private boolean isSeen() {
    return rays() * window.rayStepMm() * window.rayStepMm() >= LEAST_MM2;
  }

  private int rays() {
    int rays = 0;
    for (boolean here : ear) {
      if (here) {
        rays++;
      }
    }
    return rays;
  }

  /** Share of the ear's area, seen from the side, on which something still stands out, 0 to 1. */
  double shareLeft(Volume after, double threshold) {
    float[] outMm = SideRelief.of(window, after, threshold).outMm();
    return (double) standingOut(window, ear, outMm, wallMm).rays() / rays();
  }
}
