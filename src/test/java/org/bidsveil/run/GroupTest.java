package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bidsveil.derivatives.GroupSummary;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.ReviewRow;
import org.bidsveil.report.ReviewTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code group} makes of three scans: one passed, one to look at, one failed. */
class GroupTest {
  private static final String PASSED = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String TO_REVIEW = "sub-02/ses-a/anat/sub-02_ses-a_T1w.nii";
  private static final String FAILED = "sub-03/anat/sub-03_T2w.nii.gz";
  private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

  @TempDir Path temp;
  private SmallDataset data;

  @BeforeEach
  void run() {
    data = new SmallDataset(temp.resolve("my study")).scan(PASSED).scan(TO_REVIEW).scan(FAILED);
    data.text(
        "dataset_description.json",
        "{\"Name\": \"Heads <b>& more\", \"BIDSVersion\": \"1.10.0\"}\n");
    List<Verdict> verdicts =
        new ArrayList<>(
            List.of(
                new Verdict.Pass(),
                new Verdict.Review(List.of("registration-confidence 0.6000 (bound 0.8000)")),
                new Verdict.Fail(List.of("brain-loss 0.2000 (bound 0.0500)"))));
    new DatasetRun(
            RunPlan.of(data.inPlace(false)),
            progress -> {},
            executor -> scan -> SmallDataset.frontRemoved(scan, verdicts.removeFirst()),
            CopyRunTest.CLOCK)
        .run();
  }

  private String page() throws IOException {
    return Files.readString(GroupSummary.gather(data.root()).page());
  }

  @Test
  void allRowsAreInOneTableAndNothingElseIsTouched() throws IOException {
    var raw = SmallDataset.fingerprint(data.path("sub-01"));
    GroupSummary summary = GroupSummary.gather(data.root());
    assertEquals(data.path("derivatives/bidsveil/quality_check/mask_overlap.tsv"), summary.table());
    assertEquals(3, summary.rows());
    assertEquals(1, summary.failed());
    assertEquals(1, summary.toReview());
    assertEquals(4, Files.readAllLines(summary.table()).size());
    assertEquals(raw, SmallDataset.fingerprint(data.path("sub-01")));
    String svg = Files.readString(data.path("derivatives/bidsveil/figures/histogram_overlap.svg"));
    assertTrue(svg.startsWith("<svg") && svg.contains("accepted: 5 %"), svg);
  }

  @Test
  void theSameFilesAgainAreTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(GroupSummary.gather(data.root()).page());
    assertArrayEquals(first, Files.readAllBytes(GroupSummary.gather(data.root()).page()));
  }

  @Test
  void theWorstComeFirstAndEachSaysWhy() throws IOException {
    String page = page();
    int failed = page.indexOf("</span> " + FAILED);
    int toReview = page.indexOf("</span> " + TO_REVIEW);
    int passed = page.indexOf("</span> " + PASSED);
    assertTrue(0 < failed && failed < toReview && toReview < passed, page);
    String card = page.substring(failed, toReview);
    assertTrue(card.contains("brain-loss 0.2000 (bound 0.0500)"), card);
    assertTrue(card.contains("More of the brain is removed than is accepted."), card);
    assertTrue(card.contains("There is no picture"), card);
    card = page.substring(toReview, passed);
    assertTrue(card.contains("It is not sure that the atlas lies where the head is"), card);
    assertTrue(card.contains("Neurological convention"), card);
  }

  @Test
  void everyPictureExistsNoneShowsAHeadBeforeAndNothingComesFromElsewhere() throws IOException {
    String page = page();
    List<String> addresses = new ArrayList<>();
    Matcher matcher = ADDRESS.matcher(page);
    while (matcher.find()) {
      addresses.add(matcher.group(1));
    }
    addresses.remove("#scans");
    // Two scans with a mosaic and a rendering, each picture twice: shown, and linked.
    assertEquals(8, addresses.size(), addresses.toString());
    for (String address : addresses) {
      Path file = data.path("derivatives/bidsveil").resolve(address);
      assertTrue(Files.isRegularFile(file), address);
    }
    assertFalse(page.contains("before_render") || page.contains("sourcedata"), page);
    assertFalse(page.replace("http://www.w3.org/2000/svg", "").contains("://"), page);
    assertFalse(page.contains("@import"), page);
    assertEquals(
        countOf(page, "<img "), countOf(page, "loading=\"lazy\" decoding=\"async\" alt=\""));
  }

  private static int countOf(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void namesFromOutsideAreTextNotMarkup() throws IOException {
    String page = page();
    assertTrue(page.contains("Defacing of Heads &lt;b&gt;&amp; more"), page.substring(0, 600));
    assertFalse(page.contains("<b>& more"));
  }

  @Test
  void aDecisionIsShown() throws IOException {
    ReviewRow rejected =
        new ReviewRow(
            TO_REVIEW,
            ReviewRow.Decision.REJECT,
            "an ear is left",
            Sha256.of(data.path(TO_REVIEW)),
            Instant.EPOCH);
    data.bytes(
        "derivatives/bidsveil/quality_check/review.tsv",
        ReviewTable.EMPTY.with(rejected).toBytes());
    String page = page();
    assertTrue(page.contains("rejected by hand") && page.contains("an ear is left"), page);
  }

  @Test
  void theDataDictionariesDescribeEveryColumn() throws IOException {
    GroupSummary.gather(data.root());
    for (String path : List.of("quality_check/mask_overlap.json", "sub-01/sub-01_deface.json")) {
      JsonNode json =
          new ObjectMapper()
              .readTree(Files.readAllBytes(data.path("derivatives/bidsveil/" + path)));
      List<String> keys = new ArrayList<>();
      json.fieldNames().forEachRemaining(keys::add);
      assertEquals(DefaceRow.COLUMNS, keys);
      json.forEach(column -> assertFalse(column.path("Description").asText().isBlank()));
      assertEquals("mm^3", json.path("brain_mm3").path("Units").asText());
      assertEquals(1, json.path("overlap").path("Maximum").asInt());
      assertEquals(3, json.path("verdict").path("Levels").size());
    }
  }

  @Test
  void withoutTheReportsOfTheRunsTheUsualBoundsHold() throws IOException {
    try (var reports =
        Files.newDirectoryStream(data.path("derivatives/bidsveil/log"), "report_*.json")) {
      for (Path report : reports) {
        Files.writeString(report, "{ damaged");
      }
    }
    assertTrue(page().contains("at most 0.05"));
  }

  @Test
  void aTableThatIsNotOursIsRefused() {
    data.text("derivatives/bidsveil/sub-01/sub-01_deface.tsv", "other\n1\n");
    Refusal refusal = assertThrows(Refusal.class, () -> GroupSummary.gather(data.root()));
    assertEquals("deface-table-damaged", refusal.name());
  }
}
