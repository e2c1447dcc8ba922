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
import java.nio.file.StandardCopyOption;
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
import org.bidsveil.report.ScanStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code group} makes of three scans: one passed, one to look at, one failed. */
class GroupTest {
  private static final String PASSED = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String TO_REVIEW = "sub-02/ses-a/anat/sub-02_ses-a_T1w.nii";
  private static final String FAILED = "sub-03/anat/sub-03_T2w.nii.gz";

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
    return Files.readString(GroupSummary.gather(data.root(), 2).page());
  }

  @Test
  void allRowsAreInOneTableAndNothingElseIsTouched() throws IOException {
    var raw = SmallDataset.fingerprint(data.path("sub-01"));
    GroupSummary summary = GroupSummary.gather(data.root(), 2);
    assertEquals(data.path("derivatives/bidsveil/quality_check/mask_overlap.tsv"), summary.table());
    assertEquals(3, summary.rows());
    assertEquals(1, summary.count(ScanStatus.FAIL));
    assertEquals(1, summary.count(ScanStatus.REVIEW));
    assertEquals(1, summary.count(ScanStatus.PASS));
    assertFalse(summary.succeeded());
    assertEquals(4, Files.readAllLines(summary.table()).size());
    assertEquals(raw, SmallDataset.fingerprint(data.path("sub-01")));
    String svg = Files.readString(data.path("derivatives/bidsveil/figures/histogram_overlap.svg"));
    assertTrue(svg.startsWith("<svg") && svg.contains("accepted: 5 %"), svg);
  }

  @Test
  void theSameFilesAgainAreTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(GroupSummary.gather(data.root(), 2).page());
    assertArrayEquals(first, Files.readAllBytes(GroupSummary.gather(data.root(), 2).page()));
  }

  /** The scans that come with the page. */
  private JsonNode scans() throws IOException {
    return scans(page());
  }

  private static JsonNode scans(String page) throws IOException {
    Matcher matcher = Pattern.compile("<script>bidsveil\\.add\\(0,(.*)\\);</script>").matcher(page);
    assertTrue(matcher.find(), page);
    return new ObjectMapper().readTree(matcher.group(1));
  }

  @Test
  void theWorstComeFirstAndEachSaysWhy() throws IOException {
    JsonNode scans = scans();
    assertEquals(List.of(FAILED, TO_REVIEW, PASSED), scans.findValuesAsText("scan"));
    assertEquals(List.of("fail", "review", "pass"), scans.findValuesAsText("status"));
    assertEquals(
        List.of(
            "brain-loss 0.2000 (bound 0.0500)", "More of the brain is removed than is accepted."),
        List.of(scans.at("/0/reasons/0/0").asText(), scans.at("/0/reasons/0/1").asText()));
  }

  @Test
  void everyPictureExistsAndNothingComesFromElsewhere() throws IOException {
    String page = page();
    for (JsonNode scan : scans(page)) {
      // Pictures of a scan that has its face lie with the originals.
      boolean failed = scan.path("scan").asText().equals(FAILED);
      for (String kind : List.of("tile", "mosaic", "render")) {
        String address = scan.path(kind).asText("none");
        assertTrue(
            Files.isRegularFile(data.path("derivatives/bidsveil").resolve(address)), address);
        assertEquals(failed, address.startsWith("../../sourcedata/bidsveil/"), address);
      }
    }
    assertFalse(page.replace("http://www.w3.org/2000/svg", "").contains("://"), page);
    assertFalse(page.contains("@import"), page);
  }

  @Test
  void whatLiesOnTheDiskNowIsWhatCounts() throws IOException {
    assertEquals(1, GroupSummary.gather(data.root(), 2).count(ScanStatus.PASS));
    Files.copy(
        data.path("sourcedata/bidsveil/" + PASSED),
        data.path(PASSED),
        StandardCopyOption.REPLACE_EXISTING);
    Files.write(data.path(TO_REVIEW), new byte[] {1, 2, 3});
    GroupSummary summary = GroupSummary.gather(data.root(), 2);
    assertEquals(1, summary.count(ScanStatus.RESTORED));
    assertEquals(1, summary.count(ScanStatus.REPLACED));
    assertEquals(0, summary.count(ScanStatus.PASS));
    assertEquals(List.of("restored", "replaced", "fail"), scans().findValuesAsText("status"));
    assertTrue(
        Files.readAllLines(summary.table()).stream()
            .anyMatch(line -> line.contains(PASSED) && line.contains("\tfail\t0\trestored\t")));
    Files.delete(data.path(PASSED));
    assertEquals(1, GroupSummary.gather(data.root(), 2).count(ScanStatus.MISSING));
  }

  @Test
  void nobodyCanAcceptAScanThatHasItsFace() throws IOException {
    ReviewTable accepted = ReviewTable.EMPTY;
    for (String scan : List.of(PASSED, TO_REVIEW, FAILED)) {
      accepted =
          accepted.with(
              new ReviewRow(
                  scan, ReviewRow.Decision.ACCEPT, "", Sha256.of(data.path(scan)), Instant.EPOCH));
    }
    data.bytes("derivatives/bidsveil/quality_check/review.tsv", accepted.toBytes());
    GroupSummary summary = GroupSummary.gather(data.root(), 2);
    assertEquals(1, summary.count(ScanStatus.FAIL));
    assertEquals(1, summary.count(ScanStatus.ACCEPTED));
    assertEquals(1, summary.count(ScanStatus.PASS));
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
    JsonNode first = scans().get(0);
    assertEquals(TO_REVIEW, first.path("scan").asText());
    assertEquals("rejected", first.path("status").asText());
    assertEquals("an ear is left", first.path("review").path("note").asText());
    assertFalse(GroupSummary.gather(data.root(), 2).succeeded());
  }

  @Test
  void theDataDictionariesDescribeEveryColumn() throws IOException {
    GroupSummary.gather(data.root(), 2);
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
    Refusal refusal = assertThrows(Refusal.class, () -> GroupSummary.gather(data.root(), 2));
    assertEquals("deface-table-damaged", refusal.name());
  }
}
