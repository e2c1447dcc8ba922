package org.bidsveil.atlas;

import org.bidsveil.alignment.DisplacementField;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Vec3;

/**
 * The proportions of a young head: the face grows out from under the braincase, so that of a
 * newborn is smaller for its brain than an adult's.
 */
public enum FaceGrowth {
  /**
   * The volumes of face and cranium are as 1 to 8 at birth and as 1 to 2.5 in adults (Huelke 1998,
   * Annu Proc Assoc Adv Automot Med 42:93); this is the cube root of what lies between.
   */
  NEWBORN(0.68),
  /**
   * On the lateral outlines of the Bolton study the face grows by 69 % in area from the first to
   * the 18th year and the cranium by 26 %: the square root of what lies between.
   */
  FIRST_YEAR(0.86);

  /** Within this depth below the base of the skull breadth and length become the face's own, mm. */
  private static final double ORBIT_MM = 40;

  private final double size;

  FaceGrowth(double size) {
    this.size = size;
  }

  /**
   * Where the points of the atlas lie in the average head with a face of this size: unmoved above
   * the plane through both tragia and the sellion, drawn towards the middle between the tragia
   * below it.
   *
   * @return mm of the atlas' world
   */
  public DisplacementField of(HeadAtlas atlas) {
    Vec3 centre = atlas.landmark("tragion-left").plus(atlas.landmark("tragion-right")).times(0.5);
    Vec3 forward = atlas.landmark("sellion").minus(centre);
    double length = Math.hypot(forward.y(), forward.z());
    Vec3 down = new Vec3(0, forward.z() / length, -forward.y() / length);
    Grid grid = DisplacementField.lattice(atlas.template().grid());
    float[] mm = new float[3 * grid.voxelCount()];
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 from = grid.worldFromVoxel().apply(i, j, k).minus(centre);
          double depth = Math.max(0, from.dot(down));
          Vec3 along = from.minus(down.times(from.dot(down)));
          Vec3 u =
              down.times(depth).plus(along.times(Math.min(1, depth / ORBIT_MM))).times(size - 1);
          int at = 3 * grid.index(i, j, k);
          mm[at] = (float) u.x();
          mm[at + 1] = (float) u.y();
          mm[at + 2] = (float) u.z();
        }
      }
    }
    return new DisplacementField(grid, mm);
  }
}
