package org.bidsveil.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.reface.Refacing;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * One head, whole and defaced in every way that an attacker is tried on.
 *
 * @param alignment of the atlas in the scan
 * @param variants by name
 * @param other the whole head on another lattice and in another contrast, as from another scan
 * @param threshold between air and tissue of the whole head
 */
record DefacedVariants(
    Alignment alignment, Map<String, Volume> variants, Volume other, double threshold) {
  static final String ORIGINAL = "original";
  static final String DEFAULT = "template";
  static final String REFACED = "refaced";
  static final String REGRIDDED = "regridded";

  /** In the order of the tables. */
  static final List<String> NAMES =
      List.of(
          ORIGINAL, "shaved", "keep-ears", "quickshear", "scalp", "probability", DEFAULT, REFACED);

  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  /** A shave that leaves a face: docs/evaluation/likeness.md. */
  private static final double SHAVE_MM = 4;

  private static final double CLOSING_MM = 8;

  /** Empty where the head cannot be placed. */
  static Optional<DefacedVariants> of(Volume scan, int seed) {
    ScanEngine engine =
        new ScanEngine(
            ATLAS, EngineSettings.of("template", "probability", "quickshear", "scalp"), ONE);
    if (!(engine.propose(scan) instanceof ScanResult.Proposed first)
        || first.placement().isEmpty()) {
      return Optional.empty();
    }
    PlacedHead placed = first.placement().get();
    Map<String, Volume> variants = new LinkedHashMap<>();
    NAMES.forEach(name -> variants.put(name, scan));
    engine.proposeEach(scan, placed, result -> put(variants, scan, result, ""));
    EngineSettings keepEars =
        new EngineSettings(
            List.of("template"),
            BrainExtraction.ATLAS,
            new DefaceOptions(Double.NaN, true, DefaceOptions.DEFAULT.betFraction()),
            Thresholds.USUAL_BRAIN_LOSS,
            List.of());
    new ScanEngine(ATLAS, keepEars, ONE)
        .proposeEach(scan, placed, result -> put(variants, scan, result, "keep-ears"));
    variants.put("shaved", shaved(scan, placed.alignment()));
    variants.put(REFACED, refaced(scan, first.removed(), placed.alignment(), seed));
    variants.put(REGRIDDED, regridded(scan));
    double threshold = HeadMask.airThreshold(Percentiles.of(scan));
    return Optional.of(
        new DefacedVariants(placed.alignment(), variants, other(scan, seed), threshold));
  }

  private static void put(
      Map<String, Volume> variants, Volume scan, ScanResult result, String name) {
    if (result instanceof ScanResult.Proposed mask) {
      variants.put(
          name.isEmpty() ? mask.defacer() : name, AverageHead.without(scan, mask.removed()));
    }
  }

  private static Volume shaved(Volume scan, Alignment alignment) {
    Mask face = AtlasOnScan.pull(ATLAS.face(), alignment, scan.grid(), ONE).atLeast(0.5);
    Mask head = Morphology.close(HeadMask.of(scan, ONE), CLOSING_MM, ONE);
    Volume depth = DistanceTransform.toNearestWithin(head.not(), SHAVE_MM + 1, ONE);
    return AverageHead.without(scan, face.and(depth.atMost(SHAVE_MM)));
  }

  private static Volume refaced(Volume scan, Mask removed, Alignment alignment, int seed) {
    float[] values = new Refacing(ATLAS, ONE).values(scan, removed, alignment, v -> 0, seed);
    Volume out = scan.copy();
    int n = 0;
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      out.values()[v] = values[n++];
    }
    return out;
  }

  /** Half a voxel away along each axis: what interpolation alone does. */
  private static Volume regridded(Volume scan) {
    Grid grid = scan.grid();
    Grid shifted =
        new Grid(
            grid.nx(),
            grid.ny(),
            grid.nz(),
            grid.worldFromVoxel().after(Affine.translation(0.5, 0.5, 0.5)));
    return Resampler.resample(scan, shifted, Affine.IDENTITY, 0, ONE);
  }

  /** Voxels of 1.7 mm turned by some degrees, bright and dark exchanged in part, with noise. */
  private static Volume other(Volume scan, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Vec3 middle = scan.grid().centreMm();
    Affine turn =
        Affine.rotation(
                random.nextDouble(-0.1, 0.1),
                random.nextDouble(-0.1, 0.1),
                random.nextDouble(-0.1, 0.1))
            .about(middle);
    Grid cube = AverageHead.cube(150, 1.7, middle);
    Grid lattice = new Grid(150, 150, 150, turn.after(cube.worldFromVoxel()));
    Volume turned = Resampler.resample(scan, lattice, Affine.IDENTITY, 0, ONE);
    Percentiles percentiles = Percentiles.of(scan);
    double air = HeadMask.airThreshold(percentiles);
    double bright = percentiles.percentileAbove(air, 95);
    for (int v = 0; v < turned.values().length; v++) {
      double x = turned.values()[v];
      double exchanged = x < air ? x : air + (bright - air) * Math.abs(0.7 - (x - air) / bright);
      turned.values()[v] = (float) Math.max(0, exchanged + air / 8 * random.nextGaussian());
    }
    return turned;
  }
}
