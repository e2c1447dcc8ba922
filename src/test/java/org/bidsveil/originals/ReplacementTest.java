package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.bidsveil.files.Disk;
import org.bidsveil.files.FailingSteps;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementTest {
  @TempDir Path folder;
  private Study study;
  private Map<String, String> before;

  @BeforeEach
  void dataset() {
    study = Study.create(folder);
    before = study.snapshot();
  }

  private Path ledger(String name) {
    return folder.resolve("sourcedata/bidsveil").resolve(name);
  }

  private static Refusal refused(org.junit.jupiter.api.function.Executable run) {
    return assertThrows(Refusal.class, run);
  }

  @Test
  void replacesAllFilesAndKeepsTheOriginalsWithModeAndTime() throws IOException {
    byte[] image = study.bytes(Study.IMAGE);
    var time = Files.getLastModifiedTime(study.file(Study.IMAGE));
    Study.run(study.store(), study);

    assertArrayEquals(Study.defaced(image), study.bytes(Study.IMAGE));
    Map<String, String> after = study.snapshot();
    for (Path path : List.of(Study.IMAGE, Study.SIDECAR, Study.SHARED, Study.PARTICIPANTS)) {
      assertEquals(before.get(path.toString()), after.get("sourcedata/bidsveil/" + path));
    }
    assertEquals(time, Files.getLastModifiedTime(ledger(Study.IMAGE.toString())));
    assertEquals(
        "r--r-----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(study.file(Study.IMAGE))));
    assertTrue(after.containsKey(Study.CREATED.toString()));
    assertEquals(
        before.get("sub-02/anat/sub-02_T1w.nii.gz"), after.get("sub-02/anat/sub-02_T1w.nii.gz"));
    assertTrue(after.keySet().stream().noneMatch(n -> n.contains("journal")), after::toString);
    assertTrue(after.keySet().stream().noneMatch(n -> n.contains(".tmp")), after::toString);
  }

  @Test
  void theManifestHasTheColumnsOfTheContract() throws IOException {
    Sha256 original = Sha256.of(study.file(Study.IMAGE));
    Study.run(study.store(), study);
    List<String> lines = Files.readAllLines(ledger("sub-01/originals.tsv"));
    assertTrue(
        lines
            .getFirst()
            .startsWith(
                "path\tsha256_original\tsha256_current\tbytes\tdefacer\tversion\ttime\tstatus"));
    assertEquals(4, lines.size());
    assertEquals(
        List.of(
            Study.IMAGE.toString(),
            original.hex(),
            Sha256.of(study.file(Study.IMAGE)).hex(),
            "300000",
            "template",
            "0.1.0",
            "2026-01-02T03:04:05Z",
            "replaced",
            "r--r-----",
            "2019-08-07T06:05:04.030201Z",
            "n/a"),
        List.of(lines.get(2).split("\t", -1)));
    assertTrue(lines.get(3).startsWith(Study.CREATED + "\tn/a\t"));
    assertEquals("created", lines.get(3).split("\t", -1)[7]);
    assertEquals(3, Files.readAllLines(ledger("originals.tsv")).size());
  }

  @Test
  void sharedFilesAreChangedByTheFirstParticipantOnly() throws IOException {
    Study.run(study.store(), study);
    Map<String, String> once = study.snapshot();
    OriginalsStore store = study.store();
    Path other = Path.of("sub-02/anat/sub-02_T1w.nii.gz");
    try (Replacement r = store.begin("sub-02")) {
      r.edit(Study.SHARED, bytes -> "never".getBytes(UTF_8));
      r.edit(Study.PARTICIPANTS, bytes -> "never".getBytes(UTF_8));
      r.replace(other, Study.defaced(study.bytes(other)));
      assertEquals(List.of(other), r.prepare());
      r.commit("template", "0.1.0");
    }
    Map<String, String> twice = study.snapshot();
    assertEquals(once.get("T1w.json"), twice.get("T1w.json"));
    assertEquals(
        once.get("sourcedata/bidsveil/originals.tsv"),
        twice.get("sourcedata/bidsveil/originals.tsv"));
  }

  @Test
  void aFurtherRunStartsFromTheOriginalAndKeepsTheFirstCopy() {
    byte[] image = study.bytes(Study.IMAGE);
    Study.run(study.store(), study);
    OriginalsStore store = study.store();
    var kept = (OriginalFile.Kept) store.original(Study.IMAGE);
    assertEquals(Sha256.of(image), Sha256.of(kept.copy()));
    try (Replacement r = store.begin("01")) {
      r.replace(Study.IMAGE, "other result".getBytes(UTF_8), Sha256.of(image));
      r.prepare();
      r.commit("quickshear", "0.1.0");
    }
    assertEquals("other result", new String(study.bytes(Study.IMAGE), UTF_8));
    var again = (OriginalFile.Kept) store.original(Study.IMAGE);
    assertEquals(Sha256.of(image), Sha256.of(again.copy()));
    assertEquals("quickshear", again.row().defacer());
    assertFalse(Files.exists(ledger("sub-01/undo")));
  }

  @Test
  void aFileTheUserChangedSinceIsANewOriginalAndBothAreKept() throws IOException {
    Study.run(study.store(), study);
    String table = "participant_id\tage\nsub-01\t89\nsub-02\t41\nsub-03\t93\n";
    Files.writeString(study.file(Study.PARTICIPANTS), table);
    OriginalsStore store = study.store();
    assertTrue(store.original(Study.PARTICIPANTS) instanceof OriginalFile.InPlace);
    try (Replacement r = store.begin("02")) {
      r.edit(Study.PARTICIPANTS, Study::scrubbed);
      r.prepare();
      r.commit("template", "0.1.0");
    }
    assertTrue(Files.readString(study.file(Study.PARTICIPANTS)).endsWith("sub-03\t89\n"));
    assertEquals(table, Files.readString(ledger("version-2/participants.tsv")));
    assertTrue(Files.readString(ledger("participants.tsv")).contains("sub-01\t93"));
    assertEquals(4, Files.readAllLines(ledger("originals.tsv")).size());
  }

  @Test
  void withForceASharedFileIsMadeAnewFromItsOriginal() throws IOException {
    Study.run(study.store(), study);
    OriginalsStore forced =
        OriginalsStore.at(
            folder,
            new OriginalsLocation.InDataset(),
            Study.options(Disk.unobserved()).withForce(true));
    try (Replacement r = forced.begin("01")) {
      r.edit(
          Study.PARTICIPANTS,
          bytes -> new String(bytes, UTF_8).replace("93", "90+").getBytes(UTF_8));
      r.prepare();
      r.commit("template", "0.1.0");
    }
    assertTrue(Files.readString(study.file(Study.PARTICIPANTS)).contains("sub-01\t90+"));
  }

  @Test
  void aDamagedCopyStopsTheScanAndNothingChanges() throws IOException {
    Study.run(study.store(), study);
    Files.delete(ledger(Study.IMAGE.toString()));
    Files.writeString(ledger(Study.IMAGE.toString()), "damaged");
    Map<String, String> damaged = study.snapshot();
    OriginalsStore store = study.store();
    assertEquals("original-damaged", refused(() -> store.original(Study.IMAGE)).name());
    try (Replacement r = store.begin("01")) {
      r.replace(Study.IMAGE, "new".getBytes(UTF_8));
      assertEquals("original-damaged", refused(r::prepare).name());
    }
    assertEquals(damaged, study.snapshot());
  }

  @Test
  void aForeignFileWhereTheCopyBelongsIsNeverOverwritten() throws IOException {
    Path place = ledger(Study.IMAGE.toString());
    Files.createDirectories(place.getParent());
    Files.writeString(place, "somebody else's");
    OriginalsStore store = study.store();
    try (Replacement r = store.begin("01")) {
      r.replace(Study.IMAGE, "new".getBytes(UTF_8));
      assertEquals("copy-exists", refused(r::prepare).name());
    }
    assertEquals("somebody else's", Files.readString(place));
    assertEquals(before, withoutLedger());
  }

  private Map<String, String> withoutLedger() {
    return study.raw();
  }

  @Test
  void aCopyOfTheSameBytesIsTakenAsTheCopy() throws IOException {
    Path place = ledger(Study.IMAGE.toString());
    Files.createDirectories(place.getParent());
    Files.copy(study.file(Study.IMAGE), place);
    Study.run(study.store(), study);
    assertTrue(study.store().original(Study.IMAGE) instanceof OriginalFile.Kept);
  }

  @Test
  void aFileThatChangedWhileItWasWorkedOnIsRefused() throws IOException {
    byte[] image = study.bytes(Study.IMAGE);
    OriginalsStore store = study.store();
    Files.delete(study.file(Study.IMAGE));
    Files.writeString(study.file(Study.IMAGE), "converted again");
    try (Replacement r = store.begin("01")) {
      r.replace(Study.IMAGE, Study.defaced(image), Sha256.of(image));
      assertEquals("changed-meanwhile", refused(r::prepare).name());
    }
    try (Replacement r = store.begin("01")) {
      r.replace(Study.IMAGE, Study.defaced(image));
      r.prepare();
      Files.writeString(study.file(Study.IMAGE), "and again");
      assertEquals("changed-meanwhile", refused(() -> r.commit("t", "1")).name());
    }
    assertEquals("and again", Files.readString(study.file(Study.IMAGE)));
    assertTrue(store.rows("01").isEmpty());
  }

  @Test
  void whatIsPreparedAndNotCommittedIsUndone() {
    try (Replacement r = study.store().begin("01")) {
      Study.fill(r, study, study.bytes(Study.IMAGE));
      assertEquals(5, r.prepare().size());
    }
    assertEquals(before, study.raw());
    assertTrue(
        study.snapshot().keySet().stream()
            .filter(n -> n.startsWith("sourcedata"))
            .allMatch(n -> n.endsWith("README") || n.endsWith(".gitignore")),
        () -> study.snapshot().toString());
  }

  @Test
  void unchangedBytesMakeNoCopyAndNoRow() {
    OriginalsStore store = study.store();
    try (Replacement r = store.begin("01")) {
      r.replace(Study.SIDECAR, study.bytes(Study.SIDECAR));
      assertEquals(List.of(), r.prepare());
      r.commit("template", "0.1.0");
    }
    assertTrue(store.rows("01").isEmpty());
    assertFalse(Files.exists(ledger(Study.SIDECAR.toString())));
  }

  @Test
  void creatingNeverOverwritesTheUsersFile() {
    try (Replacement r = study.store().begin("01")) {
      r.create(Study.SIDECAR, "{}".getBytes(UTF_8));
      assertEquals("already-exists", refused(r::prepare).name());
    }
    assertEquals(before, study.raw());
  }

  @Test
  void aFileThatARunCreatedMayBeCreatedAgainUntilTheUserChangesIt() throws IOException {
    Study.run(study.store(), study);
    OriginalsStore store = study.store();
    assertTrue(store.original(Study.CREATED) instanceof OriginalFile.Created);
    try (Replacement r = store.begin("01")) {
      r.create(Study.CREATED, "{}".getBytes(UTF_8));
      r.prepare();
      r.commit("template", "0.2.0");
    }
    assertEquals("{}", Files.readString(study.file(Study.CREATED)));
    assertEquals(OriginalRow.Status.CREATED, store.rows("01").getLast().status());
    Files.writeString(study.file(Study.CREATED), "{\"mine\": 1}");
    try (Replacement r = store.begin("01")) {
      r.create(Study.CREATED, "{}".getBytes(UTF_8));
      assertEquals("already-exists", refused(r::prepare).name());
    }
    try (Replacement r = store.begin("01")) {
      r.replace(Study.CREATED, "{}".getBytes(UTF_8));
      r.prepare();
      r.commit("template", "0.2.0");
    }
    assertEquals("{\"mine\": 1}", Files.readString(ledger("version-2/" + Study.CREATED)));
  }

  @Test
  void withNoneNoCopyStaysAndTheRowSaysSo() {
    OriginalsStore store =
        OriginalsStore.at(folder, new OriginalsLocation.None(), Study.options(Disk.unobserved()));
    Study.run(store, study);
    assertTrue(store.original(Study.IMAGE) instanceof OriginalFile.NotKept);
    assertTrue(
        study.snapshot().keySet().stream()
            .filter(n -> n.startsWith("sourcedata"))
            .allMatch(n -> n.matches(".*(README|\\.gitignore|originals\\.tsv)")),
        () -> study.snapshot().toString());
    assertTrue(store.picturesFolder("01").isEmpty());
    assertTrue(store.notice().contains("cannot be restored"));
  }

  @Test
  void outsideTheCopiesLieInTheGivenFolder(@TempDir Path outside) {
    OriginalsStore store =
        OriginalsStore.at(
            folder, new OriginalsLocation.Outside(outside), Study.options(Disk.unobserved()));
    Study.run(store, study);
    Map<String, String> copies = Study.snapshot(outside);
    assertEquals(before.get(Study.IMAGE.toString()), copies.get(Study.IMAGE.toString()));
    assertTrue(copies.containsKey("README"));
    assertFalse(Files.exists(ledger(Study.IMAGE.toString())));
    assertTrue(store.original(Study.IMAGE) instanceof OriginalFile.Kept);
    // Without the option the copy cannot be found: nothing goes on as if the file were an original.
    assertEquals("original-missing", refused(() -> study.store().original(Study.IMAGE)).name());
    assertTrue(store.notice().contains(outside.toString()));
  }

  @Test
  void linksAndHardLinksAreRefusedByNameUnlessForced(@TempDir Path elsewhere) throws IOException {
    Path store = Files.writeString(elsewhere.resolve("store.nii"), "the only copy");
    Path link = Path.of("sub-01/anat/sub-01_T2w.nii");
    Path hard = Path.of("sub-01/anat/sub-01_PDw.nii");
    Files.createSymbolicLink(study.file(link), store);
    Files.createLink(study.file(hard), store);
    for (Path path : List.of(link, hard)) {
      try (Replacement r = study.store().begin("01")) {
        r.replace(path, "new".getBytes(UTF_8));
        assertTrue(
            List.of("link-out-of-dataset", "hard-linked").contains(refused(r::prepare).name()));
      }
    }
    OriginalsStore forced =
        OriginalsStore.at(
            folder,
            new OriginalsLocation.InDataset(),
            Study.options(Disk.unobserved()).withForce(true));
    try (Replacement r = forced.begin("01")) {
      r.replace(link, "new".getBytes(UTF_8));
      r.replace(hard, "new".getBytes(UTF_8));
      r.prepare();
      r.commit("template", "0.1.0");
    }
    assertEquals("the only copy", Files.readString(store));
    assertEquals("new", Files.readString(study.file(link)));
    Restore.restore(forced, List.of(), false);
    assertTrue(Files.isSymbolicLink(study.file(link)));
    assertEquals("the only copy", Files.readString(study.file(link)));
  }

  @Test
  void wrongUseIsAnErrorOfTheProgrammer() {
    try (Replacement r = study.store().begin("01")) {
      byte[] some = {1};
      assertThrows(
          IllegalArgumentException.class,
          () -> r.replace(Path.of("sub-02/anat/sub-02_T1w.json"), some));
      assertThrows(
          IllegalArgumentException.class, () -> r.replace(Path.of("../outside.json"), some));
      assertThrows(IllegalArgumentException.class, () -> r.replace(study.file(Study.IMAGE), some));
      assertEquals("unusable-name", refused(() -> r.replace(Path.of("README"), some)).name());
      r.replace(Study.IMAGE, some);
      assertThrows(IllegalArgumentException.class, () -> r.replace(Study.IMAGE, some));
      assertThrows(IllegalStateException.class, () -> r.commit("template", "0.1.0"));
    }
    assertThrows(IllegalArgumentException.class, () -> study.store().begin("../x"));
  }

  @Test
  void aSecondRunOnOneParticipantIsToldToTryAgain() {
    StoreOptions impatient =
        Study.options(Disk.unobserved()).withLockWait(java.time.Duration.ofMillis(50));
    OriginalsStore first = study.store();
    OriginalsStore second = OriginalsStore.at(folder, new OriginalsLocation.InDataset(), impatient);
    try (Hold _ = first.hold("01")) {
      assertEquals(75, refused(() -> second.begin("01").close()).kind().exitCode());
      second.begin("02").close();
    }
    second.begin("01").close();
  }

  @Test
  void anUnreadableManifestOrJournalStopsEverything() throws IOException {
    Study.run(study.store(), study);
    Files.writeString(ledger("sub-01/originals.tsv"), "path\tsomething\nx\ty\n");
    assertEquals("manifest-unreadable", refused(() -> study.store().original(Study.IMAGE)).name());
    Files.writeString(ledger("sub-01/journal.json"), "{\"state\": \"?\"}");
    assertEquals("journal-unreadable", refused(() -> study.store().recover()).name());
  }

  /** What a power cut leaves depends on what was durable before: the order is the guarantee. */
  @Test
  void copiesStagesJournalImageSidecarsManifestInThisOrder() {
    FailingSteps heard = FailingSteps.never();
    Study.run(study.store(new Disk(heard)), study);
    List<String> steps = heard.heard();
    String image = Study.IMAGE.getFileName().toString();
    int imageCopied = steps.indexOf("after HARD_LINK " + image);
    int lastCopied = lastBefore(steps, "after HARD_LINK", steps.size());
    int imageRenamed = steps.indexOf("after RENAME " + image);
    int committing = lastBefore(steps, "after RENAME journal.json", imageRenamed);
    int staged = lastBefore(steps, "after VERIFY", committing - 1);
    int sidecarRenamed = steps.indexOf("after RENAME sub-01_T1w.json");
    int tableRenamed = steps.indexOf("after RENAME participants.tsv");
    int manifest = steps.indexOf("after RENAME originals.tsv");
    int journalGone = steps.indexOf("after DELETE journal.json");
    List<Integer> order =
        List.of(
            steps.indexOf("after RENAME journal.json"),
            imageCopied,
            lastCopied,
            staged,
            committing,
            imageRenamed,
            sidecarRenamed,
            tableRenamed,
            manifest,
            journalGone);
    assertEquals(order.stream().sorted().toList(), order);
    assertEquals("before FSYNC_FOLDER sub-01", steps.get(committing + 1));
    assertEquals("before FSYNC_FOLDER anat", steps.get(imageRenamed + 1));
  }

  private static int lastBefore(List<String> steps, String start, int end) {
    for (int i = end - 1; i >= 0; i--) {
      if (steps.get(i).startsWith(start)) {
        return i;
      }
    }
    return -1;
  }
}
