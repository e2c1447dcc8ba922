package org.bidsveil.deface;

import java.util.List;
import java.util.stream.Stream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.Vec3;

/**
 * Where the face should be in a scan, as rays that look at it: a lattice of parallel rays in the
 * atlas, from the air in front through the face, carried to the scan's world by the alignment.
 *
 * @param columns rays from the head's right to its left
 * @param rows rays from chin to brow
 * @param depth points along a ray, from front to back
 * @param stepMm distance between rays and between points, atlas mm
 * @param scanWorld {@code float[rows * columns * depth * 3]}, points along a ray first, RAS+ mm of
 *     the scan
 * @param expected {@code int[rows * columns]}: the point along each ray at which the atlas' head
 *     begins, -1 where the ray meets none
 * @param feature {@code boolean[rows * columns]}: true where eyes, nose and mouth are
 * @param part {@code byte[rows * columns]}: the ordinal of the {@link Part} in front of which a ray
 *     passes, -1 for none
 */
public record FaceWindow(
    int columns,
    int rows,
    int depth,
    double stepMm,
    float[] scanWorld,
    int[] expected,
    boolean[] feature,
    byte[] part) {

  /**
   * Half the breadth of a face between the outer edges of the cheek bones, mm (bizygomatic breadth
   * 140 mm at most, ISO 7250-1 6.1.x).
   */
  private static final double HALF_BREADTH_MM = 66;

  /**
   * The features lie within this of the midline: half the distance between the outer corners of the
   * eyes plus a lid, mm (Farkas 1994, ex-ex 90 mm).
   */
  private static final double FEATURE_HALF_BREADTH_MM = 50;

  /** From the middle of the eye to the brow, mm. */
  private static final double EYE_TO_BROW_MM = 14;

  private static final double STEP_MM = 2;

  /** Air in front of the nose tip: a longer nose starts here. */
  private static final double AIR_MM = 30;

  /** From the air in front to behind the orbits, mm. */
  private static final double DEPTH_MM = 112;

  /**
   * @param yawDegrees how far the viewer walks towards the head's left; 0 = from the front
   */
  public static FaceWindow of(HeadAtlas atlas, Alignment alignment, double yawDegrees) {
    Vec3 nose = atlas.landmark("pronasale");
    double bottom = atlas.landmark("gnathion").z();
    double eyes = atlas.landmark("eye-left").z();
    double top = eyes + EYE_TO_BROW_MM;
    int columns = 2 * (int) (HALF_BREADTH_MM / STEP_MM) + 1;
    int rows = (int) ((top - bottom) / STEP_MM) + 1;
    int depth = (int) (DEPTH_MM / STEP_MM) + 1;
    double stomion = atlas.landmark("stomion").z();
    // The head turns about a vertical axis through the middle of the face's depth.
    Affine turn =
        Affine.rotation(0, 0, Math.toRadians(yawDegrees)).about(new Vec3(0, nose.y() - 60, 0));
    float[] scanWorld = new float[3 * rows * columns * depth];
    boolean[] feature = new boolean[rows * columns];
    byte[] part = new byte[rows * columns];
    int[] expected = new int[rows * columns];
    Sampler head = new Sampler(atlas.head(), 0);
    List<Vec3> middles = Stream.of(Part.values()).map(p -> atlas.landmark(p.landmark)).toList();
    double[] points = new double[3 * depth];
    for (int r = 0; r < rows; r++) {
      double z = bottom + r * STEP_MM;
      for (int c = 0; c < columns; c++) {
        double x = HALF_BREADTH_MM - c * STEP_MM;
        int ray = r * columns + c;
        part[ray] = part(middles, x, z);
        feature[ray] = z > stomion - 12 && Math.abs(x) < FEATURE_HALF_BREADTH_MM;
        for (int d = 0; d < depth; d++) {
          points[3 * d] = x;
          points[3 * d + 1] = nose.y() + AIR_MM - d * STEP_MM;
          points[3 * d + 2] = z;
        }
        turn.move(points);
        expected[ray] = firstInside(head, points);
        alignment.toScan(points);
        for (int p = 0; p < points.length; p++) {
          scanWorld[ray * points.length + p] = (float) points[p];
        }
      }
    }
    return new FaceWindow(columns, rows, depth, STEP_MM, scanWorld, expected, feature, part);
  }

  /** The first of the points at which a head is more likely than none, -1 for none of them. */
  static int firstInside(Sampler head, double[] points) {
    for (int at = 0; at < points.length; at += 3) {
      if (head.trilinearAtWorld(points[at], points[at + 1], points[at + 2]) >= 0.5f) {
        return at / 3;
      }
    }
    return -1;
  }

  /**
   * The features of a face, each with its half breadth and half height in mm (Farkas 1994:
   * palpebral fissure 31 mm, nasal width 35 mm, mouth 53 mm).
   */
  public enum Part {
    EYE_LEFT("eye-left", 14, 9),
    EYE_RIGHT("eye-right", 14, 9),
    NOSE("pronasale", 13, 14),
    MOUTH("stomion", 24, 9);

    private final String landmark;
    private final double halfBreadthMm;
    private final double halfHeightMm;

    Part(String landmark, double halfBreadthMm, double halfHeightMm) {
      this.landmark = landmark;
      this.halfBreadthMm = halfBreadthMm;
      this.halfHeightMm = halfHeightMm;
    }
  }

  private static byte part(List<Vec3> middles, double x, double z) {
    for (Part part : Part.values()) {
      Vec3 middle = middles.get(part.ordinal());
      double u = (x - middle.x()) / part.halfBreadthMm;
      double w = (z - middle.z()) / part.halfHeightMm;
      if (u * u + w * w <= 1) {
        return (byte) part.ordinal();
      }
    }
    return -1;
  }
}
