package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.DefaceProposal;
import org.bidsveil.deface.Defacer;
import org.bidsveil.deface.ScanContext;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Defacers that are wrong, through the whole engine with its brain guard: none may pass. */
class SpoiledThroughTheGuardTest {
  private static final TaskExecutor TWO = TaskExecutor.of(2);
  private static final Volume HEAD =
      AverageHead.scan(Affine.IDENTITY, AverageHead.cube(130, 2, new Vec3(0, 0, -10)));

  private static ScanResult.Proposed good;
  private static List<Mask> masks;

  /** Proposes what it was given. */
  record Proposing(String name, Mask mask) implements Defacer {
    @Override
    public DefaceProposal propose(ScanContext scan, DefaceOptions options) {
      return new DefaceProposal(name, mask);
    }
  }

  static ScanEngine engine(List<Defacer> tools, BrainExtraction brain, DefaceOptions options) {
    return new ScanEngine(
        AverageHead.ATLAS,
        new EngineSettings(
            tools.isEmpty() ? List.of("template") : tools.stream().map(Defacer::name).toList(),
            brain,
            options,
            0.05,
            tools),
        TWO);
  }

  @BeforeAll
  static void spoil() {
    good =
        assertInstanceOf(
            ScanResult.Proposed.class,
            engine(List.of(), BrainExtraction.ATLAS, DefaceOptions.DEFAULT).propose(HEAD));
    Affine where = good.placement().orElseThrow().alignment().affine();
    masks = new ArrayList<>();
    for (SpoiledMask spoiled : SpoiledMask.values()) {
      masks.add(spoiled.of(HEAD, good.removed(), where, good.brain(), TWO));
    }
  }

  @Test
  void theRightOnePasses() {
    assertEquals("pass", good.verdict().word(), good.verdict().reason());
  }

  @Test
  void noSpoiledMaskOfADefacerPasses() {
    assertNonePasses(BrainExtraction.ATLAS, DefaceOptions.DEFAULT);
  }

  @Test
  void norWithoutABufferAndWithTheSurfaceAsGuard() {
    assertNonePasses(
        BrainExtraction.BET, new DefaceOptions(0, false, DefaceOptions.DEFAULT.betFraction()));
  }

  private static void assertNonePasses(BrainExtraction brain, DefaceOptions options) {
    List<Defacer> tools = new ArrayList<>();
    for (SpoiledMask spoiled : SpoiledMask.values()) {
      tools.add(new Proposing(spoiled.words(), masks.get(spoiled.ordinal())));
    }
    List<String> passed = new ArrayList<>();
    engine(tools, brain, options)
        .proposeEach(
            HEAD,
            good.placement().orElseThrow(),
            result -> {
              ScanResult.Proposed p = assertInstanceOf(ScanResult.Proposed.class, result);
              if (!p.failed()) {
                passed.add(p.defacer() + ": " + p.verdict().word() + " " + p.verdict().reason());
              }
            });
    assertEquals(List.of(), passed);
  }

  @Test
  void noSpoiledMaskThatIsPaintedPasses() {
    List<ScanResult.Proposed> painted =
        engine(List.of(), BrainExtraction.ATLAS, DefaceOptions.DEFAULT)
            .measureEach(HEAD, good.placement().orElseThrow(), masks);
    for (SpoiledMask spoiled : SpoiledMask.values()) {
      assertTrue(painted.get(spoiled.ordinal()).failed(), spoiled.words());
    }
  }

  @Test
  void anErasedHeadFailsForWhatIsErased() {
    Mask all = new Mask(HEAD.grid()).not();
    ScanResult.Proposed erased =
        assertInstanceOf(
            ScanResult.Proposed.class,
            engine(
                    List.of(new Proposing("erase", all)),
                    BrainExtraction.ATLAS,
                    DefaceOptions.DEFAULT)
                .propose(HEAD));
    assertTrue(erased.verdict().reason().contains("removed-elsewhere"), erased.verdict().reason());
    assertEquals(1, erased.metrics().overlapProposed(), 1e-9);
    assertEquals(0, erased.metrics().overlap(), 0.005);
  }

  @Test
  void anotherBrainThanTheOneThatMeasuresIsForReview() {
    ScanEngine engine = engine(List.of(), BrainExtraction.ATLAS, DefaceOptions.DEFAULT);
    Grid working = Pyramid.workingOf(HEAD, TWO).grid();
    Mask aside = AverageHead.where(working, p -> p.minus(new Vec3(25, -19, 25)).norm() < 60);
    for (Mask wrong : List.of(new Mask(working), aside)) {
      ScanResult.Proposed result =
          assertInstanceOf(
              ScanResult.Proposed.class,
              engine.proposeGuarding(HEAD, good.placement().orElseThrow(), wrong));
      assertFalse(result.passed());
      assertTrue(
          result.verdict().reason().contains("brain-masks-disagree") || result.failed(),
          result.verdict().reason());
    }
  }
}
