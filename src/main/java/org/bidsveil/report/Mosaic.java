package org.bidsveil.report;

import java.util.List;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * Slices through a head with outlines of masks: a row of sagittal, one of coronal and one of axial
 * slices, in RAS+ world mm whatever the voxels' order and size. Neurological convention: the left
 * of the head is on the left of coronal and axial slices; sagittal slices look to the right; the
 * first slice of a row is the leftmost, the hindmost, the lowest.
 */
public final class Mosaic {
  /** What was removed: vermillion of the palette for all kinds of colour vision (Okabe and Ito). */
  public static final int REMOVED_RGB = 0xd55e00;

  /** The brain: sky blue of the same palette. */
  public static final int BRAIN_RGB = 0x56b4e9;

  private static final int COLUMNS = 7;

  private static final double MM_PER_PIXEL = 1.5;

  /** Grey levels: with the colours of the outlines they fit the palette of a PNG. */
  private static final int GREYS = 128;

  private final Volume volume;
  private final Extent extent;
  private final List<Outline> outlines;
  private final Sampler sampler;
  private final double low;
  private final double high;

  /** A mask whose border is drawn in a colour, 0xRRGGBB; of two, the later lies on top. */
  public record Outline(Mask mask, int rgb) {}

  private Mosaic(Volume volume, Extent extent, List<Outline> outlines, TaskExecutor executor) {
    int[] block = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      block[axis] = (int) Math.max(1, MM_PER_PIXEL / volume.grid().voxelSizeMm(axis));
    }
    this.volume = Resampler.blockAverage(volume, block[0], block[1], block[2], executor);
    this.extent = extent;
    this.outlines = outlines;
    this.sampler = new Sampler(this.volume, Float.NaN);
    Percentiles percentiles = Percentiles.of(this.volume);
    this.low = percentiles.percentile(1);
    this.high = percentiles.percentile(99);
  }

  /**
   * The mosaic of what lies within the extent, the first to the 99th percentile of the image from
   * black to white; black where there is no voxel.
   */
  public static Picture draw(
      Volume volume, Extent extent, List<Outline> outlines, TaskExecutor executor) {
    return new Mosaic(volume, extent, outlines, executor).draw(executor);
  }

  private Picture draw(TaskExecutor executor) {
    List<Plane> planes = List.of(Plane.SAGITTAL, Plane.CORONAL, Plane.AXIAL);
    int cellWidth = 1;
    int height = 0;
    for (Plane plane : planes) {
      cellWidth = Math.max(cellWidth, pixels(plane.acrossAxis()));
      height += pixels(plane.upAxis());
    }
    Picture mosaic = Picture.black(cellWidth * COLUMNS, height, Picture.Samples.RGB);
    int top = 0;
    for (Plane plane : planes) {
      int left = (cellWidth - pixels(plane.acrossAxis())) / 2;
      int y = top;
      int width = cellWidth;
      executor.forEach(
          COLUMNS, column -> mosaic.paste(slice(plane, column), column * width + left, y));
      top += pixels(plane.upAxis());
    }
    return mosaic;
  }

  /** Which world axis a plane is across, and which ones its pixels follow to the right and up. */
  private enum Plane {
    SAGITTAL(0, 1, 2),
    CORONAL(1, 0, 2),
    AXIAL(2, 0, 1);

    private final int throughAxis;
    private final int acrossAxis;
    private final int upAxis;

    Plane(int throughAxis, int acrossAxis, int upAxis) {
      this.throughAxis = throughAxis;
      this.acrossAxis = acrossAxis;
      this.upAxis = upAxis;
    }

    int throughAxis() {
      return throughAxis;
    }

    int acrossAxis() {
      return acrossAxis;
    }

    int upAxis() {
      return upAxis;
    }

    /** The world point from its coordinates through, across and up the plane. */
    Vec3 point(double through, double across, double up) {
      return switch (this) {
        case SAGITTAL -> new Vec3(through, across, up);
        case CORONAL -> new Vec3(across, through, up);
        case AXIAL -> new Vec3(across, up, through);
      };
    }
  }

  private int pixels(int axis) {
    return (int) Math.max(1, Math.round(extent.lengthMm(axis) / MM_PER_PIXEL));
  }

  private Picture slice(Plane plane, int column) {
    int width = pixels(plane.acrossAxis());
    int height = pixels(plane.upAxis());
    double through =
        extent.lowMm().component(plane.throughAxis())
            + extent.lengthMm(plane.throughAxis()) * (column + 1) / (COLUMNS + 1);
    Vec3[] points = new Vec3[width * height];
    Picture slice = Picture.black(width, height, Picture.Samples.RGB);
    for (int py = 0; py < height; py++) {
      double up = extent.lowMm().component(plane.upAxis()) + (height - 0.5 - py) * MM_PER_PIXEL;
      for (int px = 0; px < width; px++) {
        double across = extent.lowMm().component(plane.acrossAxis()) + (px + 0.5) * MM_PER_PIXEL;
        Vec3 point = plane.point(through, across, up);
        points[px + width * py] = point;
        slice.paint(px, py, grey(sampler.trilinearAtWorld(point.x(), point.y(), point.z())));
      }
    }
    for (Outline outline : outlines) {
      paintOutline(slice, outline, points);
    }
    return slice;
  }

  private int grey(float value) {
    // NaN, where there is no voxel, and an image without contrast are black.
    if (!(value > low) || !(high > low)) {
      return 0;
    }
    double share = Math.min(1, (value - low) / (high - low));
    int level = (int) Math.round(share * (GREYS - 1)) * 255 / (GREYS - 1);
    return level << 16 | level << 8 | level;
  }

  /** Paints the pixels of the mask with one of the four next to it that is not in the mask. */
  private static void paintOutline(Picture slice, Outline outline, Vec3[] points) {
    Grid grid = outline.mask().grid();
    Affine voxelFromWorld = grid.voxelFromWorld();
    boolean[] in = new boolean[points.length];
    for (int p = 0; p < points.length; p++) {
      Vec3 voxel = voxelFromWorld.apply(points[p]);
      int i = (int) Math.floor(voxel.x() + 0.5);
      int j = (int) Math.floor(voxel.y() + 0.5);
      int k = (int) Math.floor(voxel.z() + 0.5);
      in[p] = grid.contains(i, j, k) && outline.mask().get(i, j, k);
    }
    int width = slice.width();
    for (int py = 0; py < slice.height(); py++) {
      for (int px = 0; px < width; px++) {
        int p = px + width * py;
        boolean inner =
            px > 0
                && py > 0
                && px < width - 1
                && py < slice.height() - 1
                && in[p - 1]
                && in[p + 1]
                && in[p - width]
                && in[p + width];
        if (in[p] && !inner) {
          slice.paint(px, py, outline.rgb());
        }
      }
    }
  }
}
