package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bidsveil.run.SmallDataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody meets who tries the program for the first time. */
class NewcomerTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";

  @TempDir Path temp;
  private SmallDataset data;
  private String study = "";

  @BeforeEach
  void dataset() {
    data = new SmallDataset(temp.resolve("study")).scan(T1W);
    study = data.root().toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "restore", "review", "export"})
  void aFolderThatIsNoDatasetIsNone(String command) throws IOException {
    String folder = Files.createDirectory(temp.resolve("plain")).toString();
    String[] arguments =
        command.equals("export")
            ? new String[] {command, folder, temp.resolve("new").toString()}
            : new String[] {command, folder};
    Program.run(arguments).with(16).says("dataset_description.json");
  }

  @Test
  void anExternalProgramThatIsNotThereIsMissedAtTheStart() {
    Program.run(study, "participant", "--deid", "external:fsl_deface")
        .with(66)
        .says("fsl_deface")
        .says("not installed");
    assertFalse(Files.exists(data.path("derivatives")));
  }

  @Test
  void theOutputOfOneImageNeedsItsFolder() {
    String image = data.path(T1W).toString();
    Program.run("deface", image, "-o", temp.resolve("no/such/out.nii.gz").toString())
        .with(73)
        .says("is not there. Make it");
    Program.run("deface", image, "-o", image, "--force").with(64).says("never overwritten");
  }

  @Test
  void anOutputFolderThatIsAFileIsToldInOneSentence() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    Program.run(study, file.toString(), "participant", "--skip-bids-validation")
        .with(73)
        .says("a file has that name");
  }

  @Test
  void helpIsAWordToo() {
    Program.run("help").with(0).says("Usage: bidsveil");
    Program.run("help", "export").with(0).says("NEW_DIR");
  }

  @Test
  void theDryRunNamesWhatTheRunLeavesAlone() throws IOException {
    data.scan("sub-01/anat/sub-01_mprage.nii.gz").scan("sub-P_01/anat/sub-P_01_T1w.nii.gz");
    for (List<String> options : List.of(List.of("--dry-run"), List.of("--skip-bids-validation"))) {
      Program.Ended ended = Program.run(study, "participant", options.getFirst());
      ended.says("sub-01_mprage.nii.gz").says("sub-P_01/: its label");
    }
    Program.Ended json = Program.run(study, "participant", "--dry-run", "--json").with(0);
    assertTrue(new ObjectMapper().readTree(json.out()).path("scans").isArray(), json.out());
  }

  @Test
  void aDatasetWithoutImagesIsScrubbed() throws IOException {
    Files.delete(data.path(T1W));
    data.text("sub-01/beh/sub-01_task-rest_beh.json", "{\"PatientName\": \"Quill^Ann\"}\n");
    Program.run(study, "participant", "--dry-run").with(0).says("would be scrubbed");
    Program.run("check", study)
        .with(1)
        .says("PatientName")
        .says("Run bidsveil BIDS_DIR participant");
    Program.run(study, "participant", "--skip-bids-validation").with(0);
    assertEquals(
        -1, Files.readString(data.path("sub-01/beh/sub-01_task-rest_beh.json")).indexOf("Quill"));
  }

  @Test
  void aListOfOriginalsElsewhereIsNoFinding() {
    data.text("sub-01/beh/sub-01_task-rest_beh.json", "{\"PatientName\": \"Quill^Ann\"}\n");
    Path vault = temp.resolve("vault");
    Program.run(study, "participant", "--skip-bids-validation", "--originals", vault.toString())
        .with(1);
    Program.Ended check = Program.run("check", study, "--originals", vault.toString()).with(1);
    assertFalse(check.out().contains("sourcedata/bidsveil"), check.out());
  }

  @Test
  void nothingIsSaidOfACodeThatDoesNotExist() {
    byte[] flat = SmallDataset.imageBytes(false);
    for (int at = 80; at < 92; at++) {
      flat[at] = 0; // pixdim[1..3]: no voxel has a size
    }
    data.bytes("sub-02/anat/sub-02_T1w.nii", flat);
    Program.Ended ended = Program.run(study, "participant", "--skip-bids-validation").with(1);
    assertFalse(ended.out().contains("code to 0"), ended.out());
  }
}
