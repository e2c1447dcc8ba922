package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.ComparedPoints;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.AirLevel;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The project's own two brain extractors and its registration on defaced, refaced and regridded
 * images against the originals: one row each in {@code target/reidentification/own.tsv}, from the
 * images that {@link ReidentificationEvaluationTest} wrote.
 */
@Tag("evaluation")
class AnalysisEvaluationTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Path OUT = Path.of("target", "reidentification");
  private static final List<String> VARIANTS =
      List.of(
          DefacedVariants.REGRIDDED,
          "quickshear",
          "scalp",
          "probability",
          DefacedVariants.DEFAULT,
          DefacedVariants.REFACED);

  /** What the extractors and the registration find in one image, on its working lattice. */
  private record Found(Mask surface, Mask atlas, Alignment alignment) {
    static Found in(Path image) {
      Volume scan = AirLevel.darkened(NiftiReader.read(image).volume(0), ONE);
      Pyramid pyramid = Pyramid.of(scan, ONE);
      HeadPlacement placed = new HeadSearch(ATLAS, false, ONE).surest(pyramid);
      Volume working = pyramid.working();
      return new Found(
          placed.brainSurface(ATLAS, working, 0.5, ONE),
          AtlasBrainExtractor.extract(working, placed.brain(), ONE),
          placed.alignment());
    }
  }

  @Test
  void brainsAndPlacementsAreCompared() throws IOException {
    Path images = OUT.resolve("images");
    Assumptions.assumeTrue(Files.isDirectory(images), "no images here: nothing is compared");
    List<String> rows = new ArrayList<>();
    rows.add("head\tvariant\tbet_percent\tbet_dice\tatlas_percent\tatlas_dice\tplacement_mm");
    try (Stream<Path> heads = Files.list(images)) {
      for (Path head : heads.sorted().toList()) {
        Found original = Found.in(head.resolve(DefacedVariants.ORIGINAL + ".nii"));
        for (String variant : VARIANTS) {
          Found other = Found.in(head.resolve(variant + ".nii"));
          rows.add(head.getFileName() + "\t" + variant + "\t" + row(original, other));
          Files.write(OUT.resolve("own.tsv"), rows);
        }
      }
    }
    assertTrue(rows.size() > 30, "rows: " + rows.size());
  }

  private static String row(Found original, Found other) {
    return String.format(
        Locale.ROOT,
        "%.3f\t%.4f\t%.3f\t%.4f\t%.3f",
        change(original.surface(), other.surface()),
        dice(original.surface(), other.surface()),
        change(original.atlas(), other.atlas()),
        dice(original.atlas(), other.atlas()),
        apart(original.alignment(), other.alignment()));
  }

  private static double change(Mask before, Mask after) {
    double old = before.count() * before.grid().voxelVolumeMm3();
    return 100 * (after.count() * after.grid().voxelVolumeMm3() / old - 1);
  }

  private static double dice(Mask before, Mask after) {
    return before.grid().equals(after.grid())
        ? before.dice(after)
        : before.dice(Resampler.resample(after, before.grid(), Affine.IDENTITY, ONE));
  }

  /** Mean distance over the brain of where the two put the atlas' points, mm. */
  private static double apart(Alignment one, Alignment other) {
    List<Vec3> points = ComparedPoints.of(ATLAS).brain();
    return points.stream()
        .mapToDouble(p -> one.toScan(p).minus(other.toScan(p)).norm())
        .average()
        .orElse(Double.NaN);
  }
}
