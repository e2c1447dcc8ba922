package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.originals.RestoreReport.Item;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
  private static final Path OTHER = Path.of("sub-02/anat/sub-02_T1w.nii.gz");

  @TempDir Path folder;
  private Study study;
  private Map<String, String> before;

  @BeforeEach
  void defaced() {
    study = Study.create(folder);
    before = study.snapshot();
    Study.run(study.store(), study);
  }

  private void defaceOther() {
    try (Replacement r = study.store().begin("02")) {
      r.replace(OTHER, Study.defaced(study.bytes(OTHER)));
      r.prepare();
      r.commit("template", "0.1.0");
    }
  }

  private RestoreReport restore(List<String> subjects, boolean purge) {
    return Restore.restore(study.store(), subjects, purge);
  }

  private OriginalsStore forced() {
    return OriginalsStore.at(
        folder,
        new OriginalsLocation.InDataset(),
        Study.options(Disk.unobserved()).withForce(true));
  }

  @Test
  void everythingIsAsBeforeWithTimes() throws IOException {
    RestoreReport report = restore(List.of(), false);
    assertEquals(List.of(), report.refusals());
    assertEquals(before, study.raw());
    for (Path path : List.of(Study.IMAGE, Study.SHARED)) {
      assertEquals(
          FileTime.from(java.time.Instant.parse("2019-08-07T06:05:04.030201Z")),
          Files.getLastModifiedTime(study.file(path)));
    }
    assertTrue(report.items().contains(new Item.Removed(Study.CREATED.toString())));
    assertTrue(Files.exists(folder.resolve("sourcedata/bidsveil/" + Study.IMAGE)));
    assertTrue(
        study.store().rows("01").stream()
            .allMatch(row -> row.status() == OriginalRow.Status.RESTORED));
    // The image goes last.
    assertEquals(
        new Item.PutBack(Study.IMAGE.toString()),
        report.items().stream().filter(i -> i.path().startsWith("sub-01")).toList().getLast());
  }

  @Test
  void purgeLeavesTheDatasetAsItWas() throws IOException {
    Files.createDirectories(folder.resolve("derivatives/bidsveil/sub-01"));
    for (String name :
        List.of(
            "sub-01/sub-01_deface.tsv",
            "sub-01.html",
            "sub-01/figures/sub-01_mod-T1w_desc-tile_defacemosaic.png",
            "sub-01/anat/sub-01_mod-T1w_desc-refused_defacemask.nii.gz",
            "sub-01/anat/sub-01_mod-T1w_desc-draft_defacemask.txt",
            "quality_check/page/scans_0001.js",
            "log/copied_sub-01.txt")) {
      Path file = folder.resolve("derivatives/bidsveil").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
    assertTrue(restore(List.of(), true).purged());
    assertEquals(before, study.snapshot());
    assertFalse(Files.exists(folder.resolve("sourcedata")));
    assertFalse(Files.exists(folder.resolve("derivatives")));
  }

  @Test
  void purgeLeavesWhatOthersPutBeside() throws IOException {
    Files.writeString(folder.resolve("sourcedata/notes.txt"), "mine");
    assertTrue(restore(List.of(), true).purged());
    assertEquals("mine", Files.readString(folder.resolve("sourcedata/notes.txt")));
  }

  @Test
  void aRunAfterARestoreIsTheSameRunAgain() {
    Map<String, String> defaced = study.snapshot();
    restore(List.of(), false);
    assertTrue(study.store().original(Study.IMAGE) instanceof OriginalFile.InPlace);
    Study.run(study.store(), study);
    assertEquals(defaced, study.snapshot());
  }

  @Test
  void sharedFilesGoBackWithTheLastParticipant() {
    defaceOther();
    RestoreReport one = restore(List.of("01"), false);
    assertEquals(List.of(), one.refusals());
    Map<String, String> raw = study.raw();
    assertEquals(before.get(Study.IMAGE.toString()), raw.get(Study.IMAGE.toString()));
    assertNotEquals(before.get("T1w.json"), raw.get("T1w.json"));
    assertNotEquals(before.get(OTHER.toString()), raw.get(OTHER.toString()));
    assertTrue(one.notes().getFirst().contains("sub-02"));
    restore(List.of("sub-02"), false);
    assertEquals(before, study.raw());
  }

  @Test
  void aScanOfWhichTheUserChangedAFileStaysWholly() throws IOException {
    Files.writeString(study.file(Study.SIDECAR), "{\"mine\": 1}");
    String defaced = study.raw().get(Study.IMAGE.toString());
    RestoreReport report = restore(List.of(), true);
    assertEquals(
        List.of("changed-since", "scan-kept-together", "purge-too-early"),
        report.refusals().stream().map(r -> r.refusal().name()).toList());
    assertEquals("{\"mine\": 1}", Files.readString(study.file(Study.SIDECAR)));
    assertEquals(defaced, study.raw().get(Study.IMAGE.toString()));
    assertTrue(report.items().contains(new Item.Removed(Study.CREATED.toString())));
    assertFalse(report.purged());
    RestoreReport again = Restore.restore(forced(), List.of(), true);
    assertEquals(List.of(), again.refusals());
    assertEquals(before, study.snapshot());
  }

  @Test
  void aDamagedCopyIsRefusedAndTheFileStays() throws IOException {
    Path copy = folder.resolve("sourcedata/bidsveil/" + Study.IMAGE);
    Files.delete(copy);
    Files.writeString(copy, "damaged");
    String defaced = study.raw().get(Study.IMAGE.toString());
    RestoreReport report = restore(List.of(), true);
    assertEquals(
        List.of("scan-kept-together", "original-damaged", "purge-too-early"),
        report.refusals().stream().map(r -> r.refusal().name()).toList());
    assertEquals(defaced, study.raw().get(Study.IMAGE.toString()));
    assertTrue(Files.exists(copy));
  }

  @Test
  void withoutCopiesARestoreIsRefused() {
    OriginalsStore none =
        OriginalsStore.at(folder, new OriginalsLocation.None(), Study.options(Disk.unobserved()));
    try (Replacement r = none.begin("02")) {
      r.replace(OTHER, Study.defaced(study.bytes(OTHER)));
      r.prepare();
      r.commit("template", "0.1.0");
    }
    RestoreReport report = restore(List.of("02"), false);
    assertEquals("original-not-kept", report.refusals().getFirst().refusal().name());
  }

  @Test
  void severalOriginalsOfAFileAreNeverPurged() throws IOException {
    String second = "a second conversion";
    Files.delete(study.file(Study.IMAGE));
    Files.writeString(study.file(Study.IMAGE), second);
    try (Replacement r = study.store().begin("01")) {
      r.replace(Study.IMAGE, "defaced again".getBytes(UTF_8));
      r.prepare();
      r.commit("template", "0.1.0");
    }
    RestoreReport report = restore(List.of(), true);
    assertEquals(second, Files.readString(study.file(Study.IMAGE)));
    assertFalse(report.purged());
    assertTrue(report.notes().stream().anyMatch(n -> n.contains("changed by you")));
  }

  @Test
  void aDeletedDefacedFileIsPutBackWithForceOnly() throws IOException {
    Files.delete(study.file(Study.IMAGE));
    RestoreReport report = restore(List.of(), false);
    assertEquals(
        List.of("scan-kept-together", "gone-since"),
        report.refusals().stream().map(r -> r.refusal().name()).toList());
    assertFalse(Files.exists(study.file(Study.IMAGE)));
    Restore.restore(forced(), List.of(), false);
    assertEquals(before, study.raw());
  }

  @Test
  void aRenamedParticipantGetsNoFaceUnderTheOldName() throws IOException {
    Files.move(folder.resolve("sub-01"), folder.resolve("sub-77"));
    RestoreReport report = restore(List.of(), true);
    assertFalse(Files.exists(folder.resolve("sub-01")));
    assertFalse(report.purged());
    assertTrue(report.refusals().stream().anyMatch(r -> r.refusal().name().equals("gone-since")));
  }

  @Test
  void aPurgeStopsAtCopiesWithoutARow() throws IOException {
    Path table = folder.resolve("sourcedata/bidsveil/sub-01/originals.tsv");
    String header = Files.readAllLines(table).getFirst() + "\n";
    for (boolean deleted : List.of(false, true)) {
      Files.deleteIfExists(table);
      if (!deleted) {
        Files.writeString(table, header);
      }
      RestoreReport report = restore(List.of(), true);
      assertFalse(report.purged());
      assertTrue(
          report.refusals().stream()
              .anyMatch(r ->
                  r.path().equals(Study.IMAGE.toString())
                      && r.refusal().name().equals("copy-without-row")));
      assertTrue(Files.exists(folder.resolve("sourcedata/bidsveil").resolve(Study.IMAGE)));
    }
  }

  @Test
  void copiesWithoutARowOfWhatIsBackAreNotMissed() throws IOException {
    restore(List.of(), false);
    Files.delete(folder.resolve("sourcedata/bidsveil/sub-01/originals.tsv"));
    Files.delete(folder.resolve("sourcedata/bidsveil/originals.tsv"));
    RestoreReport report = restore(List.of(), true);
    assertEquals(List.of(), report.refusals());
    assertTrue(report.purged());
    assertEquals(before, study.snapshot());
  }

  @Test
  void aPurgeStopsAtAFileOfTheUserAmongTheOriginals() throws IOException {
    Path mine = folder.resolve("sourcedata/bidsveil/sub-01/anat/notes.txt");
    Files.writeString(mine, "mine");
    RestoreReport report = restore(List.of(), true);
    assertFalse(report.purged());
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void aPurgeLeavesFilesOfOthersAmongTheDerivatives() throws IOException {
    Path anat = Files.createDirectories(folder.resolve("derivatives/bidsveil/sub-01/anat"));
    Path mine = anat.resolve("sub-01_T1w.nii.gz");
    Files.writeString(mine, "mine");
    Path mask = anat.resolve("sub-01_mod-T1w_defacemask.nii.gz");
    Files.writeString(mask, "ours");
    RestoreReport report = restore(List.of(), true);
    assertTrue(report.purged());
    assertEquals("mine", Files.readString(mine));
    assertFalse(Files.exists(mask));
    assertTrue(report.notes().stream().anyMatch(n -> n.startsWith(mine.toString())));
  }

  @Test
  void aPurgeLeavesTheDerivativesOfAnotherTool() throws IOException {
    Path other = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(
        other.resolve("dataset_description.json"), "{\"GeneratedBy\": [{\"Name\": \"fMRIPrep\"}]}");
    Files.createDirectories(folder.resolve("derivatives"));
    Files.createSymbolicLink(folder.resolve("derivatives/bidsveil"), other);
    RestoreReport report = restore(List.of(), true);
    assertEquals("derivatives-of-another", report.refusals().getFirst().refusal().name());
    assertTrue(Files.exists(other.resolve("dataset_description.json")));
    assertTrue(Files.exists(folder.resolve("sourcedata/bidsveil").resolve(Study.IMAGE)));
  }

  @Test
  void anUnknownParticipantIsNamed() {
    assertEquals(
        "nothing-to-restore",
        assertThrows(Refusal.class, () -> restore(List.of("99"), false)).name());
  }

  @Test
  void aParticipantOfAnotherRunIsRefusedAndNothingIsPurged() {
    OriginalsStore impatient =
        OriginalsStore.at(
            folder,
            new OriginalsLocation.InDataset(),
            Study.options(Disk.unobserved()).withLockWait(java.time.Duration.ZERO));
    try (Hold _ = study.store().hold("01")) {
      RestoreReport report = Restore.restore(impatient, List.of(), true);
      assertEquals("locked", report.refusals().getFirst().refusal().name());
      assertFalse(report.purged());
    }
    assertTrue(study.store().original(Study.IMAGE) instanceof OriginalFile.Kept);
  }
}
