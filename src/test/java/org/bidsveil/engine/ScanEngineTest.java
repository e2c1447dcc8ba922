package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.deface.QuickshearDefacer;
import org.bidsveil.deface.TemplateDefacer;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** Steps 4 to 7 on volumes whose answer is known. */
public class ScanEngineTest {
  private static final Grid FINE = AverageHead.cube(96, 3, new Vec3(0, 10, -10));
  private static final Grid COARSE = AverageHead.cube(64, 4, new Vec3(0, 0, 0));

  @Test
  void theAverageHeadPassesAndThreadsDoNotChangeABit() {
    Affine map = Affine.translation(6, -8, 10).after(Affine.rotation(0.15, -0.1, 0.1));
    Volume scan = AverageHead.scan(map, AverageHead.cube(96, 2.7, new Vec3(0, 0, 0)));
    Volume before = scan.copy();
    ScanResult.Proposed result = proposed(engine(2, "template").propose(scan));
    assertEquals("pass", result.verdict().word(), result.verdict().reason());
    assertEquals("template", result.defacer());
    assertEquals(List.of(), result.tried());
    assertTrue(result.metrics().overlap() < 0.05, result.metrics().toString());
    assertTrue(result.metrics().registrationConfidence() > 0.95, result.metrics().toString());
    assertTrue(result.metrics().faceLikeness() < 0.2, result.metrics().toString());
    assertEquals(result.removed().count(), result.metrics().removedVoxels());
    // The nose goes, the brain stays.
    assertTrue(holds(result.removed(), map.apply(AverageHead.ATLAS.landmark("pronasale"))));
    assertTrue(holds(result.brain(), map.apply(AverageHead.ATLAS.brainCentreMm())));
    Mask truth =
        AtlasOnScan.pull(
                AverageHead.ATLAS.brain(), Alignment.affine(map), scan.grid(), TaskExecutor.of(1))
            .atLeast(0.5);
    assertEquals(0, truth.countAnd(result.removed()), "brain voxels removed");
    assertTrue(result.brain().dice(truth) > 0.8, "Dice " + result.brain().dice(truth));
    assertTrue(Arrays.equals(before.values(), scan.values()), "the scan is not written to");

    ScanResult.Proposed one = proposed(engine(1, "template").propose(scan));
    assertEquals(result.metrics(), one.metrics());
    assertEquals(result.removed(), one.removed());
    assertEquals(result.brain(), one.brain());
  }

  @Test
  void noiseDoesNotPass() {
    Volume noise = AverageHead.noisy(Volume.zeros(COARSE), 100);
    ScanResult.Proposed result = proposed(engine(2, "template").propose(noise));
    assertEquals("fail", result.verdict().word());
    assertTrue(
        result.verdict().reason().contains("registration-confidence"), result.verdict().reason());
  }

  @Test
  void aConstantVolumeIsImpossible() {
    Volume constant = Volume.zeros(COARSE);
    Arrays.fill(constant.values(), 7);
    ScanResult.Impossible result =
        assertInstanceOf(ScanResult.Impossible.class, engine(1, "template").propose(constant));
    assertEquals("every voxel has the same value", result.reason());
    Arrays.fill(constant.values(), Float.NaN);
    assertInstanceOf(ScanResult.Impossible.class, engine(1, "template").propose(constant));
  }

  @Test
  void aHeadWhoseFaceWasErasedIsLeftAlone() {
    Volume scan = AverageHead.scan(Affine.translation(5, 5, -5), FINE);
    Mask removed = proposed(engine(2, "template").propose(scan)).removed();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      scan.values()[v] = 0;
    }
    ScanResult.NothingToDo result =
        assertInstanceOf(ScanResult.NothingToDo.class, engine(2, "template").propose(scan));
    assertEquals(ScanResult.Reason.ALREADY_DEFACED, result.reason());
  }

  @Test
  void aHeadThatLostOnlyItsMouthStillHasAFace() {
    Volume scan = AverageHead.scan(Affine.IDENTITY, FINE);
    Vec3 mouth = AverageHead.ATLAS.landmark("stomion");
    Grid grid = scan.grid();
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          if (grid.worldFromVoxel().apply(i, j, k).minus(mouth).norm() < 30) {
            scan.values()[grid.index(i, j, k)] = 0;
          }
        }
      }
    }
    ScanResult.Proposed result = proposed(engine(2, "template").propose(scan));
    assertEquals("pass", result.verdict().word(), result.verdict().reason());
  }

  @Test
  void aBrainWithoutItsSkullIsLeftAlone() {
    Volume scan = AverageHead.scan(Affine.translation(-4, 6, 3), FINE);
    Volume brain =
        AtlasOnScan.pull(
            AverageHead.ATLAS.brain(),
            Alignment.affine(Affine.translation(-4, 6, 3)),
            FINE,
            TaskExecutor.of(1));
    for (int v = 0; v < scan.values().length; v++) {
      if (brain.values()[v] < 0.5f) {
        scan.values()[v] = 0;
      }
    }
    ScanResult.NothingToDo result =
        assertInstanceOf(ScanResult.NothingToDo.class, engine(2, "template").propose(scan));
    assertEquals(ScanResult.Reason.SKULL_STRIPPED, result.reason());
  }

  @Test
  void aDefacerThatDoesNotExistIsToldAndTheNextOneTried() {
    Volume scan = AverageHead.scan(Affine.IDENTITY, COARSE);
    ScanResult.Proposed result = proposed(engine(2, "scissors", "template").propose(scan));
    assertEquals("template", result.defacer());
    assertEquals(1, result.tried().size());
    assertTrue(result.tried().getFirst().startsWith("scissors: "));
    assertNotEquals("fail", result.verdict().word(), result.verdict().reason());
    assertTrue(EngineSettings.defacerNames().contains("template"));
  }

  @Test
  void aPlaneLeavesTheEarsAndSaysSo() {
    Volume scan = AverageHead.scan(Affine.IDENTITY, FINE);
    ScanResult.Proposed result = proposed(engine(2, "quickshear").propose(scan));
    assertEquals("review", result.verdict().word(), result.verdict().reason());
    assertTrue(result.verdict().reason().startsWith("ears-left "), result.verdict().reason());
    assertTrue(result.metrics().earsLeft() > 0.6, result.metrics().toString());
    // Measured again on another image, by the same rule.
    assertEquals(result.verdict(), measured(engine(2, "template").share(scan, result)).verdict());
  }

  @Test
  void aPlaneIsNoAnswerWhereEarsAloneWereLeft() {
    ScanResult.Proposed none =
        proposed(engine(2, "template").propose(AverageHead.scan(Affine.IDENTITY, COARSE)));
    List<ScanResult.Proposed> ears = List.of(failed(none, "ears-left 0.3 (bound 0.15)"));
    List<ScanResult.Proposed> both =
        List.of(failed(none, "face-left 0.3 (bound 0.05)", "ears-left 0.3 (bound 0.15)"));
    assertTrue(DefacerChain.earsShouldGo(new TemplateDefacer(), List.of()));
    assertFalse(DefacerChain.earsShouldGo(new QuickshearDefacer(), List.of()));
    assertFalse(DefacerChain.earsShouldGo(new QuickshearDefacer(), both), "it may take the face");
    assertTrue(DefacerChain.earsShouldGo(new QuickshearDefacer(), ears));
  }

  private static ScanResult.Proposed failed(ScanResult.Proposed of, String... reasons) {
    return of.with(new Verdict.Fail(List.of(reasons)));
  }

  private static ScanResult.Proposed measured(SharedMask shared) {
    return assertInstanceOf(SharedMask.Measured.class, shared).mask();
  }

  /** As the uniform image of MP2RAGE: noise of the whole range where there is no signal. */
  private static Volume saltAndPepper(Volume scan) {
    SplittableRandom random = new SplittableRandom(11);
    float[] out = scan.values().clone();
    for (int v = 0; v < out.length; v++) {
      out[v] = out[v] < 10 ? 160 * (float) random.nextDouble() : out[v];
    }
    return new Volume(scan.grid(), out);
  }

  @Test
  void aHeadInNoiseAsBrightAsItselfPasses() {
    Affine map = Affine.translation(4, 5, -6).after(Affine.rotation(0.1, 0.05, -0.1));
    Volume scan = saltAndPepper(AverageHead.scan(map, FINE));
    ScanResult.Proposed result = proposed(engine(2, "template").propose(scan));
    assertEquals("pass", result.verdict().word(), result.verdict().reason());
    assertTrue(holds(result.removed(), map.apply(AverageHead.ATLAS.landmark("pronasale"))));
  }

  @Test
  void aSharedMaskIsMeasuredOnTheImageThatGetsIt() {
    ScanEngine engine = engine(2, "template");
    Volume leader = AverageHead.scan(Affine.IDENTITY, COARSE);
    ScanResult.Proposed made = proposed(engine.propose(leader));
    ScanResult.Proposed still = measured(engine.share(AverageHead.inverted(leader), made));
    assertEquals("pass", still.verdict().word(), still.verdict().reason());
    // A mask that takes the lower half of the face only.
    Mask half = made.removed().copy();
    for (int v = COARSE.index(0, 0, 32); v < COARSE.voxelCount(); v++) {
      half.clear(v);
    }
    ScanResult.Proposed wrong = measured(engine.share(leader, made.withRemoved(half)));
    assertEquals("fail", wrong.verdict().word(), wrong.metrics().toString());
    // Phase is noise where there is no signal.
    Volume phase = AverageHead.noisy(Volume.zeros(COARSE), 100);
    assertInstanceOf(SharedMask.NotMeasurable.class, engine.share(phase, made));
  }

  @Test
  void theAtlasIsCarriedFromOneScanToAnother() {
    ScanEngine engine = engine(2, "template");
    Volume donor = AverageHead.scan(Affine.IDENTITY, COARSE);
    PlacedHead placement = proposed(engine.propose(donor)).placement().orElseThrow();
    Affine moved = Affine.translation(6, -5, 8).after(Affine.rotation(0.1, 0, 0.1));
    // The face in a slab too thin for the atlas to be placed by itself.
    Grid slab =
        new Grid(64, 80, 9, Affine.translation(-95, -110, -30).after(Affine.scaling(3, 3, 5)));
    Volume scan = AverageHead.inverted(AverageHead.scan(moved, slab));
    ScanResult.Proposed result = proposed(engine.proposeWith(scan, donor, placement));
    assertNotEquals("fail", result.verdict().word(), result.verdict().reason());
    Vec3 centre =
        result.placement().orElseThrow().alignment().toScan(AverageHead.ATLAS.brainCentreMm());
    assertEquals(0, centre.minus(moved.apply(AverageHead.ATLAS.brainCentreMm())).norm(), 3, "mm");
    PlacedHead unsure = new PlacedHead(placement.alignment(), 0.3);
    assertEquals(
        "fail",
        proposed(engine.proposeWith(scan, donor, unsure)).verdict().word(),
        "no surer than the donor");
  }

  @Test
  void aSlabOfTheBrainHasNoFace() {
    Grid slab =
        new Grid(64, 72, 12, Affine.translation(-95, -116, 45).after(Affine.scaling(3, 3, 3)));
    // Without a face in view quickshear would cut into forehead and scalp.
    ScanEngine engine = engine(2, "template", "probability", "quickshear");
    Volume donor = AverageHead.scan(Affine.IDENTITY, COARSE);
    PlacedHead placement = proposed(engine.propose(donor)).placement().orElseThrow();
    ScanResult result =
        engine.proposeWith(AverageHead.scan(Affine.IDENTITY, slab), donor, placement);
    assertEquals(
        ScanResult.Reason.FACE_OUT_OF_VIEW,
        assertInstanceOf(ScanResult.NothingToDo.class, result, result::toString).reason());
  }

  private static ScanEngine engine(int threads, String... defacers) {
    return new ScanEngine(AverageHead.ATLAS, EngineSettings.of(defacers), TaskExecutor.of(threads));
  }

  private static ScanResult.Proposed proposed(ScanResult result) {
    return assertInstanceOf(ScanResult.Proposed.class, result, () -> result.toString());
  }

  private static boolean holds(Mask mask, Vec3 world) {
    Vec3 v = mask.grid().voxelFromWorld().apply(world);
    return mask.get((int) Math.rint(v.x()), (int) Math.rint(v.y()), (int) Math.rint(v.z()));
  }
}
