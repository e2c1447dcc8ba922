package org.bidsveil.derivatives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.files.Words;
import org.bidsveil.plan.Defacing;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.report.DefaceColumn;
import org.junit.jupiter.api.Test;

/** docs/metrics.md says what the code does, because it is made of the same tables. */
class MetricsDocumentTest {
  @Test
  void theDocumentIsMadeOfTheTablesInTheCode() throws IOException {
    String expected = document();
    Path made = Path.of("target", "metrics.md");
    Files.writeString(made, expected);
    assertEquals(
        expected, Files.readString(Path.of("docs", "metrics.md")), "copy " + made + " there");
  }

  private static String document() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # The numbers of a scan

        `derivatives/bidsveil/sub-XXX/sub-XXX_deface.tsv` has a row a scan, `quality_check/mask_overlap.tsv` the rows of all. The
        same definitions lie beside each table as JSON. A number that is not defined is `n/a`.

        | column | what it is | unit | range |
        |---|---|---|---|
        """);
    for (DefaceColumn column : DefaceColumn.values()) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  column.column(),
                  column.description().replace("|", "\\|"),
                  column.unit().equals("arbitrary") ? "share" : column.unit(),
                  column.range()));
    }
    text.append(
        """

        ## What passes

        | reason | column | accepted | otherwise | meaning | bound from |
        |---|---|---|---|---|---|
        """);
    Thresholds usual = Thresholds.withBrainLoss(Defacing.DEFAULT.maxBrainLoss());
    for (Check check : Check.values()) {
      text.append(
          "| `%s` | %s | %s | %s | %s | %s |\n"
              .formatted(
                  check.reason(),
                  check.column().map(column -> "`" + column + "`").orElse("told in the reason"),
                  check.acceptedWords(usual),
                  Words.lowerCase(check.level()),
                  check.sentence(),
                  check.source()));
    }
    text.append(
        """

        `ears-left` is the share of an ear's area, seen from the side, on which something still stands out of the head by 3 mm or more,
        of the ear of which more is left. From a defacer that takes the face alone (`quickshear`, installed programs) it is for review
        only. With `--keep-ears` it is not asked.

        Remarks that ask for a look: `no-brain-in-view`, `placed-once` (by the brain alone the atlas could not be placed), `face-not-measured` (no head is seen in the image, its mask comes from another), `face-erased-in-part` (nose and mouth were erased before, or show no signal, as with metal; what is left of the face was removed), `face-folded-over` (a part of the face came out again at the opposite edge of the field of view), `small-head` (an infant's: placed by a head with a younger face), `brain-volume-differs` (the brain of another scan of the participant is of another size: one of the two is placed wrong).
        `not taken:` stands before each defacer that was tried and why. Other reasons are sentences: what was wrong with a
        file, or that a scan has no face (`already defaced`, `skull-stripped`).

        ## What a person decided

        `quality_check/review.tsv`, written by `bidsveil review`: `scan`, `decision` (`accept` or `reject`), `note`,
        `reviewed_sha256` (of the image that was looked at: another file under that name has not been decided about), `time`.
        """);
    return text.toString();
  }
}
