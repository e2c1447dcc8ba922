package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.run.SmallDataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One file that is bad, huge or odd is named; the work on all others is done. */
@Timeout(120)
class RobustnessTest {
  private static final String GOOD = "sub-01/func/sub-01_task-rest_bold.json";
  private static final String BAD = "sub-01/func/sub-01_task-bad_bold.json";

  @TempDir Path temp;
  private SmallDataset data;

  @BeforeEach
  void dataset() {
    data =
        new SmallDataset(temp.resolve("study"))
            .text(GOOD, "{\"TaskName\": \"rest\", \"PatientName\": \"Quill^Ann\"}\n");
  }

  private Program.Ended participant(String... options) {
    String[] all = new String[options.length + 3];
    all[0] = data.root().toString();
    all[1] = "participant";
    all[2] = "--skip-bids-validation";
    System.arraycopy(options, 0, all, 3, options.length);
    return Program.run(all);
  }

  private Program.Ended check() {
    return Program.run("check", data.root().toString());
  }

  private String text(String path) throws IOException {
    return Files.readString(data.path(path));
  }

  private void othersAreDone() throws IOException {
    assertFalse(text(GOOD).contains("Quill"), text(GOOD));
  }

  @Test
  void aSidecarNestedDeeplyIsNamed() throws IOException {
    String deep = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
    data.text(BAD, deep);
    participant().with(1).says(BAD);
    othersAreDone();
    assertEquals(deep, text(BAD));
    check().with(1).says(BAD);
  }

  @Test
  void aSidecarOfAnAbsurdSizeIsNamed() throws IOException {
    data.text(BAD, "{\"a\": \"" + "x".repeat(30_000_000) + "\"}");
    participant("--mem-mb", "600").with(1).says(BAD);
    othersAreDone();
    check().with(1).says(BAD);
  }

  @Test
  void aTableWithANulIsNamed() throws IOException {
    data.text("phenotype/x.tsv", "participant_id\tscore\nsub-01\t1\0\n");
    data.text("sub-01/sub-01_scans.tsv", "filename\tacq_time\nfunc/x\0\t2020-01-02T03:04:05\n");
    check().with(1).says("phenotype/x.tsv").says("sub-01_scans.tsv").says("PatientName");
    participant().with(1).says("sub-01_scans.tsv");
    othersAreDone();
  }

  @Test
  void aTableOfParticipantsThatIsNoneIsNamed() throws IOException {
    data.text("participants.tsv", "participant_id\tage\nsub-01\t31\tVenables\n");
    participant().with(1).says("participants.tsv");
    check().with(1).says("participants.tsv");
  }

  @Test
  void aTableWithCommasIsNamed() {
    data.text("participants.tsv", "participant_id,surname\nsub-01,Venables\n");
    check().with(1).says("participants.tsv");
  }

  @Test
  void aNameDeepInALargeTextIsFound() {
    data.text("README", "a b c d e f\n".repeat(450_000) + "seen by Ann Quill\n");
    check().with(1).says("README");
  }

  @Test
  void commonWordsAreForAPersonToDecide() throws IOException {
    data.text(GOOD, "{\"TaskName\": \"house\", \"PatientName\": \"House^Bill\"}\n")
        .text(
            "sub-01/func/sub-01_task-rest_events.tsv",
            "onset\tduration\ttrial_type\n1\t2\thouse\n");
    participant();
    assertTrue(text(GOOD).contains("\"TaskName\": \"house\""), text(GOOD));
    assertFalse(text(GOOD).contains("House^Bill"), text(GOOD));
    assertTrue(text("sub-01/func/sub-01_task-rest_events.tsv").contains("house"));
    check().with(1).says("decision");
  }

  @Test
  void theSeedOfDatesIsReadFromAFile() throws IOException {
    Path seed = Files.writeString(temp.resolve("seed"), "a long secret\n");
    data.text(GOOD, "{\"AcquisitionDateTime\": \"2020-01-02T03:04:05\"}\n");
    participant("--shift-dates", "@" + seed).with(0);
    assertFalse(text(GOOD).contains("2020-01-02"), text(GOOD));
    assertTrue(text(GOOD).contains("19"), text(GOOD));
  }

  @Test
  void longLinesAndLongNamesTakeTimeInProportion() throws IOException {
    data.text("phenotype/wide.tsv", "x\t".repeat(700_000) + "x\n")
        .text(BAD, "{\"PatientName\": \"" + "Quill Ann ".repeat(4000) + "\"}\n")
        .text("sub-01/func/sub-01_task-rest_events.tsv", "onset\tnote\n1\t" + "y ".repeat(900_000));
    participant();
    check().with(1);
    othersAreDone();
  }
}
