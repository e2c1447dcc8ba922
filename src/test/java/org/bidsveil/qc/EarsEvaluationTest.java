package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.EarWindow;
import org.bidsveil.deface.TissueThreshold;
import org.bidsveil.engine.EvaluationPage;
import org.bidsveil.engine.RealHeads;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is left of real ears after the atlas' mask and after masks that are wrong on purpose; writes
 * docs/evaluation/ears.md.
 */
@Tag("evaluation")
class EarsEvaluationTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Vec3 TRAGION = ATLAS.landmark("tragion-right");
  private static final Thresholds BOUNDS = Thresholds.withBrainLoss(0);
  private static final Sampler FACE = new Sampler(ATLAS.face().volume(), 0);
  private static final Sampler EARS = new Sampler(ATLAS.ears().volume(), 0);

  /** The pinnae reach from 38 mm below the tragion to 21 mm above. */
  private static final double MIDDLE_HEIGHT_MM = -9;

  /** And from 10 mm before the tragion to 36 mm behind. */
  private static final double MIDDLE_BREADTH_MM = -13;

  /** What a mask leaves of the ears. */
  private enum Leaves {
    NOTHING,
    AN_EAR,
    SOME
  }

  /**
   * A way to deface.
   *
   * @param removes which points of the atlas' world go
   * @param cushions whether the scan has bright cushions on its ears
   */
  private record Mask(String name, Leaves leaves, boolean cushions, Predicate<Vec3> removes) {}

  private static final List<Mask> MASKS =
      List.of(
          new Mask("face and ears", Leaves.NOTHING, false, p -> face(p) || ears(p)),
          new Mask("face and ears, with cushions", Leaves.NOTHING, true, p -> face(p) || ears(p)),
          new Mask("face alone", Leaves.AN_EAR, false, EarsEvaluationTest::face),
          new Mask("face alone, with cushions", Leaves.AN_EAR, true, EarsEvaluationTest::face),
          new Mask("left ear kept", Leaves.AN_EAR, false, p -> face(p) || ears(p) && p.x() > 0),
          new Mask("right ear kept", Leaves.AN_EAR, false, p -> face(p) || ears(p) && p.x() < 0),
          new Mask("30 mm aside", Leaves.AN_EAR, false, p -> aside(p, 30)),
          new Mask("20 mm aside", Leaves.AN_EAR, false, p -> aside(p, 20)),
          new Mask("10 mm aside", Leaves.SOME, false, p -> aside(p, 10)),
          new Mask(
              "front half of each ear", Leaves.SOME, false, p -> face(p) || ears(p) && inFront(p)),
          new Mask(
              "back half of each ear", Leaves.SOME, false, p -> face(p) || ears(p) && !inFront(p)),
          new Mask(
              "upper half of each ear", Leaves.SOME, false, p -> face(p) || ears(p) && isUpper(p)),
          new Mask(
              "lower half of each ear",
              Leaves.SOME,
              false,
              p -> face(p) || ears(p) && !isUpper(p)));

  private record Measured(RealHeads.Head head, int earsSeen, double[] left) {}

  @Test
  void anEarThatIsGoneIsGoneAndOneThatIsLeftIsSeen() throws IOException {
    List<RealHeads.Head> heads =
        RealHeads.forTests().stream().filter(RealHeads.Head::hasFace).toList();
    Measured[] measured = new Measured[heads.size()];
    TaskExecutor.of(2).forEach(measured.length, n -> measured[n] = measure(heads.get(n)));
    EvaluationPage page = EvaluationPage.measured("evaluation/ears.md", page(measured));
    List<String> wrong = new ArrayList<>();
    for (Measured m : measured) {
      if (m.earsSeen() == 0) {
        wrong.add(m.head().name() + ": no ear seen");
      }
      for (int mask = 0; mask < m.left().length; mask++) {
        boolean asExpected =
            switch (MASKS.get(mask).leaves()) {
              case NOTHING -> m.left()[mask] <= BOUNDS.reviewEarsLeft();
              // Of one ear that is seen nobody knows whether it is the one that is left.
              case AN_EAR -> m.left()[mask] > BOUNDS.maxEarsLeft() || m.earsSeen() < 2;
              case SOME -> true;
            };
        if (!asExpected) {
          wrong.add(m.head().name() + " " + MASKS.get(mask).name() + ": " + m.left()[mask]);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(measured.length > 40, measured.length + " heads");
    page.publish();
  }

  private static Measured measure(RealHeads.Head head) {
    RegisteredHead registered = RegisteredHead.of(ATLAS, head);
    Volume working = registered.working();
    Alignment alignment = registered.alignment();
    TissueThreshold tissue = TissueThreshold.of(working, registered.inside());
    Volume cushioned = cushioned(working, alignment, tissue);
    EarCheck bare = check(working, alignment, tissue);
    EarCheck hidden = check(cushioned, alignment, tissue);
    double[] left = new double[MASKS.size()];
    for (int m = 0; m < left.length; m++) {
      Mask mask = MASKS.get(m);
      Volume before = mask.cushions() ? cushioned : working;
      EarCheck check = mask.cushions() ? hidden : bare;
      left[m] = check.earsLeft(without(before, alignment, mask.removes()));
    }
    return new Measured(head, bare.earsSeen(), left);
  }

  private static EarCheck check(Volume working, Alignment alignment, TissueThreshold tissue) {
    return new EarCheck(
        Arrays.stream(EarWindow.Side.values())
            .map(side -> EarWindow.of(ATLAS, alignment, side))
            .toList(),
        working,
        tissue.value(),
        ONE);
  }

  private static boolean face(Vec3 p) {
    return FACE.trilinearHeldAtWorld(p.x(), p.y(), p.z()) >= 0.5f;
  }

  private static boolean ears(Vec3 p) {
    return EARS.trilinearHeldAtWorld(p.x(), p.y(), p.z()) >= 0.5f;
  }

  private static boolean inFront(Vec3 p) {
    return p.y() > TRAGION.y() + MIDDLE_BREADTH_MM;
  }

  private static boolean isUpper(Vec3 p) {
    return p.z() > TRAGION.z() + MIDDLE_HEIGHT_MM;
  }

  private static boolean aside(Vec3 p, double mm) {
    Vec3 from = p.minus(new Vec3(mm, 0, 0));
    return face(from) || ears(from);
  }

  private static Volume without(Volume scan, Alignment alignment, Predicate<Vec3> removed) {
    return painted(scan, alignment, removed, 0);
  }

  /** As bright as tissue, 30 mm thick, 120 mm in height and length, and touching the pinnae. */
  private static Volume cushioned(Volume scan, Alignment alignment, TissueThreshold tissue) {
    return painted(
        scan,
        alignment,
        p ->
            Math.abs(p.x()) > TRAGION.x() + 10
                && Math.abs(p.x()) < TRAGION.x() + 40
                && Math.abs(p.y() - TRAGION.y() - MIDDLE_BREADTH_MM) < 60
                && Math.abs(p.z() - TRAGION.z() - MIDDLE_HEIGHT_MM) < 60,
        (float) tissue.tissueMedian());
  }

  private static Volume painted(
      Volume scan, Alignment alignment, Predicate<Vec3> where, float value) {
    Volume after = scan.copy();
    Grid grid = scan.grid();
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          if (where.test(alignment.toAtlas(grid.worldFromVoxel().apply(i, j, k)))) {
            after.values()[grid.index(i, j, k)] = value;
          }
        }
      }
    }
    return after;
  }

  private static String page(Measured[] measured) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # What is left of ears

        Written by `mvn -Pevaluation verify` on %d real heads that have a face: the share of an ear's area on which something still
        stands out of the head, of the ear of which more is left, after masks of the atlas and after masks that are wrong on purpose.
        A verdict is review above %.2f and fail above %.2f. Cushions are painted: as bright as tissue, 120 x 120 x 30 mm, touching the
        ears. Where only one ear is seen, the other one that is kept counts 0.

        | removed | heads | lowest | median | highest | review or fail | fail |
        |---|---|---|---|---|---|---|
        """
            .formatted(measured.length, BOUNDS.reviewEarsLeft(), BOUNDS.maxEarsLeft()));
    for (int m = 0; m < MASKS.size(); m++) {
      int mask = m;
      page.append(
          line(
              MASKS.get(m).name(),
              Arrays.stream(measured).mapToDouble(head -> head.left()[mask]).toArray()));
    }
    page.append(
        """

        | head | ears seen | %s |
        |---|---|%s
        """
            .formatted(
                String.join(" | ", MASKS.stream().map(Mask::name).toList()),
                "---|".repeat(MASKS.size())));
    for (Measured m : measured) {
      page.append("| %s | %d |".formatted(m.head().name(), m.earsSeen()));
      for (double left : m.left()) {
        page.append(String.format(Locale.ROOT, " %.2f |", left));
      }
      page.append('\n');
    }
    return page.toString();
  }

  private static String line(String name, double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.3f | %.3f | %.3f | %d | %d |%n",
        name,
        sorted.length,
        sorted[0],
        sorted[sorted.length / 2],
        sorted[sorted.length - 1],
        Arrays.stream(sorted).filter(v -> v > BOUNDS.reviewEarsLeft()).count(),
        Arrays.stream(sorted).filter(v -> v > BOUNDS.maxEarsLeft()).count());
  }
}
