package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.report.Picture;
import org.bidsveil.volume.Camera;
import org.bidsveil.volume.DepthMap;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.HeadSurface;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pictures and depth maps of whole and defaced heads for the attackers of {@code
 * evaluation/reidentification}, in {@code target/reidentification}; they show faces and stay there.
 */
@Tag("evaluation")
class ReidentificationEvaluationTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Path OUT = Path.of("target", "reidentification");

  /** Middle of the face, atlas world mm. */
  private static final Vec3 MIDDLE = new Vec3(0, 60, -10);

  private static final int WIDTH = 200;
  private static final int HEIGHT = 240;

  /** Depth maps of the attackers: pixels of 3 mm, from the front and both sides. */
  private static final double DEPTH_MM = 3;

  private static final int DEPTH_WIDTH = 66;
  private static final int DEPTH_HEIGHT = 80;
  private static final double[] SIDES = {0, 90, -90};

  /** Heads whose variants are kept as images for the tools that measure brains. */
  private static final int IMAGES = 20;

  private static final Vec3 PORTRAIT = new Vec3(-0.35, 0.45, 0.82);
  private static final Vec3 FROM_THE_OTHER_SIDE = new Vec3(0.5, 0.2, 0.85);

  @Test
  void picturesAndDepthMapsAreMade() throws IOException {
    // Of one scanner: that a head is of another would tell people apart by itself.
    List<RealHeads.Head> heads =
        RealHeads.withWholeFace().stream().filter(RealHeads.Head::ofAtlasSource).toList();
    Files.createDirectories(OUT);
    List<String> names = new ArrayList<>();
    int images = 0;
    for (int n = 0; n < heads.size(); n++) {
      RealHeads.Head head = heads.get(n);
      Optional<DefacedVariants> variants = DefacedVariants.of(head.volume(), n);
      if (variants.isEmpty()) {
        continue;
      }
      write(head.name(), variants.get());
      if (!head.ofAtlas() && images++ < IMAGES) {
        images(head.name(), variants.get());
      }
      names.add(head.name() + "\t" + (head.ofAtlas() ? "atlas" : "test"));
      Files.write(OUT.resolve("heads.tsv"), names);
    }
    assertTrue(names.size() > 100, "heads: " + names.size());
  }

  private static void write(String name, DefacedVariants head) throws IOException {
    Camera front = camera(head.alignment(), 0, 1, WIDTH, HEIGHT);
    Camera turned = camera(head.alignment(), 12, 1, WIDTH, HEIGHT);
    for (String variant : DefacedVariants.NAMES) {
      Volume volume = Objects.requireNonNull(head.variants().get(variant));
      HeadSurface surface = HeadSurface.of(volume, head.threshold(), ONE);
      if (variant.equals(DefacedVariants.ORIGINAL)) {
        picture("gallery", name, surface, front, PORTRAIT);
      }
      picture(variant, name, surface, turned, FROM_THE_OTHER_SIDE);
      depths(variant, name, surface, head.alignment());
    }
    double threshold = HeadMask.airThreshold(Percentiles.of(head.other()));
    depths("other", name, HeadSurface.of(head.other(), threshold, ONE), head.alignment());
  }

  private static void picture(
      String variant, String name, HeadSurface surface, Camera camera, Vec3 light)
      throws IOException {
    DepthMap depth = surface.depth(camera, ONE);
    Vec3 world =
        camera
            .right()
            .times(light.x())
            .plus(camera.up().times(light.y()))
            .minus(camera.forward().times(light.z()));
    Picture picture = Picture.black(WIDTH, HEIGHT, Picture.Samples.GREY);
    for (int py = 0; py < HEIGHT; py++) {
      for (int px = 0; px < WIDTH; px++) {
        if (depth.hits(px, py)) {
          double cosine = surface.normal(depth.pointMm(px, py)).dot(world) / world.norm();
          picture.pixels()[px + WIDTH * py] =
              (byte) Math.round(255 * (0.15 + 0.85 * Math.max(0, cosine)));
        }
      }
    }
    save(variant, name + ".png", picture.png());
  }

  private static void depths(String variant, String name, HeadSurface surface, Alignment alignment)
      throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * SIDES.length * DEPTH_WIDTH * DEPTH_HEIGHT)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double side : SIDES) {
      Camera camera = camera(alignment, side, DEPTH_MM, DEPTH_WIDTH, DEPTH_HEIGHT);
      for (float mm : surface.depth(camera, ONE).depthMm()) {
        bytes.putFloat(mm);
      }
    }
    save(variant, name + ".f32", bytes.array());
  }

  private static void images(String name, DefacedVariants head) throws IOException {
    for (Map.Entry<String, Volume> variant : head.variants().entrySet()) {
      save(
          "images/" + name,
          variant.getKey() + ".nii",
          NiftiWriter.encode(variant.getValue(), NiftiDatatype.INT16));
    }
  }

  private static void save(String folder, String file, byte[] bytes) throws IOException {
    Path into = OUT.resolve(folder);
    Files.createDirectories(into);
    Files.write(into.resolve(file), bytes);
  }

  /** Upright before the placed head, whatever way it lies in the scan. */
  private static Camera camera(
      Alignment alignment, double yaw, double mmPerPixel, int width, int height) {
    Vec3 centre = alignment.affine().apply(MIDDLE);
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
