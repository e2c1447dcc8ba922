package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.junit.jupiter.api.Test;

class ReviewTableTest {
  private static final Sha256 SCAN = Sha256.of(Content.of(new byte[] {1}));

  private static ReviewRow row(String scan, ReviewRow.Decision decision, String note) {
    return new ReviewRow(scan, decision, note, SCAN, Instant.parse("2026-11-21T10:00:00Z"));
  }

  @Test
  void theLastDecisionCountsAndTheRowsStandInOrder() {
    ReviewTable table =
        ReviewTable.EMPTY
            .with(row("b", ReviewRow.Decision.ACCEPT, ""))
            .with(row("a", ReviewRow.Decision.ACCEPT, "fine"))
            .with(row("b", ReviewRow.Decision.REJECT, "an eye\tis\nleft"));
    assertEquals(table, ReviewTable.parse(table.toBytes()));
    assertEquals(
        "scan\tdecision\tnote\treviewed_sha256\ttime\n"
            + ("a\taccept\tfine\t" + SCAN.hex() + "\t2026-11-21T10:00:00Z\n")
            + ("b\treject\tan eye is left\t" + SCAN.hex() + "\t2026-11-21T10:00:00Z\n"),
        new String(table.toBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void anotherTableIsRefused() {
    String header = "scan\tdecision\tnote\treviewed_sha256\ttime\n";
    List<String> damaged =
        List.of(
            "",
            "scan\tdecision\n",
            header + "a\taccept\n",
            header + "a\tperhaps\tn/a\t" + SCAN.hex() + "\t2026-11-21T10:00:00Z\n",
            header + "a\taccept\tn/a\t00\t2026-11-21T10:00:00Z\n",
            header + "a\taccept\tn/a\t" + SCAN.hex() + "\tyesterday\n");
    for (String text : damaged) {
      Refusal refusal =
          assertThrows(
              Refusal.class,
              () -> ReviewTable.parse(text.getBytes(StandardCharsets.UTF_8)),
              () -> text);
      assertEquals("review-table-damaged", refusal.name());
    }
  }
}
