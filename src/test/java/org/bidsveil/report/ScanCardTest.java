package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Thresholds;
import org.junit.jupiter.api.Test;

class ScanCardTest {
  private static ScanCard card(
      String scan, String verdict, String reason, double overlap, double confidence) {
    DefaceMetrics metrics =
        DefaceMetrics.builder()
            .brain(1000, 8000)
            .removed(500, 4000)
            .overlapProposed(overlap)
            .overlap(overlap)
            .faceLeft(0.01)
            .faceLikeness(0.1)
            .earsLeft(0)
            .registrationConfidence(confidence)
            .build();
    DefaceRow row =
        DefaceRow.of(
            "01",
            Optional.empty(),
            scan,
            "T1w",
            Optional.of("template"),
            Optional.of(metrics),
            verdict,
            reason,
            1);
    return new ScanCard(
        row,
        Standing.AS_RECORDED,
        ScanPictures.NONE,
        Optional.empty(),
        Thresholds.withBrainLoss(0.05),
        Optional.empty());
  }

  @Test
  void whatWasTriedIsToldApartFromWhyItIsReviewed() {
    ScanCard card =
        card(
            "a",
            "review",
            "registration-confidence 0.6000 (bound 0.8000); not taken: template: face-left 0.2000"
                + " (bound 0.0500); face-likeness 0.4000 (bound 0.2000); not taken: quickshear: no"
                + " brain",
            0,
            0.6);
    assertEquals(1, card.reasons().size());
    assertEquals(
        "It is not sure that the atlas lies where the head is: look at the pictures.",
        card.reasons().getFirst().meaning());
    assertEquals(
        List.of(
            "template: face-left 0.2000 (bound 0.0500); face-likeness 0.4000 (bound 0.2000)",
            "quickshear: no brain"),
        card.tried());
  }

  @Test
  void aPassNeedsNoReason() {
    assertEquals(List.of(), card("a", "pass", "n/a", 0, 1).reasons());
    assertEquals(List.of(), card("a", "pass", "not taken: template: x", 0, 1).reasons());
  }

  @Test
  void aFailureTellsEachDefacersReasons() {
    ScanCard card =
        card("a", "fail", "template: brain-loss 0.2000 (bound 0.0500); probability: x", 0.2, 1);
    assertEquals(
        "More of the brain is removed than is accepted.", card.reasons().getFirst().meaning());
    ScanCard.Number loss = card.numbers().get(1);
    assertEquals(DefaceColumn.OVERLAP, loss.column());
    assertEquals(ScanCard.State.OUTSIDE, loss.state());
    assertEquals("at most 0.05", loss.accepted());
  }

  /** As the row of a stripped brain or of a scan that was defaced elsewhere. */
  private static ScanCard leftAlone(String scan, double confidence) {
    double none = Double.NaN;
    DefaceRow row =
        DefaceRow.of(
            "01",
            Optional.empty(),
            scan,
            "T1w",
            Optional.empty(),
            Optional.of(
                DefaceMetrics.builder()
                    .brain(1000, 8000)
                    .overlap(0)
                    .registrationConfidence(confidence)
                    .build()),
            "pass",
            "skull-stripped",
            1);
    return new ScanCard(
        row,
        Standing.AS_RECORDED,
        ScanPictures.NONE,
        Optional.empty(),
        Thresholds.withBrainLoss(0.05),
        Optional.empty());
  }

  @Test
  void aScanThatNeedsNoMaskBreaksNoBound() {
    List<ScanCard.Number> numbers = leftAlone("a", 0.2).numbers();
    assertEquals(List.of(), numbers.stream().filter(n -> !n.accepted().isEmpty()).toList());
    assertEquals(
        List.of(), numbers.stream().filter(n -> n.state() != ScanCard.State.UNBOUNDED).toList());
    List<DefaceColumn> shown = numbers.stream().map(ScanCard.Number::column).toList();
    assertTrue(shown.contains(DefaceColumn.REMOVED_VOXELS), shown.toString());
    assertFalse(shown.contains(DefaceColumn.BRAIN_MM3), "it is the placed atlas'");
    // It comes after every scan that was defaced.
    List<ScanCard> cards =
        new ArrayList<>(List.of(leftAlone("a", 0.2), card("b", "pass", "n/a", 0, 1)));
    cards.sort(ScanCard.WORST_FIRST);
    assertEquals("b", cards.getFirst().row().scan());
  }

  @Test
  void anEarThatIsLeftIsExplained() {
    ScanCard kept = card("a", "review", "ears-left 1.0000 (bound 0.0500)", 0, 1);
    assertTrue(
        kept.reasons().getFirst().meaning().contains("face alone"), kept.reasons().toString());
    ScanCard refused = card("a", "fail", "template: ears-left 0.3000 (bound 0.1500)", 0, 1);
    assertTrue(
        refused.reasons().getFirst().meaning().contains("stands out"),
        refused.reasons().toString());
  }

  @Test
  void theWorstComesFirst() {
    List<ScanCard> cards =
        new ArrayList<>(
            List.of(
                card("pass", "pass", "n/a", 0, 1),
                card("nearly", "pass", "n/a", 0.049, 1),
                card("look", "review", "n/a", 0, 0.7),
                card("lost some", "fail", "n/a", 0.06, 1),
                card("lost much", "fail", "n/a", 0.5, 1)));
    cards.sort(ScanCard.WORST_FIRST);
    assertEquals(
        List.of("lost much", "lost some", "look", "nearly", "pass"),
        cards.stream().map(card -> card.row().scan()).toList());
  }
}
