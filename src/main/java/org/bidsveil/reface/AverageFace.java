package org.bidsveil.reface;

import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The head template taken apart into where its skin is and how bright its tissue is, on the atlas'
 * lattice: the skin of an average of many heads is a ramp, and in another contrast a ramp of
 * brightness would become a rim of bone.
 *
 * @param depth below the skin, mm; negative outside of the head, to {@link #FARTHEST_MM} either way
 * @param brightness as the template's; near the skin and outside of it that of the skin there
 */
record AverageFace(Volume depth, Volume brightness) {
  static final double FARTHEST_MM = 10;

  /** Half of the least brightness that the template has 2 to 4 mm below the skin, about 75. */
  private static final double SKIN_BRIGHTNESS = 37.5;

  /** Change of brightness a mm below which no surface is near; at the skin it is 8 to 30. */
  private static final double LEAST_SLOPE = 5;

  /** What is dark farther from the surface is bone, a cavity, or noise of air. */
  private static final double NEAR_MM = 3;

  /** Skin and fat, clear of the ramp, are so deep; what lies above them is as bright. */
  private static final double SKIN_FROM_MM = 2;

  private static final double SKIN_TO_MM = 4;

  /** Sigma along the skin: lips and nostrils leave no hole in it. */
  private static final double ALONG_MM = 4;

  static AverageFace of(HeadAtlas atlas, TaskExecutor executor) {
    Volume template = atlas.template();
    Volume depth = depth(template, atlas.head().atLeast(0.5), executor);
    float[] layer = new float[depth.values().length];
    for (int v = 0; v < layer.length; v++) {
      double mm = depth.values()[v];
      layer[v] = mm >= SKIN_FROM_MM && mm <= SKIN_TO_MM ? 1 : 0;
    }
    Volume skin = Seam.continued(template, new Volume(template.grid(), layer), ALONG_MM, executor);
    for (int v = 0; v < layer.length; v++) {
      double below =
          Math.clamp((depth.values()[v] - SKIN_FROM_MM) / (SKIN_TO_MM - SKIN_FROM_MM), 0, 1);
      skin.values()[v] += (float) (below * (template.values()[v] - skin.values()[v]));
    }
    return new AverageFace(depth, skin);
  }

  /** To the first order where the skin is near: brightness over its slope. */
  private static Volume depth(Volume template, Mask head, TaskExecutor executor) {
    Volume inside = DistanceTransform.toNearestWithin(head.not(), FARTHEST_MM, executor);
    Volume outside = DistanceTransform.toNearestWithin(head, FARTHEST_MM, executor);
    float[] out = new float[template.values().length];
    Grid grid = template.grid();
    int v = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++, v++) {
          double above = template.values()[v] - SKIN_BRIGHTNESS;
          double skin = above / Math.max(LEAST_SLOPE, slope(template, i, j, k));
          double in = Math.min(inside.values()[v], FARTHEST_MM);
          double off = Math.min(outside.values()[v], FARTHEST_MM);
          out[v] =
              (float)
                  (head.get(v)
                      ? Math.min(Math.max(skin, in - NEAR_MM), in)
                      : Math.max(Math.min(skin, NEAR_MM - off), -off));
        }
      }
    }
    return new Volume(grid, out);
  }

  /** Length of the gradient by central differences, a mm. */
  private static double slope(Volume volume, int i, int j, int k) {
    Grid grid = volume.grid();
    int[] at = {i, j, k};
    int[] size = {grid.nx(), grid.ny(), grid.nz()};
    int[] step = {1, grid.nx(), grid.nx() * grid.ny()};
    int v = grid.index(i, j, k);
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      if (at[axis] > 0 && at[axis] < size[axis] - 1) {
        double rise = volume.values()[v + step[axis]] - volume.values()[v - step[axis]];
        sum += Math.pow(rise / (2 * grid.voxelSizeMm(axis)), 2);
      }
    }
    return Math.sqrt(sum);
  }
}
