package org.bidsveil.qc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/** Compares the ears before and after defacing, each as seen from its side. */
public final class EarCheck {
  private final List<Pinna> ears;
  private final double threshold;

  /**
   * @param windows one per side
   * @param working the scan before, about 2 mm
   * @param threshold brighter is tissue
   */
  public EarCheck(
      List<EarWindow> windows, Volume working, double threshold, TaskExecutor executor) {
    List<Optional<Pinna>> seen =
        new ArrayList<>(Collections.nCopies(windows.size(), Optional.empty()));
    executor.forEach(
        windows.size(),
        n -> {
          EarWindow window = windows.get(n);
          seen.set(n, Pinna.of(window, SideRelief.of(window, working, threshold)));
        });
    this.ears = seen.stream().flatMap(Optional::stream).toList();
    this.threshold = threshold;
  }

  /** How many ears are in view. */
  int earsSeen() {
    return ears.size();
  }

  /**
   * The share of the ear's area, seen from the side, on which something still stands out from the
   * head, for the ear of which more is left, 0 to 1; NaN when none was in view.
   */
  public double earsLeft(Volume after) {
    return ears.stream()
        .mapToDouble(ear -> ear.shareLeft(after, threshold))
        .max()
        .orElse(Double.NaN);
  }
}
