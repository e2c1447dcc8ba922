package org.bidsveil.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bidsveil.files.Refusal;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy holds the dataset and nothing that a check finds, or there is no copy. */
class DatasetExportTest {
  @TempDir Path temp;
  private Study study;
  private Path target;

  @BeforeEach
  void study() {
    study = new Study(temp.resolve("study"));
    target = temp.resolve("new");
  }

  private DatasetExport.Outcome export() {
    return DatasetExport.export(study.root(), target, CheckSettings.DEFAULT);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void theCopyHoldsEveryFileButOriginalsHistoryAndLogs() throws IOException {
    List<String> before = files(study.root());
    study
        .text(".bidsignore", "x\n")
        .text("sub-01/eeg/sub-01_task-rest_events.tsv", "onset\tduration\n1\t2\n")
        .text("notes.txt", "nothing\n")
        .bytes("sourcedata/bidsveil/" + Study.T1W, new byte[] {1})
        .bytes("sourcedata/dicom/1.dcm", new byte[] {1})
        .text(".git/HEAD", "x\n")
        .text(".datalad/config", "x\n")
        .text("derivatives/bidsveil/log/report.json", "{}\n")
        .bytes("derivatives/freesurfer/sub-01/mri/orig.mgz", new byte[] {1})
        .bytes("derivatives/freesurfer/sub-01/mri/brain.mgz", Study.mgh());
    var copied = assertInstanceOf(DatasetExport.Copied.class, export());
    Stream<String> expected =
        Stream.concat(
            before.stream(),
            Stream.of(
                ".bidsignore",
                "sub-01/eeg/sub-01_task-rest_events.tsv",
                "derivatives/freesurfer/sub-01/mri/brain.mgz"));
    assertEquals(expected.sorted().toList(), files(target));
    assertEquals(files(target).size(), copied.files());
    assertTrue(copied.check().isClean());
    assertArrayEquals(
        Files.readAllBytes(study.path(Study.T1W)), Files.readAllBytes(target.resolve(Study.T1W)));
    String leftOut = String.join("\n", copied.leftOut());
    for (String path :
        List.of(
            "sourcedata/bidsveil/",
            ".git/",
            "notes.txt",
            "derivatives/freesurfer/sub-01/mri/orig.mgz")) {
      assertTrue(leftOut.contains(path), leftOut);
    }
    assertFalse(Files.exists(temp.resolve("new.bidsveil-partial")));
  }

  @Test
  void aFaceInTheDatasetItselfStandsInTheWayAndNothingIsWritten() throws IOException {
    Files.delete(study.path(Study.RECORD));
    var refused = assertInstanceOf(DatasetExport.Refused.class, export());
    assertEquals(Study.T1W, refused.check().findings().getFirst().path());
    assertFalse(Files.exists(target));
  }

  @Test
  void aNameInAReadmeStandsInTheWay() {
    study
        .text("README", "Thanks to Ms Doe.\n")
        .text("sub-01/func/sub-01_task-rest_bold.json", "{\"PatientName\": \"DOE^JANE\"}\n");
    var refused = assertInstanceOf(DatasetExport.Refused.class, export());
    assertTrue(
        refused.check().findings().stream().anyMatch(f -> f.path().equals("README")),
        refused.check().findings().toString());
  }

  @Test
  void whatTheUserAnswersForIsCopied() {
    study.bytes("sub-01/fmap/sub-01_magnitude1.nii.gz", Study.image(true));
    assertInstanceOf(DatasetExport.Refused.class, export());
    CheckSettings accepting =
        new CheckSettings(
            ScrubRules.of(ScrubProfile.DEFAULT),
            Set.of(),
            false,
            Optional.empty(),
            new Acceptance(EnumSet.of(FindingClass.FMAP), Set.of()));
    assertInstanceOf(
        DatasetExport.Copied.class, DatasetExport.export(study.root(), target, accepting));
    assertTrue(Files.exists(target.resolve("sub-01/fmap/sub-01_magnitude1.nii.gz")));
  }

  @Test
  void linksBecomeFiles() throws IOException {
    Path object = temp.resolve("annex/objects/x");
    Files.createDirectories(object.getParent());
    Files.move(study.path(Study.BOLD), object);
    Files.createSymbolicLink(study.path(Study.BOLD), object);
    assertInstanceOf(DatasetExport.Copied.class, export());
    assertTrue(Files.isRegularFile(target.resolve(Study.BOLD), LinkOption.NOFOLLOW_LINKS));
    assertArrayEquals(Files.readAllBytes(object), Files.readAllBytes(target.resolve(Study.BOLD)));
  }

  @Test
  void aNameWithoutContentIsRefused() throws IOException {
    Files.delete(study.path(Study.BOLD));
    Files.createSymbolicLink(
        study.path(Study.BOLD), Path.of("../../.git/annex/objects/x/SHA256E-s1--00"));
    var refused = assertInstanceOf(DatasetExport.Refused.class, export());
    assertEquals(Study.BOLD, refused.check().findings().getFirst().path());
    assertEquals(FindingClass.UNREADABLE, refused.check().findings().getFirst().kind());
    CheckSettings accepting =
        new CheckSettings(
            ScrubRules.of(ScrubProfile.DEFAULT),
            Set.of(),
            false,
            Optional.empty(),
            new Acceptance(EnumSet.of(FindingClass.UNREADABLE), Set.of()));
    Refusal refusal =
        assertThrows(Refusal.class, () -> DatasetExport.export(study.root(), target, accepting));
    assertEquals("content-missing", refusal.name());
    assertFalse(Files.exists(target));
  }

  @Test
  void aFolderThatHoldsSomethingIsRefusedAndAnEmptyOneIsTaken() throws IOException {
    Files.createDirectories(target);
    assertInstanceOf(DatasetExport.Copied.class, export());
    assertEquals("target-not-empty", assertThrows(Refusal.class, this::export).name());
  }

  @Test
  void aFolderInsideTheDatasetIsRefused() {
    target = study.path("derivatives/upload");
    assertEquals("target-inside-dataset", assertThrows(Refusal.class, this::export).name());
  }
}
