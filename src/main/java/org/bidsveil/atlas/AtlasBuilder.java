package org.bidsveil.atlas;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.brain.SurfaceBrainExtractor;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiEncoding;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.registration.BiasField;
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
 * Builds the files under {@code templates/} from real heads: heads in, file bytes out. The same
 * heads give the same bytes.
 */
public final class AtlasBuilder {
  /** Rounds after which the average no longer sharpens (docs/decisions/0015). */
  private static final int AFFINE_ROUNDS = 3;

  private static final int LOCAL_ROUNDS = 3;

  /** Median head brightness 100 is stored as 100; fat and vessels above 255 are clipped. */
  private static final double MAX_STORED = 255;

  private static final double PROBABILITY_STEP = 1.0 / 250;

  private final TaskExecutor executor;
  private final Consumer<String> progress;

  public AtlasBuilder(TaskExecutor executor, Consumer<String> progress) {
    this.executor = executor;
    this.progress = progress;
  }

  /**
   * @param heads T1w heads, in the order of their names
   * @return the bytes by file name, with images not yet compressed; the landmarks are an input
   */
  public Map<String, byte[]> build(List<Volume> heads) {
    GroupAverage.Result average =
        new GroupAverage(heads, executor, progress).build(AFFINE_ROUNDS, LOCAL_ROUNDS);
    progress.accept("brain masks of " + heads.size() + " heads");
    Volume brain = brain(heads, average);
    progress.accept("brightness of " + heads.size() + " heads");
    BiasField bias = bias(heads, average);
    return files(average.average(), brain, bias, AtlasCatalog.landmarks());
  }

  /**
   * Makes everything except template and brain map again from these two, after a change of
   * landmarks.
   */
  public Map<String, byte[]> regions() {
    HeadAtlas shipped = AtlasCatalog.load();
    return files(
        shipped.template(), shipped.brain().volume(), shipped.bias(), AtlasCatalog.landmarks());
  }

  private static Map<String, byte[]> files(
      Volume average, Volume brain, BiasField bias, Landmarks landmarks) {
    // As it is stored: regions made anew from the shipped template are the same bytes.
    Volume template = stored(average);
    Volume head = headProbability(template);
    Mask inside = head.atLeast(0.5);
    FaceRegions regions = new FaceRegions(template.grid(), landmarks, inside);
    Volume face = regions.face();
    Volume ears = regions.ears();
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(AtlasCatalog.TEMPLATE, encode(template, 1));
    byte[] probability = encode(brain, PROBABILITY_STEP);
    files.put(AtlasCatalog.BRAIN, probability);
    files.put(AtlasCatalog.HEAD, encode(head, PROBABILITY_STEP));
    files.put(AtlasCatalog.FACE, encode(face, 1));
    files.put(AtlasCatalog.EARS, encode(ears, 1));
    files.put(AtlasCatalog.PARTS, encode(new FaceParts(landmarks).labels(face, ears, inside), 1));
    files.put(AtlasCatalog.PARTS_TABLE, FaceParts.table().getBytes(StandardCharsets.UTF_8));
    files.put(AtlasCatalog.SAMPLES, encode(GroupAverage.samplesAboveChin(template, landmarks)));
    files.put(
        AtlasCatalog.BRAIN_SAMPLES,
        encode(HeadAtlas.brainSamples(template, NiftiReader.parse(probability).volume(0))));
    files.put(AtlasCatalog.BIAS, BiasTable.write(bias).getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** How the template's own heads differ from it in brightness: scans are made like them. */
  private BiasField bias(List<Volume> heads, GroupAverage.Result average) {
    TemplateSamples samples =
        GroupAverage.samplesAboveChin(stored(average.average()), AtlasCatalog.landmarks());
    BiasField[] fields = new BiasField[heads.size()];
    executor.forEach(
        fields.length,
        n ->
            fields[n] =
                BiasField.of(
                    Pyramid.of(heads.get(n), TaskExecutor.of(1)),
                    samples,
                    average.alignments().get(n).affine()));
    return BiasField.symmetricMean(List.of(fields));
  }

  private Volume brain(List<Volume> heads, GroupAverage.Result average) {
    Mask first =
        new SurfaceBrainExtractor(AVERAGE_BET_FRACTION)
            .extract(average.average(), UPPER_MIDDLE, START_RADIUS_MM);
    Vec3 centre = centre(first);
    double radius = Math.cbrt(first.count() * first.grid().voxelVolumeMm3() * 3 / (4 * Math.PI));
    Grid grid = average.average().grid();
    SurfaceBrainExtractor extractor = new SurfaceBrainExtractor(HEAD_BET_FRACTION);
    float[][] masks = new float[heads.size()][];
    executor.forEach(
        masks.length,
        n -> {
          Alignment alignment = average.alignments().get(n);
          Mask mask = extractor.extract(heads.get(n), alignment.toScan(centre), radius);
          masks[n] = onAtlas(mask, alignment, grid);
        });
    float[] out = new float[grid.voxelCount()];
    for (int v = 0; v < out.length; v++) {
      double sum = 0;
      for (float[] mask : masks) {
        sum += mask[v];
      }
      out[v] = (float) (sum / masks.length);
    }
    return GroupAverage.symmetric(new Volume(grid, out));
  }

  /**
   * Middle of the upper half of an average head in the atlas' world, mm, and half of a brain's
   * breadth.
   */
  private static final Vec3 UPPER_MIDDLE = new Vec3(0, -14, 30);

  private static final double START_RADIUS_MM = 75;

  /**
   * The average's skull is blurred, so that the surface must be held tighter (docs/decisions/0015).
   */
  private static final double AVERAGE_BET_FRACTION = 0.6;

  /**
   * Sensitivity first: highest Dice at the largest sensitivity on single heads
   * (docs/decisions/0015).
   */
  private static final double HEAD_BET_FRACTION = 0.45;

  private static float[] onAtlas(Mask mask, Alignment alignment, Grid grid) {
    Volume values = Volume.zeros(mask.grid());
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      values.values()[v] = 1;
    }
    Sampler sampler = new Sampler(values, 0);
    float[] out = new float[grid.voxelCount()];
    int at = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 p = alignment.toScan(grid.worldFromVoxel().apply(i, j, k));
          out[at++] = sampler.trilinearAtWorld(p.x(), p.y(), p.z());
        }
      }
    }
    return out;
  }

  private static Vec3 centre(Mask mask) {
    Vec3 sum = new Vec3(0, 0, 0);
    Grid grid = mask.grid();
    int n = 0;
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      sum =
          sum.plus(
              grid.worldFromVoxel()
                  .apply(v % grid.nx(), v / grid.nx() % grid.ny(), v / (grid.nx() * grid.ny())));
      n++;
    }
    return sum.times(1.0 / n);
  }

  /** 1 inside the head's surface, falling to 0 over the blur that the average has there. */
  private static Volume headProbability(Volume template) {
    double otsu = Percentiles.of(template).otsu();
    Mask bright = template.atLeast(0.5 * otsu);
    Mask solid =
        Morphology.fillHoles(
            Morphology.close(ConnectedComponents.largest(bright), 6, TaskExecutor.of(1)));
    float[] out = new float[template.values().length];
    for (int v = 0; v < out.length; v++) {
      double soft = template.values()[v] / otsu;
      out[v] = solid.get(v) ? 1 : (float) Math.clamp(soft, 0, 0.49);
    }
    return new Volume(template.grid(), out);
  }

  private static Volume stored(Volume average) {
    float[] out = average.values().clone();
    for (int v = 0; v < out.length; v++) {
      out[v] = (float) Math.rint(Math.clamp(out[v], 0, MAX_STORED));
    }
    return new Volume(average.grid(), out);
  }

  /**
   * As many as a registration to the atlas ever compares, four values each along x ({@link
   * TemplateSamples#table()}); a dimension of a NIfTI image holds 32,767 at most.
   */
  private static byte[] encode(TemplateSamples samples) {
    Grid table = new Grid(4, 250, 200, Affine.IDENTITY);
    Volume shipped = new Volume(table, samples.first(250 * 200).table());
    return NiftiWriter.encode(shipped, NiftiDatatype.FLOAT32);
  }

  private static byte[] encode(Volume volume, double step) {
    return NiftiWriter.encode(volume, NiftiEncoding.of(NiftiDatatype.UINT8).withScaling(step, 0));
  }
}
