package org.bidsveil.originals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.bidsveil.files.Disk;
import org.bidsveil.files.FailingSteps;
import org.bidsveil.files.MemoryFolder;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.files.WriteSteps;
import org.bidsveil.ledger.FolderTree;
import org.bidsveil.ledger.OriginalsLocation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every announcement of the disk, one after the other, fails or ends the process, during the
 * replacement of an image, a sidecar, a created file and two shared files, and during a restore.
 */
class FaultCampaignTest {
  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private static final List<Path> ORIGINALS =
      List.of(Study.IMAGE, Study.SIDECAR, Study.SHARED, Study.PARTICIPANTS);

  private Map<String, String> allOld;
  private Map<String, String> allNew;
  private int announcements;

  /** The end of a process: no step has any effect any more, and nothing may catch it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Ends the process at the n-th announcement; checks the originals at each one before. */
  private static final class Kill implements WriteSteps {
    private final int at;
    private final Runnable check;
    private int heard;

    Kill(int at, Runnable check) {
      this.at = at;
      this.check = check;
    }

    @Override
    public void before(Step step, Path path) {
      hear();
    }

    @Override
    public void after(Step step, Path path) {
      hear();
    }

    private void hear() {
      check.run();
      if (heard++ >= at) {
        throw new Killed();
      }
    }
  }

  @BeforeEach
  void undisturbed() {
    Study study = Study.create(folder.resolve("undisturbed"));
    allOld = study.raw();
    FailingSteps counting = FailingSteps.never();
    Study.run(study.store(new Disk(counting)), study);
    allNew = study.snapshot();
    announcements = counting.count();
    assertTrue(announcements > 200, "announcements: " + announcements);
  }

  private Study fresh(int n) {
    return Study.create(folder.resolve("study-" + n));
  }

  /** What must hold after any end, before anything is repaired. */
  private static void assertOriginalsWhole(Study study, Map<String, String> old) {
    for (Path path : ORIGINALS) {
      String sha = shaIn(old, path);
      boolean inPlace = holds(study.file(path), sha);
      boolean inCopy = holds(study.file(Path.of("sourcedata/bidsveil").resolve(path)), sha);
      if (!inPlace && !inCopy) {
        fail(path + " is whole in neither place");
      }
    }
  }

  private static String shaIn(Map<String, String> snapshot, Path path) {
    String described = snapshot.getOrDefault(path.toString(), "");
    return described.substring(described.indexOf(' ') + 1);
  }

  private static boolean holds(Path file, String sha) {
    return Files.isRegularFile(file) && Sha256.of(file).hex().equals(sha);
  }

  private static Map<String, String> rawOf(Map<String, String> snapshot) {
    Map<String, String> raw = new TreeMap<>(snapshot);
    raw.keySet().removeIf(name -> name.startsWith("sourcedata/bidsveil"));
    return raw;
  }

  private void assertOldOrNew(Study study, String when) {
    Map<String, String> raw = study.raw();
    assertTrue(raw.equals(allOld) || raw.equals(rawOf(allNew)), () -> when + ": " + raw);
  }

  private void assertRunsToTheEndAndBack(Study study, String when) throws IOException {
    Study.run(study.store(), study);
    assertEquals(allNew, study.snapshot(), when);
    RestoreReport report = Restore.restore(study.store(), List.of(), true);
    assertEquals(List.of(), report.refusals(), when);
    assertEquals(allOld, study.snapshot(), when);
    FolderTree.delete(study.root, Disk.unobserved());
  }

  @Test
  void atEveryMomentEachOriginalIsWholeInOneOfItsTwoPlaces() {
    Study study = fresh(0);
    Kill never = new Kill(Integer.MAX_VALUE, () -> assertOriginalsWhole(study, allOld));
    Study.run(study.store(new Disk(never)), study);
    assertEquals(allNew, study.snapshot());
  }

  @Test
  void killedAtEveryStep() throws IOException {
    // Between "after" one step and "before" the next nothing happens: every other one is enough.
    for (int n = 0; n < announcements; n += 2) {
      Study study = fresh(n);
      String when = "killed at " + n;
      Kill kill = new Kill(n, () -> {});
      assertThrows(Killed.class, () -> Study.run(study.store(new Disk(kill)), study), when);
      assertOriginalsWhole(study, allOld);
      study.store().recover();
      assertOldOrNew(study, when);
      assertRunsToTheEndAndBack(study, when);
    }
  }

  /** A kill while the next start repairs what a first kill left, every 11th with every 5th. */
  @Test
  void killedAgainWhileRecovering() throws IOException {
    for (int n = 60; n < announcements; n += 11) {
      for (int m = 0; m < 40; m += 5) {
        Study study = fresh(n);
        String when = "killed at " + n + " and at " + m;
        Kill first = new Kill(n, () -> {});
        assertThrows(Killed.class, () -> Study.run(study.store(new Disk(first)), study), when);
        Kill second = new Kill(m, () -> assertOriginalsWhole(study, allOld));
        try {
          study.store(new Disk(second)).recover();
        } catch (Killed e) {
          assertOriginalsWhole(study, allOld);
        }
        study.store().recover();
        assertOldOrNew(study, when);
        assertRunsToTheEndAndBack(study, when);
      }
    }
  }

  @Test
  void everyStepFailsOnce() throws IOException {
    everyFailure("once", 1, FailingSteps::once);
  }

  @Test
  void everyStepFailsAndAllAfterIt() throws IOException {
    everyFailure("from", 2, FailingSteps::from);
  }

  private void everyFailure(String how, int stride, IntFunction<FailingSteps> failing)
      throws IOException {
    for (int n = 0; n < announcements; n += stride) {
      Study study = fresh(n);
      FailingSteps steps = failing.apply(n);
      String when = how + " " + n;
      boolean refused = false;
      try {
        Study.run(study.store(new Disk(steps)), study);
      } catch (Refusal e) {
        refused = true;
        assertTrue(e.kind().exitCode() == 73 || e.kind().exitCode() == 74, when + e.name());
      }
      String last = when + " " + steps.heard().getLast();
      assertTrue(steps.fired(), last);
      assertOriginalsWhole(study, allOld);
      boolean unsettled = !study.store().pending().isEmpty();
      Map<String, String> raw = study.raw();
      if (!refused) {
        assertEquals(rawOf(allNew), raw, last);
      } else if (!unsettled) {
        // A scan that fails stays as it was.
        raw.keySet().removeIf(name -> how.equals("from") && name.contains(".bidsveil-"));
        assertEquals(allOld, raw, last);
      }
      assertRunsToTheEndAndBack(study, last);
    }
  }

  @Test
  void aRestoreThatEndsAnywhereIsRepeated() throws IOException {
    Study counted = fresh(-1);
    Study.run(counted.store(), counted);
    FailingSteps counting = FailingSteps.never();
    Restore.restore(counted.store(new Disk(counting)), List.of(), true);
    for (int n = 0; n < counting.count(); n += 2) {
      Study study = fresh(n);
      Study.run(study.store(), study);
      Kill kill = new Kill(n, () -> {});
      String when = "restore killed at " + n;
      assertThrows(
          Killed.class, () -> Restore.restore(study.store(new Disk(kill)), List.of(), true), when);
      assertOriginalsWhole(study, allOld);
      Restore.restore(study.store(), List.of(), true);
      assertEquals(allOld, study.raw(), when);
      Study.run(study.store(), study);
      assertEquals(allNew, study.snapshot(), when);
      FolderTree.delete(study.root, Disk.unobserved());
    }
  }

  /** Without copies each original is still whole until its replacement is recorded. */
  @Test
  void withoutCopiesAKillStillGivesOldOrNew() {
    for (int n = 0; n < announcements; n += 3) {
      Study study = fresh(n);
      Kill kill = new Kill(n, () -> {});
      try {
        Study.run(without(study, new Disk(kill)), study);
      } catch (Killed e) {
        assertTrue(n >= 0);
      }
      without(study, Disk.unobserved()).recover();
      assertOldOrNew(study, "none, killed at " + n);
      FolderTree.delete(study.root, Disk.unobserved());
    }
  }

  private static OriginalsStore without(Study study, Disk disk) {
    return OriginalsStore.at(study.root, new OriginalsLocation.None(), Study.options(disk));
  }
}
