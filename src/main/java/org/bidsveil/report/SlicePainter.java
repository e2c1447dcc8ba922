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
 * Paints single slices through a volume with outlines of masks, in RAS+ world mm whatever the
 * voxels' order and size; the first to the 99th percentile of the image from black to white, black
 * where there is no voxel.
 */
final class SlicePainter {
  /** Grey levels: with the colours of the outlines they fit the palette of a PNG. */
  private static final int GREYS = 128;

  private final double mmPerPixel;
  private final List<Mosaic.Outline> outlines;
  private final Sampler sampler;
  private final double low;
  private final double high;

  SlicePainter(
      Volume volume, double mmPerPixel, List<Mosaic.Outline> outlines, TaskExecutor executor) {
    int[] block = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      block[axis] = (int) Math.max(1, mmPerPixel / volume.grid().voxelSizeMm(axis));
    }
    Volume averaged = Resampler.blockAverage(volume, block[0], block[1], block[2], executor);
    this.mmPerPixel = mmPerPixel;
    this.outlines = outlines;
    this.sampler = new Sampler(averaged, Float.NaN);
    Percentiles percentiles = Percentiles.of(averaged);
    this.low = percentiles.percentile(1);
    this.high = percentiles.percentile(99);
  }

  /** Which world axis a plane is across, and which ones its pixels follow to the right and up. */
  enum Plane {
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
    private Vec3 point(double through, double across, double up) {
      return switch (this) {
        case SAGITTAL -> new Vec3(through, across, up);
        case CORONAL -> new Vec3(across, through, up);
        case AXIAL -> new Vec3(across, up, through);
      };
    }
  }

  /**
   * One slice.
   *
   * @param through where it cuts its axis, mm
   * @param lowAcross left edge, mm
   * @param lowUp lower edge, mm
   * @param width pixels
   * @param height pixels
   */
  Picture slice(
      Plane plane, double through, double lowAcross, double lowUp, int width, int height) {
    Vec3[] points = new Vec3[width * height];
    Picture slice = Picture.black(width, height, Picture.Samples.RGB);
    for (int py = 0; py < height; py++) {
      double up = lowUp + (height - 0.5 - py) * mmPerPixel;
      for (int px = 0; px < width; px++) {
        double across = lowAcross + (px + 0.5) * mmPerPixel;
        Vec3 point = plane.point(through, across, up);
        points[px + width * py] = point;
        slice.paint(px, py, grey(sampler.trilinearAtWorld(point.x(), point.y(), point.z())));
      }
    }
    for (Mosaic.Outline outline : outlines) {
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
  private static void paintOutline(Picture slice, Mosaic.Outline outline, Vec3[] points) {
    boolean[] in = inside(outline.mask(), points);
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

  private static boolean[] inside(Mask mask, Vec3[] points) {
    Grid grid = mask.grid();
    Affine voxelFromWorld = grid.voxelFromWorld();
    boolean[] in = new boolean[points.length];
    for (int p = 0; p < points.length; p++) {
      Vec3 voxel = voxelFromWorld.apply(points[p]);
      int i = (int) Math.floor(voxel.x() + 0.5);
      int j = (int) Math.floor(voxel.y() + 0.5);
      int k = (int) Math.floor(voxel.z() + 0.5);
      in[p] = grid.contains(i, j, k) && mask.get(i, j, k);
    }
    return in;
  }
}
