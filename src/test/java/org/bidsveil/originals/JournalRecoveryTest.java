package org.bidsveil.originals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.files.WriteSteps;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.ReplacementJournal;
import org.bidsveil.ledger.StoreLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does to the dataset between the end of a run and the next start. */
class JournalRecoveryTest {
  @TempDir Path folder;
  private Study study;
  private Map<String, String> before;

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Ends the process just before or just after a step on a file of this name. */
  private static final class End implements WriteSteps {
    private final boolean after;
    private final Step step;
    private final Path name;
    private boolean dead;

    End(boolean after, Step step, Path path) {
      this.after = after;
      this.step = step;
      this.name = path.getFileName();
    }

    @Override
    public void before(Step now, Path path) {
      hear(false, now, path);
    }

    @Override
    public void after(Step now, Path path) {
      hear(true, now, path);
    }

    private void hear(boolean isAfter, Step now, Path path) {
      dead |= isAfter == after && now == step && path.endsWith(name);
      if (dead) {
        throw new Killed();
      }
    }
  }

  @BeforeEach
  void dataset() {
    study = Study.create(folder);
    before = study.raw();
  }

  private void endAt(End end) {
    assertThrows(Killed.class, () -> Study.run(study.store(new Disk(end)), study));
  }

  private void endBeforeTheImageIsRenamed() {
    endAt(new End(false, WriteSteps.Step.RENAME, Study.IMAGE));
  }

  private void endAfterTheImageIsRenamed() {
    endAt(new End(true, WriteSteps.Step.RENAME, Study.IMAGE));
    assertFalse(before.equals(study.raw()));
  }

  private List<Path> temporaries() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("sub-01/anat"))) {
      return files.filter(DurableWrite::isTemporary).toList();
    }
  }

  private Path copy(Path path) {
    return folder.resolve("sourcedata/bidsveil").resolve(path);
  }

  @Test
  void anInterruptedCommitIsFinishedAndSaid() {
    endBeforeTheImageIsRenamed();
    assertEquals(List.of("sub-01"), study.store().pending());
    assertEquals(
        List.of("An interrupted replacement of " + Study.IMAGE + " was finished (sub-01)."),
        study.store().recover());
    assertEquals(List.of(), study.store().pending());
    assertTrue(study.store().original(Study.IMAGE) instanceof OriginalFile.Kept);
  }

  @Test
  void aLostStagedFileTurnsFinishingIntoUndoing() throws IOException {
    endBeforeTheImageIsRenamed();
    Files.delete(temporaries().getFirst());
    assertTrue(study.store().recover().getFirst().contains("undone"));
    assertEquals(before, study.raw());
  }

  @Test
  void aDamagedStagedFileTurnsFinishingIntoUndoing() throws IOException {
    endAfterTheImageIsRenamed();
    Files.writeString(temporaries().getFirst(), "x");
    assertTrue(study.store().recover().getFirst().contains("undone"));
    assertEquals(before, study.raw());
    assertFalse(Files.exists(copy(Study.IMAGE)));
  }

  @Test
  void whatSomebodyChangedIsLeftAloneAndItsFormerBytesAreKept() throws IOException {
    endAfterTheImageIsRenamed();
    Files.writeString(study.file(Study.SIDECAR), "{\"mine\": 1}");
    study.store().recover();
    Map<String, String> raw = study.raw();
    assertEquals("{\"mine\": 1}", Files.readString(study.file(Study.SIDECAR)));
    assertEquals(before.get(Study.IMAGE.toString()), raw.get(Study.IMAGE.toString()));
    assertEquals(before.keySet(), raw.keySet());
    assertTrue(Files.readString(copy(Study.SIDECAR)).contains("sub-01"));
    assertFalse(Files.exists(copy(Study.IMAGE)));
  }

  @Test
  void aFileChangedAfterItsRenameDoesNotStopTheRest() throws IOException {
    endAfterTheImageIsRenamed();
    Files.delete(study.file(Study.IMAGE));
    Files.writeString(study.file(Study.IMAGE), "a new conversion");
    assertTrue(study.store().recover().getFirst().contains("finished"));
    assertEquals("a new conversion", Files.readString(study.file(Study.IMAGE)));
    assertTrue(Files.exists(study.file(Study.CREATED)));
    assertTrue(study.store().original(Study.IMAGE) instanceof OriginalFile.InPlace);
    assertTrue(Files.exists(copy(Study.IMAGE)));
  }

  @Test
  void anOriginalReplacedBetweenCopyAndNextStartKeepsItsCopy() throws IOException {
    Sha256 original = Sha256.of(study.file(Study.IMAGE));
    endAt(new End(true, WriteSteps.Step.HARD_LINK, Study.SIDECAR));
    Files.delete(study.file(Study.IMAGE));
    Files.writeString(study.file(Study.IMAGE), "a new conversion");
    assertTrue(study.store().recover().getFirst().contains("undone"));
    assertEquals("a new conversion", Files.readString(study.file(Study.IMAGE)));
    assertEquals(original, Sha256.of(copy(Study.IMAGE)));
    assertFalse(Files.exists(copy(Study.SIDECAR)));
  }

  @Test
  void withTheCopyDamagedNothingIsPutBackAndTheJournalStays() throws IOException {
    endAfterTheImageIsRenamed();
    Files.delete(copy(Study.IMAGE));
    Files.writeString(copy(Study.IMAGE), "damaged");
    Files.delete(temporaries().getFirst());
    Map<String, String> half = study.raw();
    for (int again = 0; again < 2; again++) {
      assertEquals(
          "original-damaged", assertThrows(Refusal.class, () -> study.store().recover()).name());
      assertEquals(half.get(Study.IMAGE.toString()), study.raw().get(Study.IMAGE.toString()));
      assertEquals(List.of("sub-01"), study.store().pending());
    }
  }

  @Test
  void anotherParticipantSettlesWhatConcernsTheSharedFiles() {
    endAfterTheImageIsRenamed();
    OriginalsStore other = study.store();
    try (Replacement r = other.begin("02")) {
      r.edit(Study.PARTICIPANTS, Study::scrubbed);
      // The one that was interrupted is finished first, and with it the table.
      assertEquals(List.of(), r.prepare());
      r.commit("template", "0.1.0");
    }
    assertEquals(List.of(), other.pending());
    assertTrue(other.original(Study.IMAGE) instanceof OriginalFile.Kept);
  }

  @Test
  void aParticipantOfARunningProcessIsLeftAlone() {
    endBeforeTheImageIsRenamed();
    try (Hold _ = study.store().hold("01")) {
      assertEquals(List.of(), study.store().recover());
      assertEquals(List.of("sub-01"), study.store().pending());
    }
  }

  @Test
  void theJournalSurvivesItsText() {
    endBeforeTheImageIsRenamed();
    StoreLayout layout = new StoreLayout(folder, new OriginalsLocation.InDataset());
    Owner owner = Owner.subject("01");
    ReplacementJournal journal =
        ReplacementJournal.read(layout.journal(owner), owner).orElseThrow();
    assertEquals(ReplacementJournal.State.COMMITTING, journal.state());
    assertEquals(5, journal.entries().size());
    journal.write(layout.journal(owner), new DurableWrite(Disk.unobserved()));
    assertEquals(journal, ReplacementJournal.read(layout.journal(owner), owner).orElseThrow());
  }
}
