package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bidsveil.cli.Program;
import org.bidsveil.identifiers.FreeText;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.report.DefaceColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a run leaves stands in the way of sharing but the originals. */
class ExportAfterRunTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";

  @TempDir Path temp;

  @Test
  void aDefacedDatasetIsExportedAndQuiet() {
    SmallDataset data =
        new SmallDataset(temp.resolve("study"))
            .scan(T1W)
            .scan("sub-02/ses-a/anat/sub-02_ses-a_T2w.nii")
            .text("README", "A study of rest.\n")
            .text("sub-01/anat/sub-01_T1w.json", "{\"PatientName\": \"Quill^Ann\"}\n")
            .text("participants.tsv", "participant_id\tage\nsub-01\t31\nsub-02\t32\n");
    RunConfiguration configuration = data.inPlace(false);
    new DatasetRun(
            RunPlan.of(configuration),
            progress -> {},
            SmallDataset.removesTheFront(),
            CopyRunTest.CLOCK)
        .run();
    String root = data.root().toString();
    Program.run(root, "group").with(0);
    Program.Ended check = Program.run("check", root).with(1);
    assertTrue(check.out().strip().endsWith(": 1 finding"), check.out());
    check.says("sourcedata/bidsveil/");
    Path copy = temp.resolve("copy");
    Program.run("export", root, copy.toString()).with(0).says("left out: sourcedata/bidsveil/");
    assertFalse(Files.exists(copy.resolve("sourcedata")));
    assertTrue(Files.exists(copy.resolve(T1W)));
    Program.run("check", copy.toString()).with(0).says("nothing found");
  }

  @Test
  void everyColumnOfTheTablesIsKnownToBeTechnical() {
    assertEquals(
        List.of(),
        Arrays.stream(DefaceColumn.values())
            .map(DefaceColumn::column)
            .filter(column -> !FreeText.isTechnicalColumn(column))
            .toList());
  }
}
