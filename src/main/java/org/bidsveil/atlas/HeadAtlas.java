package org.bidsveil.atlas;

import java.util.List;
import org.bidsveil.registration.BiasField;
import org.bidsveil.registration.TemplateSamples;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The head template and its maps, all on one lattice in the atlas' own world: RAS+ millimetres, x =
 * 0 the plane of symmetry.
 *
 * @param template T1w average head, brightness 100 = median of a head
 * @param brain probability of brain, 0 to 1
 * @param face membership of the region that a face defacer removes, including the air in front, 0
 *     to 1, cut at 0.5
 * @param ears the same for the pinnae and the air around them
 * @param head probability of being inside the head's surface, 0 to 1
 * @param landmarks named points
 * @param samples where scans are compared with the template: the head above its chin, with a margin
 *     of air
 * @param brainSamples the same for scans without a face or a skull: the brain and just around it
 * @param bias the average result of {@link BiasField#of} in the heads that the template is made of
 */
public record HeadAtlas(
    Volume template,
    AtlasMap brain,
    AtlasMap face,
    AtlasMap ears,
    Volume head,
    List<Landmark> landmarks,
    TemplateSamples samples,
    TemplateSamples brainSamples,
    BiasField bias) {

  public HeadAtlas {
    landmarks = List.copyOf(landmarks);
  }

  /**
   * A point of the average head.
   *
   * @param name anthropometric name (ISO 7250-1, Farkas 1994)
   * @param mm atlas world
   */
  public record Landmark(String name, Vec3 mm) {}

  /** Skull and scalp above the brain, which a defaced head keeps. */
  private static final double BRAIN_MARGIN_MM = 14;

  private static final int BRAIN_SAMPLES = 120_000;

  /** {@link #brainSamples} of a template. */
  static TemplateSamples brainSamples(Volume template, Volume brain) {
    Mask around = Morphology.dilate(brain.atLeast(0.5), BRAIN_MARGIN_MM, TaskExecutor.of(1));
    return TemplateSamples.of(template, around, BRAIN_SAMPLES);
  }

  /**
   * The samples for a brain without its skull, around which there is nothing. They are drawn anew
   * on each call, which takes a tenth of a second.
   */
  public TemplateSamples strippedSamples(TaskExecutor executor) {
    Mask around = Morphology.dilate(brain.atLeast(0.5), BRAIN_MARGIN_MM, executor);
    float[] values = template.values().clone();
    float[] inside = brain.volume().values();
    for (int v = 0; v < values.length; v++) {
      values[v] *= inside[v];
    }
    return TemplateSamples.of(new Volume(template.grid(), values), around, BRAIN_SAMPLES);
  }

  /** The middle of the average brain, atlas world mm. */
  public Vec3 brainCentreMm() {
    return landmark("brain-centre");
  }

  /** The radius of a ball as large as the average brain, mm. */
  public double brainRadiusMm() {
    double voxels = brain.atLeast(0.5).count();
    return Math.cbrt(voxels * brain.grid().voxelVolumeMm3() * 3 / (4 * Math.PI));
  }

  /**
   * The landmark with this name.
   *
   * @throws IllegalArgumentException when the atlas has none
   */
  public Vec3 landmark(String name) {
    return landmarks.stream()
        .filter(l -> l.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no landmark " + name))
        .mm();
  }
}
