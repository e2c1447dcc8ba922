package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.demo.SyntheticHead;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.ConnectedComponents;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A good defacing, spoiled on purpose: each check fails on what it is there for. */
class SpoiledResultTest {
  private static final TaskExecutor TWO = TaskExecutor.of(2);
  private static final ScanEngine ENGINE =
      new ScanEngine(AverageHead.ATLAS, EngineSettings.of("template"), TWO);
  private static final Volume HEAD = head(31);

  private static ScanResult.Proposed good;

  private static Volume head(int seed) {
    return new SyntheticHead(AverageHead.ATLAS.template(), seed)
        .image(3, SyntheticHead.Contrast.T1W, TWO);
  }

  @BeforeAll
  static void deface() {
    good = assertInstanceOf(ScanResult.Proposed.class, ENGINE.propose(HEAD));
  }

  @Test
  void theGoodOnePassesAlsoWhenItIsMeasuredAgain() {
    assertEquals("pass", good.verdict().word(), good.verdict().reason());
    ScanResult.Proposed again = measured(good.removed());
    assertEquals("pass", again.verdict().word(), again.verdict().reason());
    assertEquals(good.metrics().faceLeft(), again.metrics().faceLeft());
    assertEquals(good.metrics().overlap(), again.metrics().overlap());
  }

  @Test
  void nothingRemoved() {
    assertEquals(
        List.of("ears-left", "face-found", "face-left", "face-likeness", "nothing-removed"),
        failures(new Mask(HEAD.grid())));
  }

  @Test
  void halfTheBrainRemoved() {
    double middle = HEAD.grid().centreMm().x();
    Mask half = good.brain().and(where(p -> p.x() < middle));
    assertEquals(List.of("brain-loss", "removed-elsewhere"), failures(good.removed().or(half)));
  }

  /** Aside, eyes, nose and mouth are still covered: the region is broad. One ear is not. */
  @Test
  void theMaskShifted() {
    assertTrue(failures(shifted(new Vec3(0, 30, 0))).contains("face-left"), "forward");
    assertTrue(failures(shifted(new Vec3(0, 0, -30))).contains("face-left"), "down");
    assertTrue(failures(shifted(new Vec3(0, -30, 0))).contains("brain-loss"), "back");
    assertTrue(failures(shifted(new Vec3(30, 0, 0))).contains("ears-left"), "aside");
    assertTrue(failures(shifted(new Vec3(-30, 0, 0))).contains("ears-left"), "to the other side");
  }

  @Test
  void theEarsPutBack() {
    assertEquals(List.of("ears-left"), failures(good.removed().andNot(ears(p -> true))), "both");
    assertEquals(List.of("ears-left"), failures(good.removed().andNot(ears(p -> p.x() > 0))));
    assertEquals(List.of("ears-left"), failures(good.removed().andNot(ears(p -> p.x() < 0))));
  }

  @Test
  void halfOfEachEarPutBack() {
    double middle = AverageHead.ATLAS.landmark("tragion-left").y() - 13;
    assertEquals(List.of("ears-left"), failures(good.removed().andNot(ears(p -> p.y() < middle))));
    assertEquals(List.of("ears-left"), failures(good.removed().andNot(ears(p -> p.y() > middle))));
  }

  @Test
  void earsThatAreToStayAreNotMissed() {
    ScanEngine keeping =
        new ScanEngine(
            AverageHead.ATLAS,
            new EngineSettings(
                List.of("template"),
                BrainExtraction.ATLAS,
                new DefaceOptions(Double.NaN, true, 0.5),
                0.05,
                List.of()),
            TWO);
    ScanResult.Proposed kept = assertInstanceOf(ScanResult.Proposed.class, keeping.propose(HEAD));
    assertEquals("pass", kept.verdict().word(), kept.verdict().reason());
    assertEquals(List.of("ears-left"), failures(kept.removed()), "where they are to go");
  }

  @Test
  void theFacePutBack() {
    assertEquals(
        List.of("face-found", "face-left", "face-likeness"),
        failures(good.removed().andNot(tissue().andNot(ears(p -> true)))));
  }

  @Test
  void onlyTheSkinShavedOff() {
    Volume depth = DistanceTransform.toNearestWithin(tissue().not(), 20, TWO);
    Mask skin = good.removed().and(depth.atMost(6.01));
    // Its surface is gone, all of it; its relief is not.
    assertEquals(List.of("face-found", "face-likeness"), failures(skin));
  }

  @Test
  void theMaskOfAnotherHead() {
    Affine elsewhere = Affine.translation(-20, 10, 25).after(Affine.rotation(0.35, 0.15, -0.3));
    Volume other = AverageHead.scan(elsewhere, HEAD.grid());
    Mask wrong = assertInstanceOf(ScanResult.Proposed.class, ENGINE.propose(other)).removed();
    List<String> failures = failures(wrong);
    assertTrue(failures.contains("face-left") || failures.contains("brain-loss"), "" + failures);
  }

  /** The reasons for which a mask on the head fails, sorted. */
  private static List<String> failures(Mask removed) {
    Verdict.Fail fail =
        assertInstanceOf(Verdict.Fail.class, measured(removed).verdict(), "it did not fail");
    TreeSet<String> names = new TreeSet<>();
    fail.reasons().forEach(reason -> names.add(reason.replaceFirst(" .*", "")));
    return List.copyOf(names);
  }

  private static ScanResult.Proposed measured(Mask removed) {
    return assertInstanceOf(
        ScanResult.Proposed.class, ENGINE.measure(HEAD, removed, "spoiled on purpose"));
  }

  /** The head without the air in its nose and mouth. */
  private static Mask tissue() {
    Mask bright = ConnectedComponents.largest(HEAD.atLeast(120));
    return Morphology.fillHoles(Morphology.close(bright, 6, TWO));
  }

  /** The atlas' ears where they lie on the head, the half of them that is asked for. */
  private static Mask ears(Predicate<Vec3> half) {
    Alignment alignment = good.placement().orElseThrow().alignment();
    Volume ears = AtlasOnScan.pull(AverageHead.ATLAS.ears(), alignment, HEAD.grid(), TWO);
    return ears.atLeast(0.5).and(where(p -> half.test(alignment.toAtlas(p))));
  }

  private static Mask shifted(Vec3 mm) {
    Grid grid = HEAD.grid();
    float[] values = new float[grid.voxelCount()];
    for (int v = good.removed().nextSet(0); v >= 0; v = good.removed().nextSet(v + 1)) {
      values[v] = 1;
    }
    return Resampler.resample(
            new Volume(grid, values), grid, Affine.translation(-mm.x(), -mm.y(), -mm.z()), 0, TWO)
        .atLeast(0.5);
  }

  private static Mask where(Predicate<Vec3> condition) {
    return AverageHead.where(HEAD.grid(), condition);
  }
}
