package org.bidsveil.volume;

import java.util.Random;

/** Synthetic heads for tests, made in code: an ellipsoid that looks to +y, with a nose. */
public final class Heads {
  /** Half axes of the ellipsoid in mm, right, front, up: about those of an adult head. */
  public static final Vec3 HALF_AXES_MM = new Vec3(75, 95, 110);

  /** Centre and radius of the ball that is the nose; its tip is at y = 110. */
  public static final Vec3 NOSE_MM = new Vec3(0, 95, -20);

  public static final double NOSE_RADIUS_MM = 15;

  private Heads() {}

  /** Whether a point in world mm is in the head. */
  public static boolean contains(Vec3 p) {
    double x = p.x() / HALF_AXES_MM.x();
    double y = p.y() / HALF_AXES_MM.y();
    double z = p.z() / HALF_AXES_MM.z();
    return x * x + y * y + z * z <= 1 || p.minus(NOSE_MM).norm() <= NOSE_RADIUS_MM;
  }

  /**
   * The head on any grid: 100 inside, 0 outside, partial volume by 8 points a voxel, and normal
   * noise of standard deviation {@code noise} (its absolute value in air).
   */
  public static Volume on(Grid grid, double noise) {
    Volume volume = Volume.zeros(grid);
    Random random = new Random(1);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          double value = 0;
          for (int corner = 0; corner < 8; corner++) {
            double di = (corner & 1) * 0.5 - 0.25;
            double dj = (corner >> 1 & 1) * 0.5 - 0.25;
            double dk = (corner >> 2) * 0.5 - 0.25;
            value += contains(grid.worldFromVoxel().apply(i + di, j + dj, k + dk)) ? 12.5 : 0;
          }
          volume.values()[grid.index(i, j, k)] =
              (float) Math.abs(value + noise * random.nextGaussian());
        }
      }
    }
    return volume;
  }

  /** 4 mm voxels, axes R, A, S, 256 mm wide, its middle at the world's origin. */
  public static Grid grid() {
    return new Grid(
        64, 64, 64, Affine.translation(-126, -126, -126).after(Affine.scaling(4, 4, 4)));
  }

  /** Axes P, S, R, 3 x 4 x 5 mm: the same space in another order. */
  public static Grid permutedGrid() {
    return new Grid(85, 64, 50, new Affine(0, 0, 5, -122.5, -3, 0, 0, 126, 0, 4, 0, -126));
  }
}
