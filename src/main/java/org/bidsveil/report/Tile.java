package org.bidsveil.report;

import java.util.List;
import org.bidsveil.volume.Camera;
import org.bidsveil.volume.HeadSurface;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The small picture of a scan in the list of all scans: the head from the front and, beside it, the
 * middle sagittal slice with the outlines of masks.
 */
public final class Tile {
  /** A tile is some 270 CSS pixels wide, which a dense screen draws with twice as many. */
  private static final int PIXELS = 192;

  /** 250 mm: a head with its neck. */
  private static final double MM_PER_PIXEL = 1.3;

  private Tile() {}

  /**
   * Draws the picture.
   *
   * @param surface of the head as it is shown
   * @param centreMm what the camera looks at: the middle of the head before it was defaced
   * @param volume the same head
   * @param extent the part that a mosaic of it shows
   * @param middleOf the brain, through whose middle the slice is cut; empty where it is not known
   */
  public static Picture draw(
      HeadSurface surface,
      Vec3 centreMm,
      Volume volume,
      Extent extent,
      Mask middleOf,
      List<Mosaic.Outline> outlines,
      TaskExecutor executor) {
    Camera front = Camera.around(centreMm, 0, 0, MM_PER_PIXEL, PIXELS, PIXELS);
    Picture tile = Picture.black(2 * PIXELS, PIXELS, Picture.Samples.RGB);
    tile.paste(HeadRenderer.render(surface, front, executor).inColour(), 0, 0);
    SlicePainter painter = new SlicePainter(volume, MM_PER_PIXEL, outlines, executor);
    double half = PIXELS * MM_PER_PIXEL / 2;
    tile.paste(
        painter.slice(
            SlicePainter.Plane.SAGITTAL,
            (middleOf.isEmpty() ? extent : Extent.of(middleOf)).middleMm().x(),
            extent.middleMm().y() - half,
            extent.middleMm().z() - half,
            PIXELS,
            PIXELS),
        PIXELS,
        0);
    return tile;
  }
}
