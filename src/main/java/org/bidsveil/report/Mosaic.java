package org.bidsveil.report;

import java.util.List;
import org.bidsveil.report.SlicePainter.Plane;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * A picture of slices through a head with outlines of masks: a row of sagittal, one of coronal and
 * one of axial slices, in RAS+ world mm whatever the voxels' order and size. Neurological
 * convention: the left of the head is on the left of coronal and axial slices; sagittal slices look
 * to the right; the first slice of a row is the leftmost, the rearmost or the lowest. Letters mark
 * the sides.
 */
public final class Mosaic {
  /**
   * The colour of what was removed: vermillion, from the palette for all kinds of colour vision
   * (Okabe and Ito).
   */
  public static final int REMOVED_RGB = 0xd55e00;

  /** The colour of the brain: sky blue, from the same palette. */
  public static final int BRAIN_RGB = 0x56b4e9;

  private static final double MM_PER_PIXEL = 1.5;

  /** Of the letters, from the edge. */
  private static final int LETTER_MARGIN = 3;

  private static final int LETTER_WIDTH = 5;

  private Mosaic() {}

  /**
   * A mask whose border is drawn in a colour, 0xRRGGBB; where two overlap, the later one is on top.
   */
  public record Outline(Mask mask, int rgb) {}

  /**
   * Draws the mosaic of what is within the extent.
   *
   * @param brain tells where eyes, nose, ears and frontal pole are; where it is empty the slices
   *     are spread evenly
   */
  public static Picture draw(
      Volume volume, Extent extent, Mask brain, List<Outline> outlines, TaskExecutor executor) {
    SlicePainter painter = new SlicePainter(volume, MM_PER_PIXEL, outlines, executor);
    SlicePlan plan = SlicePlan.of(extent, brain);
    int cellWidth = 1;
    int height = 0;
    for (Plane plane : Plane.values()) {
      cellWidth = Math.max(cellWidth, pixels(extent, plane.acrossAxis()));
      height += pixels(extent, plane.upAxis());
    }
    Picture mosaic = Picture.black(cellWidth * SlicePlan.COLUMNS, height, Picture.Samples.RGB);
    int top = 0;
    for (Plane plane : Plane.values()) {
      int width = pixels(extent, plane.acrossAxis());
      int rowHeight = pixels(extent, plane.upAxis());
      int left = (cellWidth - width) / 2;
      int step = cellWidth;
      int y = top;
      executor.forEach(
          SlicePlan.COLUMNS,
          column ->
              mosaic.paste(
                  painter.slice(
                      plane,
                      plan.through(plane)[column],
                      extent.lowMm().component(plane.acrossAxis()),
                      extent.lowMm().component(plane.upAxis()),
                      width,
                      rowHeight),
                  column * step + left,
                  y));
      boolean sagittal = plane == Plane.SAGITTAL;
      Letters.paint(mosaic, sagittal ? 'P' : 'L', LETTER_MARGIN, y + LETTER_MARGIN, 1);
      Letters.paint(
          mosaic,
          sagittal ? 'A' : 'R',
          mosaic.width() - LETTER_MARGIN - LETTER_WIDTH,
          y + LETTER_MARGIN,
          1);
      top += rowHeight;
    }
    return mosaic;
  }

  private static int pixels(Extent extent, int axis) {
    return (int) Math.max(1, Math.round(extent.lengthMm(axis) / MM_PER_PIXEL));
  }
}
