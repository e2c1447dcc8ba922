package org.bidsveil.volume;

/**
 * How far a {@link Camera} sees: {@code depthMm[height*width]}, px fastest, in mm behind the
 * camera's plane of depth 0 ({@link Camera#PLANE_MM}); NaN where the view misses.
 */
public record DepthMap(Camera camera, float[] depthMm) {

  public DepthMap {
    if (depthMm.length != camera.width() * camera.height()) {
      throw new IllegalArgumentException(
          depthMm.length + " depths for " + camera.width() + "x" + camera.height() + " pixels");
    }
  }

  /** The depth in mm at a pixel, or NaN. */
  public float at(int px, int py) {
    return depthMm[px + camera.width() * py];
  }

  public boolean hits(int px, int py) {
    return !Float.isNaN(at(px, py));
  }

  /** The point seen at a pixel, in RAS+ world mm; NaN where the view misses. */
  public Vec3 pointMm(int px, int py) {
    return camera.origin(px, py).plus(camera.forward().times(at(px, py)));
  }
}
