package org.bidsveil.volume;

/**
 * An orthographic view of RAS+ world space: a raster of {@code width * height} pixels, row 0 on
 * top, whose middle looks at {@code centreMm}. {@code right}, {@code up} and {@code forward} (away
 * from the viewer) are unit vectors at right angles.
 */
public record Camera(
    Vec3 centreMm, Vec3 right, Vec3 up, Vec3 forward, double mmPerPixel, int width, int height) {

  /**
   * Depths are measured from the plane this far before the centre: farther than half a head and its
   * field of view.
   */
  public static final double PLANE_MM = 200;

  public Camera {
    if (width < 1 || height < 1 || !(mmPerPixel > 0)) {
      throw new IllegalArgumentException(
          "a view of " + width + "x" + height + " pixels of " + mmPerPixel + " mm");
    }
  }

  /**
   * A camera on an upright head that faces +y. Yaw 0 sees it from the front, its left on the
   * picture's right; a positive yaw walks the viewer around the vertical axis towards the head's
   * left (90: left profile, nose on the picture's left). A positive pitch looks down from above.
   */
  public static Camera around(
      Vec3 centreMm,
      double yawDegrees,
      double pitchDegrees,
      double mmPerPixel,
      int width,
      int height) {
    double yaw = Math.toRadians(yawDegrees);
    double pitch = Math.toRadians(pitchDegrees);
    Vec3 right = new Vec3(-Math.cos(yaw), -Math.sin(yaw), 0);
    Vec3 forward =
        new Vec3(
            Math.sin(yaw) * Math.cos(pitch), -Math.cos(yaw) * Math.cos(pitch), -Math.sin(pitch));
    return new Camera(centreMm, right, right.cross(forward), forward, mmPerPixel, width, height);
  }

  /** The point of the plane of depth 0 that pixel (px, py) sees, in world mm. */
  public Vec3 origin(int px, int py) {
    double toRight = (px - (width - 1) / 2.0) * mmPerPixel;
    double toTop = ((height - 1) / 2.0 - py) * mmPerPixel;
    return centreMm.plus(right.times(toRight)).plus(up.times(toTop)).minus(forward.times(PLANE_MM));
  }
}
