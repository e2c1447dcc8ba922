package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.qc.DefaceMetrics;
import org.junit.jupiter.api.Test;

class DefaceTableTest {
  private static final DefaceMetrics METRICS =
      DefaceMetrics.builder()
          .brain(1400000, 1400000.25)
          .removed(250000, 250000)
          .overlapProposed(0.0125)
          .overlap(0)
          .faceLeft(0.03)
          .earsLeft(0)
          .registrationConfidence(0.987654)
          .build();

  private static DefaceRow row(String scan, String verdict, double seconds) {
    return DefaceRow.of(
        "01",
        Optional.empty(),
        scan,
        "T1w",
        Optional.of("template"),
        Optional.of(METRICS),
        verdict,
        "n/a",
        seconds);
  }

  @Test
  void theColumnsAreThoseOfTheContract() {
    assertEquals(
        "participant_id session_id scan suffix defacer brain_voxels removed_voxels brain_mm3"
            + " removed_mm3 overlap_proposed overlap face_left face_likeness"
            + " registration_confidence verdict qc reason seconds",
        String.join(" ", DefaceRow.COLUMNS.subList(0, 18)));
    assertEquals(
        "removed_elsewhere_ml removed_elsewhere head_removed face_found placement_disagreement_mm"
            + " placement_disagreement_largest_mm brain_agreement measuring_brain",
        String.join(" ", DefaceRow.COLUMNS.subList(18, DefaceRow.COLUMNS.size())));
  }

  @Test
  void aTableOfTheFirstVersionIsRead() {
    DefaceTable now = new DefaceTable(List.of(row("a", "pass", 1)));
    StringBuilder then = new StringBuilder();
    for (String line : new String(now.toBytes(), StandardCharsets.UTF_8).lines().toList()) {
      then.append(String.join("\t", List.of(line.split("\t")).subList(0, 18))).append('\n');
    }
    assertEquals(now, DefaceTable.parse(then.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void numbersHaveAPointInEveryLocaleAndNotANumberIsMissing() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(
          "sub-01 n/a a T1w template 1400000 250000 1400000.3 250000.0 0.012500 0.000000 0.0300"
              + " n/a 0.9877 review 0 n/a 12.35 n/a n/a n/a n/a n/a n/a n/a n/a",
          String.join(" ", row("a", "review", 12.345678).cells()));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void rowsStandInOrderOfTheScansWhateverCameFirst() {
    DefaceTable one = new DefaceTable(List.of(row("b", "pass", 1), row("a", "pass", 1)));
    DefaceTable other = DefaceTable.EMPTY.with(List.of(row("a", "pass", 1)));
    assertEquals(one, other.with(List.of(row("b", "pass", 1))));
    assertEquals(one, DefaceTable.parse(one.toBytes()));
  }

  @Test
  void aRowThatSaysTheSameKeepsItsSeconds() {
    DefaceTable table = new DefaceTable(List.of(row("a", "pass", 1)));
    assertEquals(table, table.with(List.of(row("a", "pass", 2))));
    DefaceTable changed = table.with(List.of(row("a", "fail", 2)));
    assertEquals("2.00", changed.rows().getFirst().value("seconds"));
  }

  @Test
  void tabsAndLineEndsInAReasonDoNotBreakTheTable() {
    DefaceRow row =
        DefaceRow.of(
            "01",
            Optional.of("a"),
            "x",
            "T1w",
            Optional.empty(),
            Optional.empty(),
            "fail",
            "two\nlines\tand a tab",
            0);
    assertEquals("two lines and a tab", row.value("reason"));
    assertEquals("ses-a", row.value("session_id"));
    assertEquals("n/a", row.value("overlap"));
  }

  @Test
  void anotherTableIsRefused() {
    for (String text : List.of("", "a\tb\n", String.join("\t", DefaceRow.COLUMNS) + "\nx\n")) {
      Refusal refusal =
          assertThrows(
              Refusal.class, () -> DefaceTable.parse(text.getBytes(StandardCharsets.UTF_8)));
      assertEquals("deface-table-damaged", refusal.name());
    }
  }
}
