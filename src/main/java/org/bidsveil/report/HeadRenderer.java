package org.bidsveil.report;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.volume.Camera;
import org.bidsveil.volume.DepthMap;
import org.bidsveil.volume.HeadSurface;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;

/**
 * Renders grey pictures of a head's surface from several sides, the usual way to judge whether a
 * face can still be recognised. A picture of a head before defacing identifies as much as the scan
 * does.
 */
public final class HeadRenderer {
  /** Profile, oblique, nearly frontal, frontal, and the same from the other side. */
  private static final List<Double> YAWS_DEGREES =
      List.of(-90.0, -45.0, -30.0, 0.0, 30.0, 45.0, 90.0);

  /** 320 mm: a head with its neck in any field of view, turned any way. */
  private static final int PIXELS = 320;

  private static final double MM_PER_PIXEL = 1;

  /** What every lit and unlit part of the surface gets, of 1. */
  private static final double AMBIENT = 0.15;

  /** From the viewer's upper left, as portraits are lit: right, up, and towards the viewer. */
  private static final double LIGHT_RIGHT = -0.35;

  private static final double LIGHT_UP = 0.45;
  private static final double LIGHT_TOWARDS = 0.82;

  private HeadRenderer() {}

  /**
   * The standard views of a head, from its right profile by way of the front to its left profile.
   */
  public static List<Camera> cameras(HeadSurface surface) {
    List<Camera> cameras = new ArrayList<>();
    for (double yaw : YAWS_DEGREES) {
      cameras.add(Camera.around(surface.centreMm(), yaw, 0, MM_PER_PIXEL, PIXELS, PIXELS));
    }
    return cameras;
  }

  /**
   * Renders the views side by side. To compare a head before and after defacing, use the cameras of
   * the head before defacing for both.
   */
  public static Picture render(HeadSurface surface, List<Camera> cameras, TaskExecutor executor) {
    return shaded(surface, depths(surface, cameras, executor), executor);
  }

  /** What each camera sees. */
  public static List<DepthMap> depths(
      HeadSurface surface, List<Camera> cameras, TaskExecutor executor) {
    return cameras.stream().map(c -> surface.depth(c, executor)).toList();
  }

  /**
   * Renders views that were cast before, side by side.
   *
   * @param views of this surface
   */
  public static Picture shaded(HeadSurface surface, List<DepthMap> views, TaskExecutor executor) {
    return Picture.sideBySide(views.stream().map(v -> shaded(surface, v, executor)).toList());
  }

  /**
   * Renders one view, by Lambert's cosine law with a little ambient light; black where there is no
   * head.
   */
  public static Picture render(HeadSurface surface, Camera camera, TaskExecutor executor) {
    return shaded(surface, surface.depth(camera, executor), executor);
  }

  private static Picture shaded(HeadSurface surface, DepthMap depth, TaskExecutor executor) {
    Camera camera = depth.camera();
    Vec3 light =
        camera
            .right()
            .times(LIGHT_RIGHT)
            .plus(camera.up().times(LIGHT_UP))
            .minus(camera.forward().times(LIGHT_TOWARDS));
    Picture picture = Picture.black(camera.width(), camera.height(), Picture.Samples.GREY);
    executor.forEach(
        camera.height(),
        py -> {
          for (int px = 0; px < camera.width(); px++) {
            if (depth.hits(px, py)) {
              double cosine = surface.normal(depth.pointMm(px, py)).dot(light) / light.norm();
              double brightness = AMBIENT + (1 - AMBIENT) * Math.max(0, cosine);
              picture.pixels()[px + camera.width() * py] = (byte) Math.round(255 * brightness);
            }
          }
        });
    return picture;
  }
}
