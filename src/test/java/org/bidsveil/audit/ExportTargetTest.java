package org.bidsveil.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bidsveil.files.Disk;
import org.bidsveil.files.FailingSteps;
import org.bidsveil.files.Headway;
import org.bidsveil.files.MemoryFolder;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.WriteSteps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One export at a time fills a folder, and what others do meanwhile does not get into a copy. */
class ExportTargetTest {
  @TempDir(factory = MemoryFolder.class)
  Path temp;

  private Study study;
  private Path target;

  @BeforeEach
  void study() {
    study = new Study(temp.resolve("study"));
    target = temp.resolve("new");
  }

  private DatasetExport.Outcome export(Path to, Disk disk) {
    return DatasetExport.export(study.root(), to, CheckSettings.DEFAULT, disk, Headway.UNSEEN);
  }

  private DatasetExport.Outcome export(Path to) {
    return export(to, Disk.unobserved());
  }

  /** A disk on which something happens when the first file of the copy is begun. */
  private static Disk when(Runnable happens) {
    AtomicBoolean happened = new AtomicBoolean();
    return new Disk(
        new WriteSteps() {
          @Override
          public void before(Step step, Path path) {
            if (step == Step.WRITE && !happened.getAndSet(true)) {
              happens.run();
            }
          }

          @Override
          public void after(Step step, Path path) {}
        });
  }

  private List<String> beside() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aSecondExportIntoTheFolderIsToldAndTheFirstIsWhole() throws IOException {
    List<Refusal> second = new ArrayList<>();
    Disk disk = when(() -> second.add(assertThrows(Refusal.class, () -> export(target))));
    var copied = assertInstanceOf(DatasetExport.Copied.class, export(target, disk));
    Refusal told = Objects.requireNonNull(second.getFirst());
    assertEquals("locked", told.name());
    assertTrue(told.sentence().contains(target.toString()), told.sentence());
    assertTrue(copied.check().isClean());
    assertEquals(List.of("new", "study"), beside());
  }

  @Test
  void theFolderIsOneWhateverItsName() throws IOException {
    Path link =
        Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("to")));
    List<Refusal> second = new ArrayList<>();
    Disk disk =
        when(() -> second.add(assertThrows(Refusal.class, () -> export(link.resolve("new")))));
    assertInstanceOf(DatasetExport.Copied.class, export(temp.resolve("to/new"), disk));
    assertEquals("locked", Objects.requireNonNull(second.getFirst()).name());
  }

  @Test
  void exportsIntoTwoFoldersDoNotMeet() {
    Path other = temp.resolve("other");
    Disk disk = when(() -> assertInstanceOf(DatasetExport.Copied.class, export(other)));
    assertInstanceOf(DatasetExport.Copied.class, export(target, disk));
  }

  @Test
  void whatAKilledExportLeftIsTakenAway() throws IOException {
    Files.createDirectories(temp.resolve("new.bidsveil-partial/sub-01"));
    Files.writeString(temp.resolve("new.bidsveil-partial/sub-01/face.nii"), "x");
    Files.createFile(temp.resolve("new.bidsveil-lock"));
    assertInstanceOf(DatasetExport.Copied.class, export(target));
    assertFalse(Files.exists(target.resolve("sub-01/face.nii")));
    assertEquals(List.of("new", "study"), beside());
  }

  @Test
  void aFaceThatIsRestoredMeanwhileIsNotCopied() throws IOException {
    Disk disk = when(() -> study.bytes(Study.T1W, Study.imageWithDescrip("the face", true)));
    Refusal refusal = assertThrows(Refusal.class, () -> export(target, disk));
    assertEquals("export-not-clean", refusal.name());
    assertTrue(refusal.sentence().contains(Study.T1W), refusal.sentence());
    assertEquals(List.of("study"), beside());
  }

  @Test
  void aFolderInTheDatasetByAnotherNameIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), study.root());
    Refusal refusal = assertThrows(Refusal.class, () -> export(link.resolve("derivatives/upload")));
    assertEquals("target-inside-dataset", refusal.name());
    assertEquals(Optional.empty(), beside().stream().filter(n -> n.startsWith("new")).findAny());
  }

  @Test
  void allReachesTheDiskAtOnceAndBeforeTheName() {
    FailingSteps steps = FailingSteps.never();
    export(target, new Disk(steps));
    List<String> heard = steps.heard();
    int synced = heard.indexOf("after SYNC_TREE new.bidsveil-partial");
    assertTrue(synced > 0, heard.toString());
    List<String> later = heard.subList(synced, heard.size());
    assertTrue(later.contains("before RENAME new"), later.toString());
    assertTrue(later.contains("after FSYNC_FOLDER " + temp.getFileName()), later.toString());
    assertFalse(later.stream().anyMatch(step -> step.matches(".*(WRITE|CREATE).*")));
    assertFalse(heard.stream().anyMatch(step -> step.contains("FSYNC_FILE")));
  }

  @Test
  void whereverTheDiskFailsTheNameStandsForAllOrNothing() throws IOException {
    FailingSteps all = FailingSteps.never();
    export(temp.resolve("whole"), new Disk(all));
    List<String> whole = paths(temp.resolve("whole"));
    int named = 0;
    for (int n = 0; n < all.count(); n++) {
      Path to = temp.resolve("new" + n);
      Disk disk = new Disk(FailingSteps.from(n));
      assertThrows(Refusal.class, () -> export(to, disk), to.toString());
      if (Files.exists(to)) {
        named++;
        assertEquals(whole, paths(to), to.toString());
      }
      assertFalse(Files.exists(temp.resolve("new" + n + ".bidsveil-partial")));
    }
    // The name is there, but it could not be told whether it is on the disk, or the lock is left.
    assertTrue(named > 0 && named < 8, named + " of " + all.count());
  }

  private static List<String> paths(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> folder.relativize(file).toString()).sorted().toList();
    }
  }
}
