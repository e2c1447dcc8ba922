package org.bidsveil.volume;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The outer surface of a head, as seen by {@link Camera}s. All geometry is in RAS+ world mm, so
 * axis order, direction and anisotropy of the voxels do not matter.
 *
 * <p>The surface is where a smooth field crosses 1: the image scaled so that air is 0 and the
 * threshold between air and tissue 1, cut at 2 (brightness inside the head must not move the
 * surface), and 0 wherever the head, the largest connected piece, is not: noise in air occludes
 * nothing.
 */
public final class HeadSurface {
  /** Finer voxels are averaged to about this size: a picture has 1 mm pixels. */
  private static final double FINEST_MM = 0.9;

  /** Noise is smoothed by this sigma before the threshold, and the surface with it. */
  private static final double SIGMA_MM = 1;

  /**
   * The field is smoothed by this much of a voxel along each axis, or the voxels show as stairs on
   * the interpolated surface (a step edge sampled below about 0.7 voxel sigma is aliased).
   */
  private static final double STAIRS_VOXELS = 0.7;

  /**
   * Near the surface a ray advances by this much of the smallest edge of a voxel, then interpolates
   * within it: the field, smoothed by {@link #STAIRS_VOXELS}, has nothing finer.
   */
  private static final double STEP_VOXELS = 0.5;

  /** A ray that is farther from the surface is not told how far, mm. */
  private static final double FARTHEST_MM = 24;

  /**
   * Smoothing moves the surface out of the head by less, voxels: only rays that come so near count.
   */
  private static final int AROUND = 4;

  /** A point this many voxels or more beyond the outermost voxel centres lies on a cut. */
  private static final double CUT = 0.499;

  private final Mask head;
  private final Affine voxelFromWorld;
  private final double threshold;
  private final Sampler field;
  private final Sampler distance;
  private final double marginMm;
  private final double stepMm;
  private final int[] first;
  private final int[] last;

  private HeadSurface(Mask head, double threshold, Volume field, Volume distance) {
    Grid grid = head.grid();
    this.head = head;
    this.voxelFromWorld = grid.voxelFromWorld();
    this.threshold = threshold;
    this.field = new Sampler(field, 0);
    this.distance = new Sampler(distance, 0);
    double diagonal =
        new Vec3(grid.voxelSizeMm(0), grid.voxelSizeMm(1), grid.voxelSizeMm(2)).norm();
    // Where the trilinear field reaches 1, a voxel of the head is within one voxel diagonal; the
    // distance is read at the nearest voxel, half a diagonal away at most.
    this.marginMm = 1.5 * diagonal;
    this.stepMm =
        STEP_VOXELS
            * Math.min(grid.voxelSizeMm(0), Math.min(grid.voxelSizeMm(1), grid.voxelSizeMm(2)));
    Box box = Box.around(head);
    this.first =
        new int[] {
          Math.max(0, box.i0() - AROUND),
          Math.max(0, box.j0() - AROUND),
          Math.max(0, box.k0() - AROUND)
        };
    this.last =
        new int[] {
          Math.min(grid.nx(), box.i1() + AROUND) - 1,
          Math.min(grid.ny(), box.j1() + AROUND) - 1,
          Math.min(grid.nz(), box.k1() + AROUND) - 1
        };
  }

  /** The surface by {@link HeadMask#airThreshold(Percentiles)}. */
  public static HeadSurface of(Volume volume, TaskExecutor executor) {
    Volume smooth = smooth(volume, executor);
    Percentiles percentiles = Percentiles.of(smooth, executor);
    return ofSmooth(smooth, percentiles, HeadMask.airThreshold(percentiles), executor);
  }

  /**
   * The surface by a threshold in the image's units: to see a head after defacing at the {@link
   * #threshold()} it had before.
   */
  public static HeadSurface of(Volume volume, double threshold, TaskExecutor executor) {
    Volume smooth = smooth(volume, executor);
    return ofSmooth(smooth, Percentiles.of(smooth, executor), threshold, executor);
  }

  private static Volume smooth(Volume volume, TaskExecutor executor) {
    int[] block = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      block[axis] = (int) Math.max(1, Math.round(FINEST_MM / volume.grid().voxelSizeMm(axis)));
    }
    Volume coarse = Resampler.blockAverage(volume, block[0], block[1], block[2], executor);
    return GaussianFilter.smooth(coarse, SIGMA_MM, executor);
  }

  private static HeadSurface ofSmooth(
      Volume smooth, Percentiles percentiles, double threshold, TaskExecutor executor) {
    Mask head = HeadMask.ofSmooth(smooth, threshold);
    // Not the minimum: an image that was resampled before may ring below air.
    double low = percentiles.percentile(1);
    double air = low < threshold ? low : percentiles.min();
    // One voxel around the head keeps its own values: the surface lies between the two.
    Mask near = Morphology.dilateOneVoxel(head);
    float[] field = new float[smooth.values().length];
    for (int v = near.nextSet(0); v >= 0; v = near.nextSet(v + 1)) {
      float relative = (float) ((smooth.values()[v] - air) / (threshold - air));
      field[v] = head.get(v) ? Math.clamp(relative, 1, 2) : Math.clamp(relative, 0, 1);
    }
    Grid grid = smooth.grid();
    Vec3 sigmaMm =
        new Vec3(grid.voxelSizeMm(0), grid.voxelSizeMm(1), grid.voxelSizeMm(2))
            .times(STAIRS_VOXELS);
    Volume antialiased = GaussianFilter.smooth(new Volume(grid, field), sigmaMm, executor);
    Volume distance =
        DistanceTransform.toNearestWithin(antialiased.atLeast(1), FARTHEST_MM, executor);
    return new HeadSurface(head, threshold, antialiased, distance);
  }

  /** The head on the (perhaps coarser) grid that the surface uses. */
  public Mask head() {
    return head;
  }

  /** The value between air and head, in the image's units. */
  public double threshold() {
    return threshold;
  }

  /** The middle of the box around the head in world mm, or of the grid when there is no head. */
  public Vec3 centreMm() {
    Box box = Box.around(head);
    return box.isEmpty() ? head.grid().centreMm() : box.on(head.grid()).centreMm();
  }

  /** The depth that the camera sees at each of its pixels. */
  public DepthMap depth(Camera camera, TaskExecutor executor) {
    return depth(camera, pixel -> Double.NEGATIVE_INFINITY, executor);
  }

  /**
   * The depth that a camera sees of a head of which something was removed.
   *
   * @param whole what the same camera saw of the whole head, on the same grid and by the same
   *     threshold: nothing lies farther in front
   */
  public DepthMap depthBehind(DepthMap whole, TaskExecutor executor) {
    Grid grid = head.grid();
    double voxelMm =
        Math.max(grid.voxelSizeMm(0), Math.max(grid.voxelSizeMm(1), grid.voxelSizeMm(2)));
    return depth(
        whole.camera(),
        pixel -> {
          float before = whole.depthMm()[pixel];
          // The outline may move a little where air is not quite what it was: misses are cast anew.
          return Float.isNaN(before) ? Double.NEGATIVE_INFINITY : before - AROUND * voxelMm;
        },
        executor);
  }

  /**
   * @param from where the ray of each pixel begins, mm
   */
  private DepthMap depth(Camera camera, IntToDoubleFunction from, TaskExecutor executor) {
    float[] depth = new float[camera.width() * camera.height()];
    Arrays.fill(depth, Float.NaN);
    if (!head.isEmpty()) {
      executor.forEach(
          camera.height(),
          py -> {
            for (int px = 0; px < camera.width(); px++) {
              int pixel = px + camera.width() * py;
              depth[pixel] =
                  cast(camera.origin(px, py), camera.forward(), from.applyAsDouble(pixel));
            }
          });
    }
    return new DepthMap(camera, depth);
  }

  /**
   * The unit normal of the surface, outwards, at a point on it in world mm: from the field one
   * voxel to each side. Where the field of view cuts the head, the normal of the cut.
   */
  public Vec3 normal(Vec3 pointMm) {
    Vec3 p = voxelFromWorld.apply(pointMm);
    for (int axis = 0; axis < 3; axis++) {
      double beyondLow = -p.component(axis);
      double beyondHigh = p.component(axis) - (head.grid().size(axis) - 1);
      if (Math.max(beyondLow, beyondHigh) >= CUT) {
        return worldNormal(unit(axis, beyondLow > beyondHigh ? 1 : -1));
      }
    }
    Vec3 inwards =
        new Vec3(
            at(p.x() + 1, p.y(), p.z()) - at(p.x() - 1, p.y(), p.z()),
            at(p.x(), p.y() + 1, p.z()) - at(p.x(), p.y() - 1, p.z()),
            at(p.x(), p.y(), p.z() + 1) - at(p.x(), p.y(), p.z() - 1));
    return worldNormal(inwards);
  }

  /** Gradients are mapped by the transpose of the map of points the other way. */
  private Vec3 worldNormal(Vec3 inwards) {
    Vec3 world =
        new Vec3(
            inwards.dot(voxelFromWorld.column(0)),
            inwards.dot(voxelFromWorld.column(1)),
            inwards.dot(voxelFromWorld.column(2)));
    double norm = world.norm();
    return norm == 0 ? world : world.times(-1 / norm);
  }

  private static Vec3 unit(int axis, double length) {
    return new Vec3(axis == 0 ? length : 0, axis == 1 ? length : 0, axis == 2 ? length : 0);
  }

  /**
   * The distance in mm along a ray to the first place where the field reaches 1, or NaN. Sphere
   * tracing (Hart 1996, The Visual Computer 12:527): the distance transform tells how far no head
   * can be, so that nothing thin is jumped over.
   */
  private float cast(Vec3 originMm, Vec3 direction, double from) {
    Vec3 o = voxelFromWorld.apply(originMm);
    Vec3 d = voxelFromWorld.applyToDirection(direction);
    double enter = from;
    double leave = Double.POSITIVE_INFINITY;
    for (int axis = 0; axis < 3; axis++) {
      double low = (first[axis] - 0.5 - o.component(axis)) / d.component(axis);
      double high = (last[axis] + 0.5 - o.component(axis)) / d.component(axis);
      // A ray along a face of the grid gives 0/0: it is taken to miss.
      enter = Math.max(enter, Math.min(low, high));
      leave = Math.min(leave, Math.max(low, high));
    }
    float before = 0;
    double tBefore = enter;
    double t = enter;
    while (t <= leave) {
      double x = o.x() + t * d.x();
      double y = o.y() + t * d.y();
      double z = o.z() + t * d.z();
      double free = Math.min(distance.nearest(x, y, z), FARTHEST_MM) - marginMm;
      if (free < 2 * stepMm) {
        float here = field.trilinear(x, y, z);
        if (here >= 1) {
          return t == enter
              ? (float) t
              : (float) (tBefore + (t - tBefore) * (1 - before) / (here - before));
        }
        before = here;
        tBefore = t;
      }
      // One step less than the free way: the step that meets the surface is always a short one.
      t += Math.max(stepMm, free - stepMm);
    }
    return Float.NaN;
  }

  private double at(double x, double y, double z) {
    return field.trilinear(x, y, z);
  }
}
