package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.FaceWindow;
import org.bidsveil.deface.TissueThreshold;
import org.bidsveil.engine.EvaluationPage;
import org.bidsveil.engine.RealHeads;
import org.bidsveil.volume.ConnectedComponents;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * face_likeness of real faces: whole, shaved by 2 to 15 mm, removed; writes
 * docs/evaluation/likeness.md.
 */
@Tag("evaluation")
class LikenessEvaluationTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final double[] DEPTHS = {2, 4, 6, 8, 10, 15};
  private static final double[] VIEWS = {0, -35, 35};

  /** Bridges nostrils and lips. */
  private static final double CLOSING_MM = 8;

  /**
   * Likeness of one head.
   *
   * @param closed after shaves of {@link #DEPTHS}, nostrils and lips bridged
   * @param open after shaves that follow the skin into them
   * @param removed after the whole region of the atlas
   */
  private record Measured(String head, double[] closed, double[] open, double removed) {}

  @Test
  void aRemovedFaceIsUnlikeAndAShavedOneIsNot() throws IOException {
    List<RealHeads.Head> withFace =
        RealHeads.forTests().stream().filter(RealHeads.Head::hasFace).toList();
    List<RealHeads.Head> heads =
        IntStream.range(0, withFace.size())
            .filter(n -> !withFace.get(n).ofAtlasSource() || n % 3 == 1)
            .mapToObj(withFace::get)
            .toList();
    Measured[] measured = new Measured[heads.size()];
    TaskExecutor.of(2).forEach(measured.length, n -> measured[n] = measure(heads.get(n)));
    EvaluationPage page = EvaluationPage.measured("evaluation/likeness.md", page(measured));
    double bound = Thresholds.withBrainLoss(0).maxFaceLikeness();
    List<String> wrong = new ArrayList<>();
    for (Measured m : measured) {
      if (m.removed() > bound) {
        wrong.add(m.head() + " removed: " + m.removed());
      }
      for (int d = 0; DEPTHS[d] <= 10; d++) {
        if (m.closed()[d] <= bound) {
          wrong.add(m.head() + " shaved by " + DEPTHS[d] + " mm: " + m.closed()[d]);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(measured.length > 20, measured.length + " heads");
    page.publish();
  }

  private static Measured measure(RealHeads.Head head) {
    RegisteredHead registered = RegisteredHead.of(ATLAS, head);
    Volume working = registered.working();
    Alignment alignment = registered.alignment();
    double tissue = TissueThreshold.of(working, registered.inside()).value();
    FaceCheck check =
        new FaceCheck(
            Arrays.stream(VIEWS).mapToObj(yaw -> FaceWindow.of(ATLAS, alignment, yaw)).toList(),
            working,
            tissue);
    Mask skin = ConnectedComponents.largest(working.atLeast(tissue));
    Mask bridged = Morphology.fillHoles(Morphology.close(skin, CLOSING_MM, ONE));
    Mask face = AtlasOnScan.pull(ATLAS.face(), alignment, working.grid(), ONE).atLeast(0.5);
    return new Measured(
        head.name(),
        shaves(check, working, bridged, face),
        shaves(check, working, skin, face),
        check.faceLikeness(without(working, face)));
  }

  private static double[] shaves(FaceCheck check, Volume working, Mask solid, Mask face) {
    Volume depth = DistanceTransform.toNearestWithin(solid.not(), 20, ONE);
    return Arrays.stream(DEPTHS)
        .map(mm -> check.faceLikeness(without(working, face.and(depth.atMost(mm + 0.01)))))
        .toArray();
  }

  private static Volume without(Volume scan, Mask removed) {
    Volume after = scan.copy();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      after.values()[v] = 0;
    }
    return after;
  }

  private static String page(Measured[] measured) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # face_likeness of whole, shaved and removed faces

        Written by `mvn -Pevaluation verify` on %d real heads. "Shaved" removes what lies within so many mm of the skin inside the
        facial region: with nostrils and lips bridged, as a mask that follows the skin does, or open, when it also eats inwards from
        every opening, so that nothing of nose, lips and lids is left from 6 mm on. "Removed" is the region of the atlas. The bound of the
        verdict is %.1f.

        | | lowest | median | highest | above the bound |
        |---|---|---|---|---|
        """
            .formatted(measured.length, Thresholds.withBrainLoss(0).maxFaceLikeness()));
    for (int d = 0; d < DEPTHS.length; d++) {
      int depth = d;
      page.append(
          line(
              "shaved by %.0f mm, bridged".formatted(DEPTHS[d]),
              Arrays.stream(measured).mapToDouble(m -> m.closed()[depth]).toArray()));
    }
    for (int d = 0; d < DEPTHS.length; d++) {
      int depth = d;
      page.append(
          line(
              "shaved by %.0f mm, open".formatted(DEPTHS[d]),
              Arrays.stream(measured).mapToDouble(m -> m.open()[depth]).toArray()));
    }
    page.append(line("removed", Arrays.stream(measured).mapToDouble(Measured::removed).toArray()));
    return page.toString();
  }

  private static String line(String name, double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double bound = Thresholds.withBrainLoss(0).maxFaceLikeness();
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %d of %d |%n",
        name,
        sorted[0],
        sorted[sorted.length / 2],
        sorted[sorted.length - 1],
        Arrays.stream(sorted).filter(v -> v > bound).count(),
        sorted.length);
  }
}
