package org.bidsveil.deface;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.Vec3;

/**
 * Where one ear should be in a scan, as rays that look at it from the side: a lattice of parallel
 * rays in the atlas, from the air beside the head inwards, carried to the scan's world by the
 * alignment.
 *
 * <p>How far out a point is, is given in atlas mm from the plane of symmetry, so a ray's first
 * point is the farthest out.
 *
 * @param columns rays from back to front
 * @param rows rays from below to above
 * @param depth points along a ray, from outside inwards
 * @param rayStepMm distance between rays, atlas mm
 * @param stepMm distance between the points of a ray, atlas mm
 * @param outermostMm how far out the first point of every ray lies
 * @param tragionMm how far out the tragion lies
 * @param scanWorld {@code float[rows * columns * depth * 3]}, points along a ray first, RAS+ mm of
 *     the scan
 * @param near {@code boolean[rows * columns]}: true where a pinna may be; the other rays show the
 *     side of the head around it
 * @param average {@code float[rows * columns]}: how far out the average head reaches on each ray, 0
 *     where the ray meets none
 */
public record EarWindow(
    int columns,
    int rows,
    int depth,
    double rayStepMm,
    double stepMm,
    double outermostMm,
    double tragionMm,
    float[] scanWorld,
    boolean[] near,
    float[] average) {

  /** A side of the head. */
  public enum Side {
    LEFT("tragion-left"),
    RIGHT("tragion-right");

    private final String landmark;

    Side(String landmark) {
      this.landmark = landmark;
    }
  }

  /**
   * Where a pinna may be, mm from the tragion. On 44 heads it reached 21 mm above, 38 below, 36
   * behind and 10 before (docs/decisions/0023), as is to be expected of 63 x 36 mm that lean back
   * (ISO 7250-1; Farkas 1994); the rest is room for an atlas that lies some mm off.
   */
  private static final double ABOVE_MM = 34;

  private static final double BELOW_MM = 48;
  private static final double BEHIND_MM = 48;
  private static final double BEFORE_MM = 16;

  /** Around it the bare side of the head is seen, mm: more than a pinna's breadth. */
  private static final double AROUND_MM = 20;

  /**
   * Rays run from this far outside the tragion to this far inside: a pinna stands out 20 mm (Farkas
   * 1994), and the neck below it lies deeper than the tragion.
   */
  private static final double REACH_MM = 40;

  /** A pinna is 21 x 12 rays large. */
  private static final double RAY_STEP_MM = 3;

  private static final double STEP_MM = 2;

  public static EarWindow of(HeadAtlas atlas, Alignment alignment, Side side) {
    Vec3 tragion = atlas.landmark(side.landmark);
    double out = Math.signum(tragion.x());
    double outermost = Math.abs(tragion.x()) + REACH_MM;
    int columns = 1 + (int) ((BEHIND_MM + BEFORE_MM + 2 * AROUND_MM) / RAY_STEP_MM);
    int rows = 1 + (int) ((BELOW_MM + ABOVE_MM + 2 * AROUND_MM) / RAY_STEP_MM);
    int depth = 1 + (int) (2 * REACH_MM / STEP_MM);
    float[] scanWorld = new float[3 * rows * columns * depth];
    double[] points = new double[3 * depth];
    boolean[] near = new boolean[rows * columns];
    float[] average = new float[rows * columns];
    Sampler head = new Sampler(atlas.head(), 0);
    for (int r = 0; r < rows; r++) {
      double up = r * RAY_STEP_MM - BELOW_MM - AROUND_MM;
      for (int c = 0; c < columns; c++) {
        double forward = c * RAY_STEP_MM - BEHIND_MM - AROUND_MM;
        int ray = r * columns + c;
        near[ray] =
            up >= -BELOW_MM && up <= ABOVE_MM && forward >= -BEHIND_MM && forward <= BEFORE_MM;
        for (int d = 0; d < depth; d++) {
          points[3 * d] = out * (outermost - d * STEP_MM);
          points[3 * d + 1] = tragion.y() + forward;
          points[3 * d + 2] = tragion.z() + up;
        }
        int inside = FaceWindow.firstInside(head, points);
        average[ray] = inside < 0 ? 0 : (float) (outermost - inside * STEP_MM);
        alignment.toScan(points);
        for (int p = 0; p < points.length; p++) {
          scanWorld[ray * points.length + p] = (float) points[p];
        }
      }
    }
    return new EarWindow(
        columns,
        rows,
        depth,
        RAY_STEP_MM,
        STEP_MM,
        outermost,
        Math.abs(tragion.x()),
        scanWorld,
        near,
        average);
  }
}
