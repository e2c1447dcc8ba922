package org.bidsveil.originals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that somebody wrote to have files deleted or written elsewhere. */
class RecordCheckTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IMAGE = Study.IMAGE.toString();
  private static final String TEMPORARY = "sub-01/anat/.bidsveil-1.tmp";

  @TempDir Path folder;
  private Path victim;
  private Study study;
  private Path ledger;

  @BeforeEach
  void dataset() throws IOException {
    victim = Files.writeString(folder.resolve("keep.txt"), "keep");
    study = Study.create(Files.createDirectory(folder.resolve("study")));
    ledger = study.root.resolve("sourcedata/bidsveil");
    Files.createDirectories(ledger.resolve("sub-01"));
  }

  private static String hash(Path file) {
    return Sha256.of(file).hex();
  }

  /** A journal with one entry, in which one member is then made bad. */
  private ObjectNode entry(String path, String temporary, String place, String life) {
    ObjectNode entry = JSON.createObjectNode();
    String now = hash(study.root.resolve(IMAGE));
    entry.putObject("before").put("sha256", now).put("bytes", 1);
    entry.putObject("undo").put("place", place).put("life", life);
    entry.put("temporary", temporary).put("version", 1);
    ArrayNode row = entry.putArray("row");
    row.add(path).add(now).add("0".repeat(64)).add("1").add("n/a").add("n/a");
    row.add("1970-01-01T00:00:00Z").add("replaced").add("n/a").add("n/a").add("n/a");
    return entry;
  }

  private void journal(String state, ObjectNode entry) throws IOException {
    ObjectNode journal = JSON.createObjectNode().put("state", state);
    journal.putArray("entries").add(entry);
    Files.write(ledger.resolve("sub-01/journal.json"), JSON.writeValueAsBytes(journal));
  }

  private void refused(String name) {
    Map<String, String> before = Study.snapshot(folder);
    Refusal refusal = assertThrows(Refusal.class, () -> study.store().recover());
    assertEquals(name, refusal.name());
    assertEquals(before, Study.snapshot(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "UNDOING, ../keep.txt",
    "COMMITTING, ../keep.txt",
    "PREPARING, /keep.txt",
    "UNDOING, sub-01/anat/sub-01_T1w.nii.gz",
    "UNDOING, sub-01/anat/../../../.bidsveil-1.tmp",
    "UNDOING, sub-02/anat/.bidsveil-1.tmp"
  })
  void aTemporaryFileElsewhereIsNotDeleted(String state, String temporary) throws IOException {
    Files.writeString(study.root.resolve("sub-02/anat/.bidsveil-1.tmp"), "of sub-02");
    String absolute = temporary.equals("/keep.txt") ? victim.toString() : temporary;
    journal(state, entry(IMAGE, absolute, "sourcedata/bidsveil/" + IMAGE, "KEPT_WHEN_DONE"));
    refused("record-not-believed");
  }

  @ParameterizedTest
  @CsvSource({
    "../keep.txt, ONLY_TO_UNDO",
    "../keep.txt, KEPT_WHEN_DONE",
    "sub-01/anat/sub-01_T1w.nii.gz, KEPT_WHEN_DONE",
    "sub-01/anat/sub-01_T1w.nii.gz, ONLY_TO_UNDO",
    "sourcedata/bidsveil/sub-01/undo/x, ONLY_TO_UNDO",
    "sourcedata/bidsveil/sub-02/anat/sub-02_T1w.nii.gz, KEPT_WHEN_DONE"
  })
  void aSecondPlaceElsewhereIsNotDeleted(String place, String life) throws IOException {
    journal("UNDOING", entry(IMAGE, TEMPORARY, place, life));
    refused("record-not-believed");
  }

  @Test
  void anAbsoluteSecondPlaceAsksForItsFolder() throws IOException {
    journal("UNDOING", entry(IMAGE, TEMPORARY, victim.toString(), "KEPT_WHEN_DONE"));
    refused("originals-elsewhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../keep.txt",
        "/keep.txt",
        "sub-01/../../keep.txt",
        "sub-01//anat/x.nii.gz",
        "./T1w.json",
        "sub-02/anat/sub-02_T1w.nii.gz",
        "sourcedata/bidsveil/sub-01/originals.tsv",
        "derivatives/bidsveil/dataset_description.json",
        ".git/config"
      })
  void aPathThatNoRunReplacesIsNotBelieved(String path) throws IOException {
    journal("UNDOING", entry(path, TEMPORARY, "sourcedata/bidsveil/" + path, "KEPT_WHEN_DONE"));
    refused("record-not-believed");
  }

  @Test
  void nobodyClaimsToHaveCreatedAScan() throws IOException {
    ObjectNode entry = entry(IMAGE, TEMPORARY, "x", "KEPT_WHEN_DONE");
    entry.remove("before");
    entry.remove("undo");
    ((ArrayNode) entry.get("row")).set(1, "n/a").set(2, hash(study.file(Study.IMAGE)));
    journal("UNDOING", entry);
    refused("record-not-believed");
  }

  @Test
  void aLinkedFolderLeadsNowhere() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path named = Files.writeString(other.resolve(".bidsveil-1.tmp"), "keep");
    Files.createSymbolicLink(study.root.resolve("sub-01/extra"), other);
    String path = "sub-01/extra/x.nii.gz";
    journal(
        "UNDOING",
        entry(
            path, "sub-01/extra/.bidsveil-1.tmp", "sourcedata/bidsveil/" + path, "KEPT_WHEN_DONE"));
    refused("linked-folder");
    assertTrue(Files.exists(named));
  }

  @ParameterizedTest
  @ValueSource(strings = {"locks", "sub-01", "sub-01/undo"})
  void aLinkedFolderAmongTheOriginalsIsRefused(String name) throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.deleteIfExists(ledger.resolve(name));
    Files.createSymbolicLink(ledger.resolve(name), other);
    assertEquals(
        "linked-folder", assertThrows(Refusal.class, () -> study.store().begin("01")).name());
    try (var files = Files.list(other)) {
      assertEquals(0, files.count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../..", "../sub-01", "../../.."})
  void aLedgerThatIsTheDatasetIsRefused(String link) throws IOException {
    Files.delete(ledger.resolve("sub-01"));
    Files.delete(ledger);
    Files.createSymbolicLink(ledger, Path.of(link));
    Map<String, String> before = Study.snapshot(folder);
    assertTrue(
        assertThrows(Refusal.class, () -> study.store().begin("01"))
            .name()
            .matches("originals-(inside|around)-dataset"));
    assertEquals(before, Study.snapshot(folder));
  }

  @Test
  void aLedgerOnAnotherDiskIsUsed() throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Files.delete(ledger.resolve("sub-01"));
    Files.delete(ledger);
    Files.createSymbolicLink(ledger, disk);
    Study.run(study.store(), study);
    assertTrue(Files.exists(disk.resolve(IMAGE)));
    Restore.restore(study.store(), java.util.List.of(), true);
    assertFalse(Files.exists(disk.resolve("sub-01")));
  }

  @Test
  void aCommitWithoutItsCopiesIsUndone() throws IOException {
    byte[] image = study.bytes(Study.IMAGE);
    Path staged = Files.writeString(study.root.resolve(TEMPORARY), "new");
    ObjectNode entry = entry(IMAGE, TEMPORARY, "sourcedata/bidsveil/" + IMAGE, "KEPT_WHEN_DONE");
    ((ArrayNode) entry.get("row")).set(2, hash(staged));
    journal("COMMITTING", entry);
    assertTrue(study.store().recover().getFirst().contains("undone"));
    org.junit.jupiter.api.Assertions.assertArrayEquals(image, study.bytes(Study.IMAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../keep.txt", "sub-01/../../keep.txt", "sub-02/anat/sub-02_T1w.json"})
  void aRowThatLeadsElsewhereIsNotRestored(String path) throws IOException {
    Study.run(study.store(), study);
    Path table = ledger.resolve("sub-01/originals.tsv");
    String text = Files.readString(table);
    Files.writeString(table, text.replace(Study.SIDECAR.toString(), path));
    Map<String, String> before = study.raw();
    RestoreReport report = Restore.restore(study.store(), java.util.List.of(), true);
    assertEquals("record-not-believed", report.refusals().getFirst().refusal().name());
    assertFalse(report.purged());
    assertEquals(before, study.raw());
    assertEquals("keep", Files.readString(victim));
  }
}
