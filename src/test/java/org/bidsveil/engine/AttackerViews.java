package org.bidsveil.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Camera;
import org.bidsveil.volume.DepthMap;
import org.bidsveil.volume.HeadSurface;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * What the attackers that learned from pairs see of a head: from the front, askew and from the
 * sides.
 */
final class AttackerViews {
  private static final double PIXEL_MM = 2;
  private static final int WIDTH = 100;
  private static final int HEIGHT = 120;
  private static final double[] YAWS = {0, 45, -45, 90, -90};
  private static final byte FACE = 1;
  private static final byte EAR = 2;
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  private AttackerViews() {}

  /**
   * {@code float[5 views][2: depth in mm, cosine to the viewer][120][100]}, NaN beside the head.
   */
  static byte[] depths(HeadSurface surface, Alignment alignment, Vec3 middle) {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * YAWS.length * WIDTH * HEIGHT).order(ByteOrder.LITTLE_ENDIAN);
    for (double yaw : YAWS) {
      Camera camera = camera(alignment, middle, yaw, PIXEL_MM, WIDTH, HEIGHT);
      for (float mm : surface.depth(camera, ONE).depthMm()) {
        bytes.putFloat(mm);
      }
    }
    return bytes.array();
  }

  /**
   * {@code byte[5 views][120][100]}: 1 where the atlas' face is seen, 2 where its ears are, else 0.
   */
  static byte[] regions(HeadSurface surface, Alignment alignment, Vec3 middle, Volume scan) {
    AtlasOnScan onScan = AtlasOnScan.of(ATLAS, alignment, scan.grid(), ONE);
    Volume face = onScan.pull(ATLAS.face());
    Volume ears = onScan.pull(ATLAS.ears());
    byte[] out = new byte[YAWS.length * WIDTH * HEIGHT];
    int at = 0;
    for (double yaw : YAWS) {
      Camera camera = camera(alignment, middle, yaw, PIXEL_MM, WIDTH, HEIGHT);
      DepthMap depth = surface.depth(camera, ONE);
      for (int p = 0; p < WIDTH * HEIGHT; p++, at++) {
        if (depth.hits(p % WIDTH, p / WIDTH)) {
          Vec3 point = depth.pointMm(p % WIDTH, p / WIDTH);
          out[at] = near(ears, point) ? EAR : near(face, point) ? FACE : 0;
        }
      }
    }
    return out;
  }

  private static boolean near(Volume map, Vec3 pointMm) {
    Vec3 v = map.grid().voxelFromWorld().apply(pointMm);
    int i = (int) Math.round(v.x());
    int j = (int) Math.round(v.y());
    int k = (int) Math.round(v.z());
    return map.grid().contains(i, j, k) && map.values()[map.grid().index(i, j, k)] >= 0.5;
  }

  /** Upright before the placed head, whatever way it lies in the scan. */
  static Camera camera(
      Alignment alignment, Vec3 middle, double yaw, double mmPerPixel, int width, int height) {
    Vec3 centre = alignment.affine().apply(middle);
    var turn = alignment.affine().nearestRotation();
    Camera upright = Camera.around(centre, yaw, 0, mmPerPixel, width, height);
    return new Camera(
        centre,
        turn.applyToDirection(upright.right()),
        turn.applyToDirection(upright.up()),
        turn.applyToDirection(upright.forward()),
        mmPerPixel,
        width,
        height);
  }
}
