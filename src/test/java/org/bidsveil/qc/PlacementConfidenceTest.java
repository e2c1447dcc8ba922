package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** Confidence on the average head, placed right and placed wrong. */
class PlacementConfidenceTest {
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(1);
  private static final Grid LATTICE = AverageHead.cube(72, 4, new Vec3(0, 10, -10));
  private static final Volume SCAN = AverageHead.scan(Affine.IDENTITY, LATTICE);

  @Test
  void theHeadEndsWhereTheAtlasEndsOnlyWhenItIsPlacedRight() {
    assertTrue(contrast(SCAN, Affine.IDENTITY) > 0.97, "right");
    assertTrue(contrast(SCAN, Affine.translation(25, 0, 0)) < 0.94, "25 mm to the side");
    assertTrue(contrast(SCAN, Affine.rotation(0, 0, Math.PI / 2)) < 0.90, "turned by 90 degrees");
    assertTrue(contrast(AverageHead.inverted(SCAN), Affine.IDENTITY) > 0.9, "another contrast");
  }

  @Test
  void aNeckIsNoEvidenceAgainstTheHeadTissueBesideItIs() {
    Mask above = above(Affine.IDENTITY);
    Volume shoulders = SCAN.copy();
    Volume cushion = SCAN.copy();
    for (int v = 0; v < SCAN.values().length; v++) {
      (above.get(v) ? cushion : shoulders).values()[v] = 100;
    }
    assertEquals(
        contrast(SCAN, Affine.IDENTITY), contrast(shoulders, Affine.IDENTITY), 0.01, "below");
    assertTrue(contrast(cushion, Affine.IDENTITY) < 0.6, "beside");
  }

  @Test
  void noiseHasNoHead() {
    Volume noise = AverageHead.noisy(Volume.zeros(LATTICE), 50);
    assertEquals(0.5, contrast(noise, Affine.IDENTITY), 0.02);
  }

  @Test
  void anErasedFaceDoesNotSpeakAgainstThePlaceButTissueOutsideDoes() {
    Volume erased = SCAN.copy();
    Volume face =
        AtlasOnScan.pull(
            AverageHead.ATLAS.face(), Alignment.affine(Affine.IDENTITY), LATTICE, EXECUTOR);
    for (int v = 0; v < erased.values().length; v++) {
      if (face.values()[v] >= 0.5f) {
        erased.values()[v] = 0;
      }
    }
    assertTrue(contrast(erased, Affine.IDENTITY) < 0.95, "the erased part counts");
    assertTrue(contrastOfErased(erased, Affine.IDENTITY) > 0.97, "the erased part does not count");
    assertTrue(
        contrastOfErased(SCAN, Affine.rotation(0, 0, Math.PI / 2)) < 0.95,
        "an intact head placed wrong does not profit");
  }

  @Test
  void theScanShowsTheAtlasDetailOnlyWhereItIsPlacedRight() {
    Affine turned = Affine.rotation(0, 0, Math.PI / 2);
    double right = detail(SCAN, Affine.IDENTITY);
    assertTrue(right > 0.9, "right " + right);
    assertTrue(detail(SCAN, turned) < 0.3 * right, "turned " + detail(SCAN, turned));
    assertTrue(detail(AverageHead.inverted(SCAN), Affine.IDENTITY) > 0.5, "another contrast");
    Volume biased = SCAN.copy();
    for (int v = 0; v < biased.values().length; v++) {
      biased.values()[v] *= (float) Math.exp(1.5 * (v % LATTICE.nx()) / LATTICE.nx());
    }
    assertEquals(right, detail(biased, Affine.IDENTITY), 0.1);
    assertTrue(detail(AverageHead.noisy(Volume.zeros(LATTICE), 50), Affine.IDENTITY) < 0.01);
    assertEquals(0, detail(Volume.zeros(LATTICE), Affine.IDENTITY));
  }

  @Test
  void everyKindOfEvidenceMovesTheConfidence() {
    assertTrue(PlacementConfidence.of(0.15, 0.999, 0.3, Double.NaN) > 0.95);
    // Measured on a head that was placed upside down.
    assertTrue(PlacementConfidence.of(0.123, 0.982, 0.0285, Double.NaN) < 0.5);
    // An egg with a bright shell.
    assertTrue(PlacementConfidence.of(0.143, 0.850, 0.018, Double.NaN) < 0.01);
    double middle = PlacementConfidence.of(0.12, 0.993, 0.1, Double.NaN);
    assertTrue(middle > PlacementConfidence.of(0.10, 0.993, 0.1, Double.NaN));
    assertTrue(middle > PlacementConfidence.of(0.12, 0.95, 0.1, Double.NaN));
    assertTrue(middle > PlacementConfidence.of(0.12, 0.993, 0.05, Double.NaN));
    assertEquals(middle, PlacementConfidence.of(0.12, Double.NaN, 0.1, Double.NaN), 1e-12);
    assertTrue(PlacementConfidence.of(0.12, 0.993, 0, Double.NaN) > 0, "no detail is no infinity");
  }

  private static double detail(Volume scan, Affine scanFromAtlas) {
    Alignment alignment = Alignment.affine(scanFromAtlas);
    return PlacementConfidence.brainDetail(
        scan,
        AtlasOnScan.pull(AverageHead.ATLAS.template(), alignment, LATTICE, EXECUTOR),
        AtlasOnScan.pull(AverageHead.ATLAS.brain(), alignment, LATTICE, EXECUTOR),
        EXECUTOR);
  }

  private static double contrast(Volume scan, Affine scanFromAtlas) {
    return PlacementConfidence.headContrast(
        scan, head(scanFromAtlas), above(scanFromAtlas), EXECUTOR);
  }

  private static double contrastOfErased(Volume scan, Affine scanFromAtlas) {
    return PlacementConfidence.headContrastOfErased(
        scan, head(scanFromAtlas), above(scanFromAtlas), v -> scan.values()[v] == 0, EXECUTOR);
  }

  private static Mask above(Affine scanFromAtlas) {
    return AtlasOnScan.above(
        AverageHead.ATLAS.landmark("gnathion").z(), Alignment.affine(scanFromAtlas), LATTICE);
  }

  private static Volume head(Affine scanFromAtlas) {
    return AtlasOnScan.pull(
        AverageHead.ATLAS.head(), Alignment.affine(scanFromAtlas), LATTICE, EXECUTOR);
  }
}
