package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.registration.Pyramid;
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
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Path OUT = Path.of("target", "reidentification");

  /** Middle of the face, atlas world mm. */
  private static final Vec3 MIDDLE = new Vec3(0, 60, -10);

  private static final int WIDTH = 200;
  private static final int HEIGHT = 240;

  /**
   * The recogniser's probes: each head turned to either side, under light that the gallery has not.
   */
  private static final double TURNED_DEGREES = 12;

  private static final Vec3 PORTRAIT = new Vec3(-0.35, 0.45, 0.82);
  private static final Vec3 FROM_THE_OTHER_SIDE = new Vec3(0.5, 0.2, 0.85);

  @Test
  void picturesAndDepthMapsAreMade() throws IOException {
    // Of one scanner: that a head is of another would tell people apart by itself. Heads that the
    // atlas is not made of come first: their images are measured next.
    List<RealHeads.Head> heads =
        RealHeads.withWholeFace().stream()
            .filter(RealHeads.Head::ofAtlasSource)
            .sorted(Comparator.comparing(RealHeads.Head::ofAtlas))
            .limit(Integer.getInteger("bidsveil.heads", Integer.MAX_VALUE))
            .toList();
    Files.createDirectories(OUT);
    List<String> names = new ArrayList<>();
    for (RealHeads.Head head : heads) {
      Optional<DefacedVariants> variants =
          DefacedVariants.of(head.volume(), head.name().hashCode());
      if (variants.isEmpty()) {
        continue;
      }
      if (!head.ofAtlas()) {
        images(head.name(), variants.get());
      }
      write(head.name(), variants.get());
      names.add(head.name() + "\t" + (head.ofAtlas() ? "atlas" : "test"));
      Files.write(OUT.resolve("heads.tsv"), names);
    }
    assertTrue(names.size() > 0.8 * heads.size(), names.size() + " heads of " + heads.size());
  }

  private static void write(String name, DefacedVariants head) throws IOException {
    for (String variant : DefacedVariants.NAMES) {
      Volume volume = Objects.requireNonNull(head.variants().get(variant));
      HeadSurface surface = HeadSurface.of(volume, head.threshold(), ONE);
      if (variant.equals(DefacedVariants.ORIGINAL)) {
        Camera front = portrait(head.alignment(), 0);
        save("gallery", name + ".png", picture(surface, front, PORTRAIT));
      }
      // What a detector is asked about: the view and light in which it finds whole faces.
      Camera facing = portrait(head.alignment(), 0);
      save(variant, name + ".front.png", picture(surface, facing, PORTRAIT));
      int probe = 0;
      for (double yaw : new double[] {TURNED_DEGREES, -TURNED_DEGREES}) {
        Camera camera = portrait(head.alignment(), yaw);
        save(variant, name + "." + probe++ + ".png", picture(surface, camera, FROM_THE_OTHER_SIDE));
      }
      save(variant, name + ".f32", AttackerViews.depths(surface, head.alignment(), MIDDLE));
    }
    other(name, head.other());
  }

  /**
   * Another scan is placed by itself: between two real ones nobody knows how one lies to the other.
   */
  private static void other(String name, Volume scan) throws IOException {
    HeadPlacement placed = new HeadSearch(ATLAS, false, ONE).surest(Pyramid.of(scan, ONE));
    double threshold = HeadMask.airThreshold(Percentiles.of(scan));
    HeadSurface surface = HeadSurface.of(scan, threshold, ONE);
    save("other", name + ".f32", AttackerViews.depths(surface, placed.alignment(), MIDDLE));
    save("other", name + ".u8", AttackerViews.regions(surface, placed.alignment(), MIDDLE, scan));
  }

  /**
   * @param light to the right, up and towards the camera
   */
  private static byte[] picture(HeadSurface surface, Camera camera, Vec3 light) {
    DepthMap depth = surface.depth(camera, ONE);
    Vec3 world =
        camera
            .right()
            .times(light.x())
            .plus(camera.up().times(light.y()))
            .minus(camera.forward().times(light.z()));
    Picture picture = Picture.black(WIDTH, HEIGHT, Picture.Samples.GREY);
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      if (depth.hits(p % WIDTH, p / WIDTH)) {
        Vec3 normal = surface.normal(depth.pointMm(p % WIDTH, p / WIDTH));
        double cosine = Math.max(0, normal.dot(world) / world.norm());
        picture.pixels()[p] = (byte) Math.round(255 * (0.15 + 0.85 * cosine));
      }
    }
    return picture.png();
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

  private static Camera portrait(Alignment alignment, double yaw) {
    return AttackerViews.camera(alignment, MIDDLE, yaw, 1, WIDTH, HEIGHT);
  }
}
