package org.bidsveil.deface;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Everything known about a scan when a defacer is asked.
 *
 * @param image the scan on its own lattice, on which a proposal is made; for several volumes their
 *     mean, for complex values the magnitude; air that was noise over the whole range is dark here.
 *     It must not be written to.
 * @param working the scan averaged to about 2 mm, in its own intensity units
 * @param placed the atlas on the working lattice
 * @param atlas the head atlas
 * @param brain the brain mask that the guard uses, on the working lattice
 * @param executor does the work
 */
public record ScanContext(
    Volume image,
    Volume working,
    AtlasOnScan placed,
    HeadAtlas atlas,
    Mask brain,
    TaskExecutor executor) {

  /**
   * @param alignment from the atlas' world to the scan's
   */
  public static ScanContext of(
      Volume image,
      Volume working,
      Alignment alignment,
      HeadAtlas atlas,
      Mask brain,
      TaskExecutor executor) {
    AtlasOnScan placed = AtlasOnScan.of(atlas, alignment, working.grid(), executor);
    return new ScanContext(image, working, placed, atlas, brain, executor);
  }

  /** The alignment from the atlas' world to the scan's. */
  public Alignment alignment() {
    return placed.alignment();
  }

  /** The scan's own lattice. */
  public Grid grid() {
    return image.grid();
  }
}
