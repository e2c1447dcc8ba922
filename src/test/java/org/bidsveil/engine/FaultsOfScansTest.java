package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Situations in which an engine could say that all is well, and a face would stay. */
class FaultsOfScansTest {
  private static final Grid LATTICE = AverageHead.cube(66, 4, new Vec3(0, 5, -15));
  private static final Volume HEAD =
      AverageHead.noisy(AverageHead.scan(Affine.IDENTITY, LATTICE), 2);
  private static final ScanEngine ENGINE =
      new ScanEngine(AverageHead.ATLAS, EngineSettings.of("template"), TaskExecutor.of(2));

  @ParameterizedTest
  @ValueSource(floats = {-100, 500})
  void theValueOfAirDoesNotMatter(float offset) {
    Volume shifted = HEAD.copy();
    for (int v = 0; v < shifted.values().length; v++) {
      shifted.values()[v] += offset;
    }
    ScanResult.Proposed plain = proposed(ENGINE.propose(HEAD));
    ScanResult.Proposed result = proposed(ENGINE.propose(shifted));
    assertEquals("pass", result.verdict().word(), result.verdict().reason());
    assertTrue(result.removed().dice(plain.removed()) > 0.98);
  }

  /** What lies in a scanner besides heads, as brightness by distance from the middle, mm. */
  enum Phantom {
    BALL(p -> p.norm() < 70 ? 800 : 0),
    BOTTLE(p -> Math.hypot(p.x(), p.z()) < 60 && Math.abs(p.y()) < 90 ? 900 : 0),
    CUBE(p -> Math.max(Math.abs(p.x()), Math.max(Math.abs(p.y()), Math.abs(p.z()))) < 70 ? 700 : 0),
    SHELLS(p -> {
      double e = Math.hypot(Math.hypot(p.x() / 65, p.y() / 85), p.z() / 75);
      return e >= 1 ? 0 : e > 0.93 ? 900 : e > 0.87 ? 100 : 700;
    }),
    FRUIT(p -> {
      boolean skin = p.norm() > 70;
      boolean wall = Math.abs(Math.sin(5 * Math.atan2(p.y(), p.x()))) < 0.08;
      return p.norm() > 75 ? 0 : skin ? 600 : wall ? 300 : 850;
    }),
    KNEE(p -> {
      double r = Math.hypot(p.x(), p.y() - 5);
      double bone = 22 + 14 * Math.exp(-p.z() * p.z() / 625);
      return Math.hypot(p.x(), p.y()) > 60 ? 0 : r < bone - 2 ? 1000 : r < bone ? 20 : 300;
    });

    private final ToDoubleFunction<Vec3> brightness;

    Phantom(ToDoubleFunction<Vec3> brightness) {
      this.brightness = brightness;
    }
  }

  @ParameterizedTest
  @EnumSource(Phantom.class)
  void aPhantomHasNoHead(Phantom phantom) {
    Grid grid = AverageHead.cube(54, 4, new Vec3(0, 0, -10));
    Volume scan = AverageHead.noisy(made(grid, phantom.brightness), 10);
    ScanResult.Proposed result = proposed(ENGINE.propose(scan));
    assertTrue(result.failed());
    assertTrue(result.verdict().reason().startsWith("no-head"), result.verdict().reason());
    assertEquals(0, result.metrics().registrationConfidence());
  }

  @Test
  void metalAtTheTeethIsNoDefacing() {
    Vec3 nose = AverageHead.ATLAS.landmark("pronasale");
    Vec3 middle = new Vec3(0, nose.y() - 25, nose.z() - 30);
    Mask empty = AverageHead.where(LATTICE, p -> p.minus(middle).norm() < 60);
    Volume scan = AverageHead.without(AverageHead.scan(Affine.IDENTITY, LATTICE), empty);
    ScanResult.Proposed result = proposed(ENGINE.propose(scan));
    assertTrue(holds(result.removed(), AverageHead.ATLAS.landmark("eye-left")));
    assertTrue(holds(result.removed(), AverageHead.ATLAS.landmark("eye-right")));
    assertReview(HeadSearch.ERASED_IN_PART, result);
  }

  private static void assertReview(String reason, ScanResult.Proposed result) {
    assertEquals("review", result.verdict().word(), result.verdict().reason());
    assertTrue(result.verdict().reason().contains(reason), result.verdict().reason());
  }

  @Test
  void aFaceThatWasErasedIsFoundAsItWasMade() {
    ScanResult.Proposed made = proposed(ENGINE.propose(HEAD));
    Volume defaced = AverageHead.without(HEAD, made.removed());
    ScanResult.NothingToDo found =
        assertInstanceOf(ScanResult.NothingToDo.class, ENGINE.propose(defaced));
    assertEquals(ScanResult.Reason.ALREADY_DEFACED, found.reason());
    assertEquals("pass", found.verdict().word(), found.why());
    assertTrue(found.metrics().registrationConfidence() > 0.8, found.metrics().toString());
  }

  @Test
  void earsThatWereLeftAreTold() {
    Volume face = HEAD.copy();
    ScanEngine keeping =
        new ScanEngine(
            AverageHead.ATLAS,
            new EngineSettings(
                List.of("template"),
                BrainExtraction.ATLAS,
                new DefaceOptions(Double.NaN, true, 0.5),
                0.05,
                List.of()),
            TaskExecutor.of(2));
    Volume earsLeft = AverageHead.without(face, proposed(keeping.propose(face)).removed());
    ScanResult.NothingToDo found =
        assertInstanceOf(ScanResult.NothingToDo.class, ENGINE.propose(earsLeft));
    assertEquals("review", found.verdict().word());
    assertTrue(found.why().contains("ears-left"), found.why());
    // Who keeps the ears is not told of them.
    ScanResult.NothingToDo kept =
        assertInstanceOf(ScanResult.NothingToDo.class, keeping.propose(earsLeft));
    assertFalse(kept.why().contains("ears-left"), kept.why());
  }

  @ParameterizedTest
  @CsvSource({"0.8, 0.85", "0.7, 0.75", "0.62, 0.7"})
  void anInfantIsDefacedAndLookedAt(double scale, double face) {
    ScanResult.Proposed made = proposed(ENGINE.propose(infant(scale, face)));
    assertEquals("review", made.verdict().word(), made.verdict().reason());
    assertTrue(made.verdict().reason().contains("small-head"), made.verdict().reason());
    assertTrue(made.metrics().faceLeft() < 0.01, made.metrics().toString());
    assertTrue(made.metrics().earsLeft() < 0.05, made.metrics().toString());
  }

  @ParameterizedTest
  @CsvSource({"0.55, 0.65, false", "0.5, 0.7, true", "0.62, 0.7, true"})
  void anInfantOfWhomLittleIsKnownNeverPasses(double scale, double face, boolean inverted) {
    Volume scan = infant(scale, face);
    ScanResult.Proposed made =
        proposed(ENGINE.propose(inverted ? AverageHead.inverted(scan) : scan));
    assertTrue(made.failed() || made.metrics().faceLeft() < 0.05, made.metrics().toString());
    assertNotEquals("pass", made.verdict().word());
  }

  /** A newborn's proportions: smaller, and the face smaller once more, with a smooth passage. */
  private static Volume infant(double scale, double face) {
    Vec3 c = AverageHead.ATLAS.brainCentreMm();
    return warped(
        AverageHead.cube(80, 2.5, new Vec3(c.x(), c.y(), c.z() - 20)),
        p -> {
          Vec3 q = p.minus(c).times(1 / scale);
          double t = 1 / (1 + Math.exp((q.z() + 35) / 6));
          return c.plus(q.times(1 + (1 / face - 1) * t));
        });
  }

  @Test
  void aNoseThatCameOutBehindTheHeadIsTaken() {
    // The field of view ends 20 mm behind the tip of the nose, and what lies before it is added
    // where it begins.
    double front = AverageHead.ATLAS.landmark("pronasale").y() - 20;
    int n = 93;
    Grid grid =
        new Grid(
            90,
            n,
            96,
            Affine.translation(-105, front - (n - 1) * 2.5, -160)
                .after(Affine.scaling(2.4, 2.5, 2.6)));
    Volume inView = AverageHead.scan(Affine.IDENTITY, grid);
    Volume beyond = AverageHead.scan(Affine.translation(0, -n * 2.5, 0), grid);
    Volume scan = Volume.zeros(grid);
    for (int v = 0; v < scan.values().length; v++) {
      scan.values()[v] = inView.values()[v] + beyond.values()[v];
    }
    ScanResult.Proposed result = proposed(ENGINE.propose(scan));
    assertEquals("review", result.verdict().word(), result.verdict().reason());
    assertTrue(result.verdict().reason().contains(FoldOver.REASON), result.verdict().reason());
    Vec3 tip = AverageHead.ATLAS.landmark("pronasale");
    assertTrue(holds(result.removed(), new Vec3(tip.x(), tip.y() - 4 - n * 2.5, tip.z())));
    assertTrue(result.metrics().overlap() < 0.005, result.metrics().toString());
  }

  @Test
  void aHeadThatEndsInTheFieldOfViewIsNotFoldedOver() {
    assertInstanceOf(Verdict.Pass.class, proposed(ENGINE.propose(HEAD)).verdict());
    // Nor one of which nose and occiput were cropped.
    Grid crop =
        new Grid(
            80, 80, 80, Affine.translation(-100, -95, -130).after(Affine.scaling(2.5, 2.5, 2.5)));
    ScanResult result = ENGINE.propose(AverageHead.scan(Affine.IDENTITY, crop));
    assertFalse(proposed(result).verdict().reason().contains(FoldOver.REASON));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.1, 1000})
  void anImageOfAnImpossibleSizeIsRefused(double factor) {
    Grid grid = new Grid(66, 66, 66, Affine.scaling(4 * factor, 4 * factor, 4 * factor));
    ScanResult.Impossible result =
        assertInstanceOf(
            ScanResult.Impossible.class, ENGINE.propose(new Volume(grid, HEAD.values())));
    assertTrue(result.reason().contains("xyzt_units"), result.reason());
  }

  private static Volume made(Grid grid, ToDoubleFunction<Vec3> brightness) {
    Volume volume = Volume.zeros(grid);
    int v = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 p = grid.worldFromVoxel().apply(i, j, k);
          volume.values()[v++] =
              (float) brightness.applyAsDouble(new Vec3(p.x(), p.y(), p.z() + 10));
        }
      }
    }
    return volume;
  }

  private static Volume warped(Grid grid, UnaryOperator<Vec3> atlasFromScan) {
    Sampler template = new Sampler(AverageHead.ATLAS.template(), 0);
    Volume volume = Volume.zeros(grid);
    int v = 0;
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          Vec3 p = atlasFromScan.apply(grid.worldFromVoxel().apply(i, j, k));
          volume.values()[v++] = template.trilinearAtWorld(p.x(), p.y(), p.z());
        }
      }
    }
    return volume;
  }

  private static ScanResult.Proposed proposed(ScanResult result) {
    return assertInstanceOf(ScanResult.Proposed.class, result, () -> result.toString());
  }

  private static boolean holds(Mask mask, Vec3 world) {
    Vec3 v = mask.grid().voxelFromWorld().apply(world);
    return mask.get((int) Math.rint(v.x()), (int) Math.rint(v.y()), (int) Math.rint(v.z()));
  }
}
