package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How far the atlas finds real heads, and whether it is known when it does not; writes
 * docs/evaluation/registration.md and docs/evaluation/confidence.md.
 */
@Tag("evaluation")
class RegistrationEvaluationTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final TaskExecutor TWO = TaskExecutor.of(2);

  /** The bound of the capture range, mm. */
  private static final double FOUND_MM = 3;

  /**
   * The cut stays so far away from an outside segmentation of the brain (docs/decisions/0081): a
   * placement that is farther off may not be sure.
   */
  private static final double HARMLESS_MM = 4;

  /** A placement is wrong from here on, mm: half of the curtain's distance behind the eyes. */
  private static final double WRONG_MM = 8;

  /** Every head meets every so-many-th perturbation; 1 is the whole campaign. */
  private static final int STRIDE = Integer.getInteger("bidsveil.evaluation.stride", 2);

  @Test
  void headsAreFoundInAnyPoseAndFieldOfView() throws IOException {
    List<RealHeads.Head> heads = someHeads(3, 0);
    List<Perturbation> all = Perturbation.all();
    List<List<PlacementTrial>> trials = new ArrayList<>();
    heads.forEach(h -> trials.add(new ArrayList<>()));
    TWO.forEach(
        heads.size(),
        h -> {
          Volume volume = heads.get(h).volume();
          Alignment truth = HeadPlacement.of(ATLAS, Pyramid.of(volume, ONE), ONE).alignment();
          for (int p = h % STRIDE; p < all.size(); p += STRIDE) {
            if (!all.get(p).isPossible(volume, ATLAS, truth)) {
              continue;
            }
            Perturbation.Perturbed made =
                all.get(p).of(volume, new SplittableRandom(1000L * h + p));
            trials
                .get(h)
                .add(
                    PlacementTrial.of(
                        heads.get(h).name(),
                        all.get(p).name(),
                        truth,
                        made,
                        HeadPlacement.of(ATLAS, Pyramid.of(made.scan(), ONE), ONE)));
          }
        });
    List<PlacementTrial> flat = trials.stream().flatMap(List::stream).toList();
    EvaluationPage page =
        EvaluationPage.measured("evaluation/registration.md", capturePage(heads.size(), all, flat));
    List<PlacementTrial> counted = counted(flat);
    long found = counted.stream().filter(t -> t.worstMm() <= FOUND_MM).count();
    assertTrue(found >= 0.99 * counted.size(), found + " of " + counted.size() + " are found");
    assertEquals(
        List.of(), counted.stream().filter(t -> !(t.worstMm() <= HARMLESS_MM) && sure(t)).toList());
    assertEquals(
        List.of(), flat.stream().filter(t -> !(t.worstMm() <= WRONG_MM) && sure(t)).toList());
    page.publish();
  }

  @Test
  void wrongPlacementsAreKnownForWrong() throws IOException {
    List<RealHeads.Head> heads = someHeads(2, 1);
    List<List<PlacementTrial>> trials = new ArrayList<>();
    heads.forEach(h -> trials.add(new ArrayList<>()));
    TWO.forEach(heads.size(), h -> trials.get(h).addAll(climbs(heads.get(h), 77L + h)));
    List<PlacementTrial> flat = trials.stream().flatMap(List::stream).toList();
    List<PlacementTrial> wrong = flat.stream().filter(t -> t.worstMm() > WRONG_MM).toList();
    List<PlacementTrial> right = flat.stream().filter(t -> t.worstMm() <= FOUND_MM).toList();
    EvaluationPage page =
        EvaluationPage.measured(
            "evaluation/confidence.md", confidencePage(heads.size(), right, wrong));
    assertTrue(wrong.size() >= 100, wrong.size() + " wrong placements");
    assertTrue(
        wrong.stream().filter(RegistrationEvaluationTest::sure).count() <= 0.01 * wrong.size());
    assertTrue(right.stream().filter(t -> !passes(t)).count() <= 0.02 * right.size());
    page.publish();
  }

  /** A contrast that nobody acquired is no pose and no field of view: shown, not counted. */
  private static List<PlacementTrial> counted(List<PlacementTrial> trials) {
    return trials.stream().filter(t -> !t.what().equals(Perturbation.LIKE_T2W)).toList();
  }

  private static boolean passes(PlacementTrial trial) {
    return trial.confidence() >= Thresholds.withBrainLoss(0).minConfidence();
  }

  private static boolean sure(PlacementTrial trial) {
    return trial.confidence() >= Thresholds.withBrainLoss(0).reviewConfidence();
  }

  /** All heads of other scanners that show a face, and some of the IXI test heads. */
  private static List<RealHeads.Head> someHeads(int every, int first) throws IOException {
    List<RealHeads.Head> withFace =
        RealHeads.forTests().stream().filter(RealHeads.Head::hasFace).toList();
    List<RealHeads.Head> ixi = withFace.stream().filter(RealHeads.Head::ofAtlasSource).toList();
    List<RealHeads.Head> heads =
        new ArrayList<>(withFace.stream().filter(h -> !h.ofAtlasSource()).toList());
    IntStream.range(0, ixi.size())
        .filter(n -> n % every == first)
        .forEach(n -> heads.add(ixi.get(n)));
    return heads;
  }

  /** Local optima near and far: the climb alone, begun where the head is not. */
  private static List<PlacementTrial> climbs(RealHeads.Head head, long seed) {
    Volume volume = head.volume();
    Pyramid pyramid = Pyramid.of(volume, ONE);
    HeadPlacement truth = HeadPlacement.of(ATLAS, pyramid, ONE);
    Perturbation.Perturbed same = new Perturbation.Perturbed(volume, Affine.IDENTITY, 1);
    List<PlacementTrial> trials = new ArrayList<>();
    trials.add(PlacementTrial.of(head.name(), "searched", truth.alignment(), same, truth));
    for (StartsBesideTheHead.Start start :
        StartsBesideTheHead.of(ATLAS, truth.alignment().affine(), seed)) {
      HeadPlacement found = HeadPlacement.from(start.scanFromAtlas(), ATLAS, pyramid, ONE);
      trials.add(PlacementTrial.of(head.name(), start.what(), truth.alignment(), same, found));
    }
    return trials;
  }

  private static String capturePage(
      int heads, List<Perturbation> all, List<PlacementTrial> trials) {
    StringBuilder page = new StringBuilder();
    List<PlacementTrial> counted = counted(trials);
    long found = counted.stream().filter(t -> t.worstMm() <= FOUND_MM).count();
    page.append(
        """
        # Capture range of the registration

        Written by `mvn -Pevaluation verify`. %d real heads (all of other scanners that show a face, a third of the IXI test heads;
        none is part of the atlas), each changed on purpose in several ways. The distance is that of where a point of the atlas was
        found from where it was found in the unchanged head, carried by the known map: the mean over the facial landmarks and over six
        poles of the brain, as far as they are in view; the worse of the two counts. So it measures how well the placement repeats,
        not how true it is. "noticed": the confidence asks for a look or fails.

        %d of %d trials within %.0f mm. A neck is put only below heads whose chin is in view. "%s" is a map of the brightness alone,
        which no scanner makes of slices that are 5 mm thick: shown, but not counted.

        | change | trials | within 3 mm | median mm | worst mm | others, noticed | confidence, lowest |
        |---|---|---|---|---|---|---|
        """
            .formatted(heads, found, counted.size(), FOUND_MM, Perturbation.LIKE_T2W));
    for (Perturbation perturbation : all) {
      List<PlacementTrial> of =
          trials.stream()
              .filter(t -> t.what().equals(perturbation.name()))
              .sorted(Comparator.comparingDouble(PlacementTrial::worstMm))
              .toList();
      if (of.isEmpty()) {
        continue;
      }
      long within = of.stream().filter(t -> t.worstMm() <= FOUND_MM).count();
      long noticed = of.stream().filter(t -> !(t.worstMm() <= FOUND_MM) && !sure(t)).count();
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %.2f | %.2f | %d of %d | %.3f |%n",
              perturbation.name(),
              of.size(),
              within,
              of.get(of.size() / 2).worstMm(),
              of.getLast().worstMm(),
              noticed,
              of.size() - within,
              of.stream().mapToDouble(PlacementTrial::confidence).min().orElse(Double.NaN)));
    }
    page.append("\nBeyond 3 mm:\n\n| head | change | face mm | brain mm | confidence |\n");
    page.append("|---|---|---|---|---|\n");
    trials.stream().filter(t -> !(t.worstMm() <= FOUND_MM)).forEach(t -> page.append(row(t)));
    return page.toString();
  }

  private static String row(PlacementTrial t) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f | %.1f | %.3f |%n",
        t.head(),
        t.what(),
        t.faceMm(),
        t.brainMm(),
        t.confidence());
  }

  private static String confidencePage(
      int heads, List<PlacementTrial> right, List<PlacementTrial> wrong) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Does the confidence know a wrong placement?

        Written by `mvn -Pevaluation verify`. On %d real heads the climb (without the search) is begun 20 to 180 degrees and 10 to 50 mm
        away from the head: it ends in the right place or in a local optimum, as a failed registration does. Right is within %.0f mm,
        wrong is more than %.0f mm at face or brain. The weights of the confidence were fitted to such trials on the same heads, so
        these rates are not held out; docs/decisions/0025 has those of heads left out.

        | placements | number | confidence at least %.1f (not refused) | at least %.1f (nobody need look) |
        |---|---|---|---|
        """
            .formatted(
                heads,
                FOUND_MM,
                WRONG_MM,
                Thresholds.withBrainLoss(0).minConfidence(),
                Thresholds.withBrainLoss(0).reviewConfidence()));
    page.append(counts("right", right)).append(counts("wrong", wrong));
    page.append("\nWrong and not refused:\n\n| head | start | face mm | brain mm | confidence |\n");
    page.append("|---|---|---|---|---|\n");
    wrong.stream().filter(RegistrationEvaluationTest::passes).forEach(t -> page.append(row(t)));
    page.append("\nRight and in doubt:\n\n| head | start | face mm | brain mm | confidence |\n");
    page.append("|---|---|---|---|---|\n");
    right.stream().filter(t -> !sure(t)).forEach(t -> page.append(row(t)));
    return page.toString();
  }

  private static String counts(String name, List<PlacementTrial> trials) {
    return "| %s | %d | %d | %d |%n"
        .formatted(
            name,
            trials.size(),
            trials.stream().filter(RegistrationEvaluationTest::passes).count(),
            trials.stream().filter(RegistrationEvaluationTest::sure).count());
  }
}
