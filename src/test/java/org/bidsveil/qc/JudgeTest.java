package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JudgeTest {
  private static final double NONE = Double.NaN;
  private static final Thresholds BOUNDS = new Thresholds(0.05, 0.06, 0.4, 0.25, 0.1, 0.5, 0.8);
  private static final Judge JUDGE = new Judge(BOUNDS);

  private record Case(String name, DefaceMetrics metrics, String word, List<String> reasons) {}

  /** Each reason by itself, and the numbers on either side of each bound. */
  private static List<Case> cases() {
    return List.of(
        new Case("good", of(9, 0, 0, 0, 1), "pass", List.of()),
        new Case("all on the bound", of(1, 0.005, 0.06, 0.4, 0.8), "pass", List.of()),
        new Case("some brain lost", of(9, 0.0051, 0, 0, 1), "review", List.of("brain-loss")),
        new Case(
            "brain lost to the bound",
            of(9, 0.05, 0, 0, 1),
            "review",
            List.of("brain-proposed", "brain-loss")),
        new Case(
            "elsewhere", with(0.0051, 0, 0, 1, 1400, 0, 0), "fail", List.of("removed-elsewhere")),
        new Case("too much", with(0, 0.46, 0, 1, 1400, 0, 0), "fail", List.of("head-removed")),
        new Case("a face", with(0, 0, 0.61, 1, 1400, 0, 0), "fail", List.of("face-found")),
        new Case(
            "two brains",
            with(0, 0, 0, 0.89, 1400, 0, 0),
            "review",
            List.of("brain-masks-disagree")),
        new Case("small brain", with(0, 0, 0, 1, 599, 0, 0), "review", List.of("brain-volume")),
        new Case("large brain", with(0, 0, 0, 1, 2201, 0, 0), "review", List.of("brain-volume")),
        new Case(
            "two placements",
            with(0, 0, 0, 1, 1400, 5, 7.1),
            "review",
            List.of("placement-disagreement")),
        new Case(
            "two places",
            with(0, 0, 0, 1, 1400, 5, 10.1),
            "fail",
            List.of("placement-disagreement")),
        new Case("nothing removed", of(0, 0, 0, 0, 1), "fail", List.of("nothing-removed")),
        new Case("brain lost", of(9, 0.0501, 0, 0, 1), "fail", List.of("brain-loss")),
        new Case("brain unknown", of(9, NONE, 0, 0, 1), "fail", List.of("brain-loss")),
        new Case("face left", of(9, 0, 0.0601, 0, 1), "fail", List.of("face-left")),
        new Case("face alike", of(9, 0, 0, 0.4001, 1), "fail", List.of("face-likeness")),
        new Case(
            "placed badly", of(9, 0, 0, 0, 0.4999), "fail", List.of("registration-confidence")),
        new Case("place unknown", of(9, 0, 0, 0, NONE), "fail", List.of("registration-confidence")),
        new Case(
            "just sure enough to look at",
            of(9, 0, 0, 0, 0.5),
            "review",
            List.of("registration-confidence")),
        new Case(
            "nearly sure", of(9, 0, 0, 0, 0.7999), "review", List.of("registration-confidence")),
        new Case(
            "no face in view",
            of(9, 0, NONE, NONE, 1),
            "review",
            List.of("face-outside-field-of-view")),
        new Case("ears left", of(0.2501), "fail", List.of("ears-left")),
        new Case("ears on the bound", of(0.25), "review", List.of("ears-left")),
        new Case("some of an ear left", of(0.1001), "review", List.of("ears-left")),
        new Case("hardly any ear left", of(0.1), "pass", List.of()),
        new Case("no ears in view", of(NONE), "pass", List.of()),
        new Case("no features in view", of(9, 0, 0, NONE, 1), "pass", List.of()),
        new Case(
            "two to look at",
            of(9, 0, NONE, NONE, 0.6),
            "review",
            List.of("registration-confidence", "face-outside-field-of-view")),
        new Case(
            "a failure hides what is to look at",
            of(9, 0.2, NONE, NONE, 0.6),
            "fail",
            List.of("brain-loss")),
        new Case(
            "all wrong",
            of(0, 1, 1, 1, 0),
            "fail",
            List.of(
                "nothing-removed",
                "brain-loss",
                "face-left",
                "face-likeness",
                "registration-confidence")));
  }

  @TestFactory
  Stream<DynamicTest> namesWhatIsOutOfBoundsAndNothingElse() {
    return cases().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () -> {
                  Verdict verdict = JUDGE.judge(c.metrics());
                  assertEquals(c.word(), verdict.word());
                  assertEquals(c.reasons(), names(verdict));
                }));
  }

  @Test
  void aReasonTellsTheNumberAndTheBound() {
    assertEquals("brain-loss 0.1235 (bound 0.0500)", JUDGE.judge(of(9, 0.12345, 0, 0, 1)).reason());
    assertEquals("n/a", JUDGE.judge(of(9, 0, 0, 0, 1)).reason());
  }

  @Test
  void theUsersBoundOnBrainLossIsTheOneInForce() {
    DefaceMetrics lossy = of(9, 0.1, 0, 0, 1);
    assertInstanceOf(Verdict.Fail.class, new Judge(Thresholds.withBrainLoss(0.05)).judge(lossy));
    assertInstanceOf(Verdict.Review.class, new Judge(Thresholds.withBrainLoss(0.1)).judge(lossy));
  }

  /** The names alone: the first word of each reason. */
  private static List<String> names(Verdict verdict) {
    List<String> reasons =
        switch (verdict) {
          case Verdict.Pass _ -> List.of();
          case Verdict.Review review -> review.reasons();
          case Verdict.Fail fail -> fail.reasons();
        };
    return reasons.stream().map(r -> r.replaceFirst(" .*", "")).toList();
  }

  @Test
  void earsThatNobodyExpectsToGoAreForReviewHoweverMuchIsLeft() {
    Judge judge = new Judge(BOUNDS.withEarsForReview());
    assertEquals(
        "review ears-left 1.0000 (bound 0.1000)",
        judge.judge(of(1.0)).word() + " " + judge.judge(of(1.0)).reason());
    assertEquals("pass", judge.judge(of(0.1)).word());
    assertEquals("fail", judge.judge(of(9, 0, 0.1, 0, 1)).word(), "the face is still to go");
  }

  private static DefaceMetrics of(
      int removed, double overlap, double left, double likeness, double confidence) {
    return metrics(removed, overlap, left, likeness, confidence).build();
  }

  private static DefaceMetrics.Builder metrics(
      int removed, double overlap, double left, double likeness, double confidence) {
    return DefaceMetrics.builder()
        .brain(1000, 8000)
        .removed(removed, 8.0 * removed)
        .overlapProposed(overlap)
        .overlap(overlap)
        .faceLeft(left)
        .faceLikeness(likeness)
        .earsLeft(0)
        .registrationConfidence(confidence);
  }

  private static DefaceMetrics with(
      double elsewhere,
      double headRemoved,
      double faceFound,
      double agreement,
      double brainMl,
      double medianMm,
      double largestMm) {
    return metrics(9, 0, 0, 0, 1)
        .evidence(
            new IndependentEvidence(
                1,
                elsewhere,
                headRemoved,
                agreement,
                brainMl,
                medianMm,
                largestMm,
                faceFound,
                IndependentEvidence.MeasuringBrain.PLACED_BY_BRAIN))
        .build();
  }

  private static DefaceMetrics of(double earsLeft) {
    return metrics(9, 0, 0, 0, 1).earsLeft(earsLeft).build();
  }
}
