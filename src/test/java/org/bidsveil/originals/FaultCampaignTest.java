package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
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
  void aKilledRestoreIsRepeated() throws IOException {
    restoresAfterEveryKill(study -> new OriginalsLocation.InDataset(), false);
  }

  @Test
  void aKilledPurgeIsRepeated() throws IOException {
    restoresAfterEveryKill(study -> new OriginalsLocation.InDataset(), true);
  }

  @Test
  void aKilledPurgeWithCopiesElsewhereIsRepeated() throws IOException {
    restoresAfterEveryKill(study -> new OriginalsLocation.Outside(elsewhere(study)), true);
  }

  @Test
  void aRunAfterAKilledPurgeIsAsTheFirst() throws IOException {
    Study whole = fresh(-1);
    Study.run(whole.store(), whole);
    FailingSteps counting = FailingSteps.never();
    Restore.restore(whole.store(new Disk(counting)), List.of(), true);
    for (int n = 0; n < counting.count(); n += 2) {
      Study study = fresh(n);
      Study.run(study.store(), study);
      Kill kill = new Kill(n, () -> {});
      String when = "restore killed at " + counting.heard().get(n);
      assertThrows(
          Killed.class, () -> Restore.restore(study.store(new Disk(kill)), List.of(), true), when);
      assertOriginalsWhole(study, allOld);
      if (holds(study.file(Study.IMAGE), shaIn(allOld, Study.IMAGE))) {
        Study.run(study.store(), study);
        Map<String, String> found = study.snapshot();
        // What a restore staged for a shared file goes when one is changed or restored next.
        found
            .keySet()
            .removeIf(name -> !name.contains("/") && DurableWrite.isTemporary(Path.of(name)));
        assertEquals(allNew, found, when);
      }
      FolderTree.delete(study.root, Disk.unobserved());
    }
  }

  private static Path elsewhere(Study study) {
    return study.root.resolveSibling(study.root.getFileName() + "-originals");
  }

  /** The second restore must end as one that nobody disturbed, and have nothing to complain of. */
  private void restoresAfterEveryKill(Function<Study, OriginalsLocation> originals, boolean purge)
      throws IOException {
    Study whole = defaced(-1, originals);
    FailingSteps counting = FailingSteps.never();
    restored(whole, originals, new Disk(counting), purge);
    Map<String, String> end = everything(whole);
    for (int n = 0; n < counting.count(); n += 2) {
      Study study = defaced(n, originals);
      Kill kill = new Kill(n, () -> {});
      String when = "restore killed at " + counting.heard().get(n);
      assertThrows(Killed.class, () -> restored(study, originals, new Disk(kill), purge), when);
      RestoreReport again = restored(study, originals, Disk.unobserved(), purge);
      assertEquals(List.of(), again.refusals(), when);
      assertEquals(List.of(), again.notes(), when);
      assertEquals(purge, again.purged(), when);
      assertEquals(end, everything(study), when);
      FolderTree.delete(study.root, Disk.unobserved());
      FolderTree.delete(elsewhere(study), Disk.unobserved());
    }
  }

  /** Everything that a run leaves, and a table that lies behind the manifest of its participant. */
  private Study defaced(int n, Function<Study, OriginalsLocation> originals) throws IOException {
    Study study = fresh(n);
    Files.createDirectories(elsewhere(study));
    Path scans = Path.of("sub-01/sub-01_scans.tsv");
    Files.writeString(study.file(scans), "filename\tacq_time\nanat/sub-01_T1w.nii.gz\t2019\n");
    Files.setLastModifiedTime(study.file(scans), FileTime.from(Study.NOW));
    OriginalsStore store = store(study, originals, Disk.unobserved());
    Study.run(store, study);
    try (Replacement r = store.begin("01")) {
      r.replace(scans, "filename\nanat/sub-01_T1w.nii.gz\n".getBytes(UTF_8));
      r.prepare();
      r.commit("", "0.1.0");
    }
    for (String name :
        List.of("dataset_description.json", "sub-01.html", "log/copied_sub-01.txt")) {
      Path file = study.file(Path.of("derivatives/bidsveil", name));
      Files.createDirectories(file.getParent());
      Files.writeString(file, "{\"GeneratedBy\": [{\"Name\": \"bidsveil\"}]}");
    }
    return study;
  }

  private static OriginalsStore store(
      Study study, Function<Study, OriginalsLocation> originals, Disk disk) {
    return OriginalsStore.at(study.root, originals.apply(study), Study.options(disk));
  }

  private static RestoreReport restored(
      Study study, Function<Study, OriginalsLocation> originals, Disk disk, boolean purge) {
    return Restore.restore(store(study, originals, disk), List.of(), purge);
  }

  /** Files and folders, those of the originals as well, and the times of what was put back. */
  private static Map<String, String> everything(Study study) throws IOException {
    Map<String, String> all = study.snapshot();
    for (Path base : List.of(study.root, elsewhere(study))) {
      String prefix = base.equals(study.root) ? "folder " : "folder elsewhere: ";
      try (Stream<Path> walk = Files.walk(base)) {
        walk.filter(Files::isDirectory).forEach(f -> all.put(prefix + base.relativize(f), ""));
      }
    }
    Study.snapshot(elsewhere(study)).forEach((name, what) -> all.put("elsewhere: " + name, what));
    for (Path path : ORIGINALS) {
      all.put("time of " + path, Files.getLastModifiedTime(study.file(path)).toString());
    }
    return all;
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
