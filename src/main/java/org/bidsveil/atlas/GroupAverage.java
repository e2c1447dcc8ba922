package org.bidsveil.atlas;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.registration.AffineRegistration;
import org.bidsveil.registration.AffineRegistration.SearchSettings;
import org.bidsveil.registration.LocalRegistration;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.registration.TemplateSamples;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.ConnectedComponents;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * A group-wise average head: every head is registered to the current average, the maps are made
 * unbiased (their mean is the identity), and the heads are averaged again (Guimond et al. 2000,
 * CVIU 77:192; Fonov et al. 2011, NeuroImage 54:313). Affine rounds, then local rounds; the average
 * is mirrored onto itself, so that it has no side.
 */
final class GroupAverage {
  /**
   * The atlas lattice: 2 mm, x symmetric about 0; holds chin, ears, neck and 20 mm of air in front
   * of the nose.
   */
  static final Grid GRID =
      new Grid(105, 141, 141, new Affine(2, 0, 0, -104, 0, 2, 0, -128, 0, 0, 2, -152));

  /**
   * Air around the head that the samples include; with a thin margin the template inflates
   * (docs/decisions/0014).
   */
  private static final double AIR_MM = 24;

  private static final int SAMPLES = 250_000;

  /** Robust head brightness that each head is scaled to. */
  private static final double BRIGHTNESS = 100;

  private final List<Volume> heads;
  private final List<Pyramid> pyramids;
  private final TaskExecutor executor;
  private final Consumer<String> progress;
  private final double[] gain;

  GroupAverage(List<Volume> heads, TaskExecutor executor, Consumer<String> progress) {
    this.heads = List.copyOf(heads);
    this.executor = executor;
    this.progress = progress;
    this.pyramids = new ArrayList<>();
    this.gain = new double[heads.size()];
    for (int n = 0; n < heads.size(); n++) {
      pyramids.add(Pyramid.of(heads.get(n), TaskExecutor.of(1)));
      Percentiles percentiles = Percentiles.of(heads.get(n));
      gain[n] = BRIGHTNESS / percentiles.percentileAbove(percentiles.otsu(), 50);
    }
  }

  /**
   * @param average the template
   * @param alignments from the template to each head
   */
  record Result(Volume average, List<Alignment> alignments) {}

  Result build(int affineRounds, int localRounds) {
    Volume template = first();
    Affine[] maps = new Affine[heads.size()];
    for (int round = 0; round < affineRounds; round++) {
      TemplateSamples samples = samples(template);
      boolean search = round == 0;
      AffineRegistration registration = new AffineRegistration(samples, SearchSettings.DEFAULT);
      executor.forEach(
          maps.length,
          n ->
              maps[n] =
                  (search
                          ? registration.register(pyramids.get(n), TaskExecutor.of(1))
                          : registration.refine(pyramids.get(n), maps[n], TaskExecutor.of(1)))
                      .scanFromAtlas());
      centre(maps);
      template = symmetric(average(alignments(maps)));
      progress.accept("affine round " + (round + 1) + " of " + affineRounds);
    }
    List<Alignment> alignments = alignments(maps);
    for (int round = 0; round < localRounds; round++) {
      TemplateSamples samples = samples(template);
      AffineRegistration affine = new AffineRegistration(samples, SearchSettings.LOCAL);
      LocalRegistration local = new LocalRegistration(samples, LocalRegistration.Settings.atlas());
      Alignment[] refined = new Alignment[maps.length];
      executor.forEach(
          maps.length,
          n -> {
            maps[n] = affine.refine(pyramids.get(n), maps[n], TaskExecutor.of(1)).scanFromAtlas();
            refined[n] = local.refine(pyramids.get(n), maps[n], TaskExecutor.of(1));
          });
      alignments = Alignment.unbiased(List.of(refined));
      template = symmetric(average(alignments));
      progress.accept("local round " + (round + 1) + " of " + localRounds);
    }
    return new Result(template, alignments);
  }

  /**
   * The first head, resampled through its own header with the head's middle at the lattice's
   * middle.
   */
  private Volume first() {
    Volume head = heads.getFirst();
    Vec3 shift = head.grid().centreMm();
    Affine map = Affine.translation(shift.x(), shift.y(), shift.z());
    return average(List.of(Alignment.affine(map)));
  }

  static TemplateSamples samples(Volume template) {
    return TemplateSamples.of(template, region(template), SAMPLES);
  }

  /**
   * Where scans are compared with the template: not below the chin, since necks end, bend and turn
   * as heads do not (docs/decisions/0025).
   */
  static TemplateSamples samplesAboveChin(Volume template, Landmarks landmarks) {
    double chin = landmarks.at("gnathion").z();
    Mask region = region(template);
    Mask above = AtlasOnScan.above(chin, Alignment.affine(Affine.IDENTITY), template.grid());
    return TemplateSamples.of(template, region.and(above), SAMPLES);
  }

  /** The head with a margin of air. */
  static Mask region(Volume template) {
    Percentiles percentiles = Percentiles.of(template);
    Mask head = template.atLeast(0.5 * percentiles.otsu());
    Mask solid = Morphology.fillHoles(ConnectedComponents.largest(head));
    return Morphology.dilate(solid, AIR_MM, TaskExecutor.of(1));
  }

  /**
   * Moves the template's space to where the mean of all maps is the identity up to a translation,
   * then puts the plane of left-right symmetry of the new average at x = 0.
   */
  private void centre(Affine[] maps) {
    double[] mean = new double[12];
    for (Affine map : maps) {
      double[] m = map.toArray();
      for (int p = 0; p < 12; p++) {
        mean[p] += m[p] / maps.length;
      }
    }
    Affine meanMap = Affine.fromArray(mean);
    // The stretch only: the pose is the template's own.
    Affine linear = meanMap.nearestRotation().inverse().after(meanMap.withoutTranslation());
    // Around the middle of the lattice, so that the head stays in it.
    Vec3 middle = GRID.centreMm();
    Affine toOld = linear.inverse().about(middle);
    for (int n = 0; n < maps.length; n++) {
      maps[n] = maps[n].after(toOld);
    }
    Volume average = average(alignments(maps));
    Affine symmetry = symmetryPlane(average);
    for (int n = 0; n < maps.length; n++) {
      maps[n] = maps[n].after(symmetry);
    }
  }

  /**
   * The rigid map from symmetric space to this volume: half of the way from the volume to its
   * mirror image.
   */
  private static Affine symmetryPlane(Volume volume) {
    Volume mirrored = mirror(volume);
    AffineRegistration registration =
        new AffineRegistration(samples(mirrored), SearchSettings.LOCAL);
    // volumeFromMirror = M, with mirror(p) = volume(S p): volume points p and M S p correspond; the
    // half rotation makes the plane x = 0.
    Affine m =
        registration
            .refine(Pyramid.of(volume, TaskExecutor.of(1)), Affine.IDENTITY, TaskExecutor.of(1))
            .scanFromAtlas();
    // First order is enough: the average is nearly upright, and each round repeats it.
    double roll = Math.atan2(m.zx() - m.xz(), m.xx() + m.zz());
    double yaw = Math.atan2(m.yx() - m.xy(), m.xx() + m.yy());
    Vec3 middle = volume.grid().centreMm();
    Vec3 at = m.apply(middle.x(), middle.y(), middle.z());
    Affine half = Affine.rotation(0, -roll / 2, yaw / 2).about(middle);
    return Affine.translation((at.x() - middle.x()) / 2, 0, 0).after(half);
  }

  private static Volume mirror(Volume volume) {
    Grid grid = volume.grid();
    float[] out = new float[grid.voxelCount()];
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          out[grid.index(i, j, k)] = volume.at(grid.nx() - 1 - i, j, k);
        }
      }
    }
    return new Volume(grid, out);
  }

  static Volume symmetric(Volume volume) {
    Volume mirrored = mirror(volume);
    float[] out = new float[volume.values().length];
    for (int v = 0; v < out.length; v++) {
      out[v] = (volume.values()[v] + mirrored.values()[v]) / 2;
    }
    return new Volume(volume.grid(), out);
  }

  private static List<Alignment> alignments(Affine[] maps) {
    List<Alignment> out = new ArrayList<>();
    for (Affine map : maps) {
      out.add(Alignment.affine(map));
    }
    return out;
  }

  /** The mean of all heads at each atlas voxel, over the heads whose field of view holds it. */
  private Volume average(List<Alignment> alignments) {
    float[] out = new float[GRID.voxelCount()];
    executor.forEach(
        GRID.nz(),
        k -> {
          int slice = GRID.nx() * GRID.ny();
          double[] sum = new double[slice];
          int[] seen = new int[slice];
          for (int n = 0; n < alignments.size(); n++) {
            Volume head = heads.get(n);
            Sampler sampler = new Sampler(head, Float.NaN);
            for (int j = 0; j < GRID.ny(); j++) {
              for (int i = 0; i < GRID.nx(); i++) {
                Vec3 world = GRID.worldFromVoxel().apply(i, j, k);
                Vec3 p = alignments.get(n).toScan(world);
                float value = sampler.trilinearAtWorld(p.x(), p.y(), p.z());
                if (!Float.isNaN(value)) {
                  sum[i + GRID.nx() * j] += value * gain[n];
                  seen[i + GRID.nx() * j]++;
                }
              }
            }
          }
          for (int p = 0; p < slice; p++) {
            out[k * slice + p] = seen[p] == 0 ? 0 : (float) (sum[p] / seen[p]);
          }
        });
    return new Volume(GRID, out);
  }
}
