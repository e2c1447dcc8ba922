package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Sha256;
import org.bidsveil.files.WriteSteps;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Restore;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two positionals: the scans are overwritten, the originals are kept. */
class InPlaceRunTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String T2W = "sub-01/anat/sub-01_T2w.nii.gz";
  private static final String OTHER = "sub-02/ses-a/anat/sub-02_ses-a_T1w.nii";

  @TempDir Path temp;
  private SmallDataset data;

  @BeforeEach
  void dataset() {
    data =
        new SmallDataset(temp.resolve("study of faces"))
            .scan(T1W)
            .scan(T2W)
            .scan(OTHER)
            .text(
                "sub-01/anat/sub-01_T1w.json",
                "{\n  \"EchoTime\": 2.300e-3,\n  \"PatientName\": \"DOE^JANE\"\n}\n");
  }

  private RunSummary run(boolean force, Engine.Factory engines) {
    return run(data.inPlace(force), engines);
  }

  private static RunSummary run(RunConfiguration configuration, Engine.Factory engines) {
    RunPlan plan = RunPlan.of(configuration);
    plan.requireReady();
    return new DatasetRun(plan, progress -> {}, engines, CopyRunTest.CLOCK).run();
  }

  @Test
  void theScanIsOverwrittenAndTheOriginalKeptByteForByte() throws IOException {
    byte[] before = Files.readAllBytes(data.path(T1W));
    assertTrue(run(false, SmallDataset.removesTheFront()).succeeded());

    assertArrayEquals(before, Files.readAllBytes(data.path("sourcedata/bidsveil/" + T1W)));
    var original = NiftiReader.parse(before);
    var defaced = NiftiReader.read(data.path(T1W));
    Mask front = SmallDataset.front(original.grid());
    assertEquals(0, original.voxelsChangedOutside(front, defaced));
    assertEquals(front.count(), original.voxelsChangedOutside(new Mask(front.grid()), defaced));
    assertEquals(original.header().datatype(), defaced.header().datatype());
  }

  @Test
  void theRowSaysWhatWasDone() {
    run(false, SmallDataset.removesTheFront());
    DefaceTable table = table("sub-01");
    assertEquals(List.of(T1W, T2W), table.rows().stream().map(r -> r.scan()).toList());
    var row = table.row(T1W).orElseThrow();
    assertEquals("sub-01", row.value("participant_id"));
    assertEquals("n/a", row.value("session_id"));
    assertEquals("T1w", row.value("suffix"));
    assertEquals("template", row.value("defacer"));
    assertEquals("pass", row.value("verdict"));
    assertEquals("1", row.value("qc"));
    assertEquals("ses-a", table("sub-02").row(OTHER).orElseThrow().value("session_id"));
  }

  private DefaceTable table(String subject) {
    return DefaceTable.parse(
        Content.ifPresent(
                data.path("derivatives/bidsveil/" + subject + "/" + subject + "_deface.tsv"))
            .orElseThrow());
  }

  @Test
  void theSidecarIsScrubbedByBytesAndSaysWhatWasDone() throws IOException {
    byte[] before = Files.readAllBytes(data.path("sub-01/anat/sub-01_T1w.json"));
    run(false, SmallDataset.removesTheFront());
    String scrubbed = Files.readString(data.path("sub-01/anat/sub-01_T1w.json"));
    assertFalse(scrubbed.contains("DOE"), scrubbed);
    assertTrue(scrubbed.contains("\"EchoTime\": 2.300e-3"), scrubbed);
    assertTrue(scrubbed.contains("\"DeidentificationMethod\": [\"bidsveil "), scrubbed);
    assertArrayEquals(
        before, Files.readAllBytes(data.path("sourcedata/bidsveil/sub-01/anat/sub-01_T1w.json")));
    String created = Files.readString(data.path("sub-01/anat/sub-01_T2w.json"));
    assertTrue(created.contains("DeidentificationMethod"), created);
  }

  @Test
  void tablesAndInheritedSidecarsAreScrubbedOnceForAll() throws IOException {
    data.text("T1w.json", "{\"InstitutionAddress\": \"1 Main St\", \"FlipAngle\": 9}\n")
        .text("participants.tsv", "participant_id\tage\nsub-01\t93\nsub-02\t32\n")
        .text(
            "sub-02/ses-a/sub-02_ses-a_scans.tsv",
            "filename\tacq_time\nanat/sub-02_ses-a_T1w.nii\t2019-04-01T10:00:00\n");
    assertTrue(run(false, SmallDataset.removesTheFront()).succeeded());
    assertEquals("{\"FlipAngle\": 9}\n", Files.readString(data.path("T1w.json")));
    assertEquals(
        "participant_id\tage\nsub-01\t89\nsub-02\t32\n",
        Files.readString(data.path("participants.tsv")));
    assertEquals(
        "filename\tacq_time\nanat/sub-02_ses-a_T1w.nii\tn/a\n",
        Files.readString(data.path("sub-02/ses-a/sub-02_ses-a_scans.tsv")));
    var before = SmallDataset.fingerprint(data.root());
    run(false, SmallDataset.removesTheFront());
    assertEquals(before, SmallDataset.fingerprint(data.root()));
  }

  @Test
  void theReportNamesWhatWentAndNeverItsValue() throws IOException {
    run(false, SmallDataset.removesTheFront());
    String report =
        Files.readString(data.path("derivatives/bidsveil/log/report_20261121T100000_sub-01.json"));
    assertTrue(report.contains("/PatientName"), report);
    assertFalse(report.contains("JANE"), report);
    assertTrue(report.contains("\"verdict\" : \"pass\""), report);
    assertFalse(report.contains(temp.toString()), "no path of this machine");
  }

  @Test
  void picturesOfTheHeadBeforeLieBesideTheOriginalsOnly() {
    run(false, SmallDataset.removesTheFront());
    var files = SmallDataset.fingerprint(data.root()).keySet();
    assertEquals(
        List.of(
            "sourcedata/bidsveil/sub-01/figures/sub-01_mod-T1w_desc-before_render.png",
            "sourcedata/bidsveil/sub-01/figures/sub-01_mod-T2w_desc-before_render.png",
            "sourcedata/bidsveil/sub-02/figures/ses-a/sub-02_ses-a_mod-T1w_desc-before_render.png"),
        files.stream().filter(f -> f.contains("before")).toList());
    assertTrue(
        files.contains(
            "derivatives/bidsveil/sub-02/ses-a/figures/sub-02_ses-a_mod-T1w_defacemosaic.png"),
        files.toString());
  }

  @Test
  void aSecondRunChangesNothingNotEvenATime() {
    run(false, SmallDataset.removesTheFront());
    var before = SmallDataset.fingerprint(data.root());
    RunSummary second = run(false, executor -> scan -> fail());
    assertTrue(second.succeeded());
    assertEquals(3, second.count(ScanOutcome.DoneBefore.class));
    assertEquals(before, SmallDataset.fingerprint(data.root()));
  }

  private static ScanResult fail() {
    throw new AssertionError("the engine must not run");
  }

  @Test
  void forceDefacesAgainFromTheOriginal() {
    run(false, SmallDataset.removesTheFront());
    List<Float> seen = new ArrayList<>();
    RunSummary forced =
        run(
            true,
            executor ->
                scan -> {
                  seen.add(scan.values()[scan.values().length - 1]);
                  return SmallDataset.frontRemoved(scan, new Verdict.Pass());
                });
    assertTrue(forced.succeeded());
    assertEquals(3, forced.count(ScanOutcome.Defaced.class));
    // The last voxel is in the removed front: 0 in the defaced scan, 1680 in the original.
    assertEquals(List.of(1680f, 1680f, 1680f), seen);
  }

  @Test
  void aRowOfAFailedSecondTryGivesWayToThatOfTheScanAsItIs() {
    run(false, SmallDataset.removesTheFront());
    var before = hashes(data.root());
    var defaced = table("sub-01").row(T1W).orElseThrow();
    run(true, executor -> scan -> new ScanResult.Impossible("no head"));
    assertEquals("fail", table("sub-01").row(T1W).orElseThrow().value("verdict"));
    var failed = hashes(data.root());
    Set<String> changed =
        before.entrySet().stream()
            .filter(file -> !file.getValue().equals(failed.get(file.getKey())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertEquals(
        Set.of("derivatives/bidsveil/sub-01.html", "derivatives/bidsveil/sub-02.html"), changed);
    assertTrue(run(false, executor -> scan -> fail()).succeeded());
    assertEquals(defaced, table("sub-01").row(T1W).orElseThrow());
    assertEquals(before, hashes(data.root()));
  }

  @Test
  void whatAKilledRunDidNotNoteIsNotedByTheNext() throws IOException {
    data.text("T1w.json", "{\"InstitutionAddress\": \"1 Main St\", \"FlipAngle\": 9}\n")
        .text("participants.tsv", "participant_id\tage\nsub-01\t93\nsub-02\t30\n");
    run(false, SmallDataset.removesTheFront());
    var before = hashes(data.root());
    Files.delete(data.path("derivatives/bidsveil/sub-01.html"));
    Files.delete(data.path("sourcedata/bidsveil/settled.tsv"));
    assertTrue(run(false, executor -> scan -> fail()).succeeded());
    assertEquals(before, hashes(data.root()));
  }

  @Test
  void deletedMasksAreMadeAgainFromTheOriginals() throws IOException {
    run(false, SmallDataset.removesTheFront());
    var before = hashes(data.root());
    FileUtils.deleteDirectory(data.path("derivatives").toFile());
    RunSummary again = run(false, SmallDataset.removesTheFront());
    assertEquals(3, again.count(ScanOutcome.Defaced.class));
    assertEquals(before, hashes(data.root()));
  }

  @Test
  void aSecondTryThatFailsInWritingKeepsTheMaskOfTheFirst() {
    run(false, SmallDataset.removesTheFront());
    var before = hashes(data.root());
    WriteSteps failing =
        new WriteSteps() {
          @Override
          public void before(Step step, Path path) throws IOException {
            if (step == Step.RENAME && path.equals(data.path(T1W))) {
              throw new IOException("this one fails");
            }
          }

          @Override
          public void after(Step step, Path path) {}
        };
    Engine.Factory removesLess =
        executor ->
            scan -> {
              Mask less = SmallDataset.front(scan.grid());
              less.clear(less.nextSet(0));
              return ScanResult.Proposed.of(
                  "quickshear", less, less.not(), SmallDataset.METRICS, new Verdict.Pass());
            };
    RunSummary second =
        new DatasetRun(
                RunPlan.of(data.inPlace(true)),
                progress -> {},
                new Equipment(removesLess, Pictures::draw, CopyRunTest.CLOCK, new Disk(failing)))
            .run();
    assertEquals(1, second.count(ScanOutcome.Failed.class));
    var after = hashes(data.root());
    String mask = "derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask";
    for (String file : List.of(T1W, mask + ".nii.gz", mask + ".json")) {
      assertEquals(before.get(file), after.get(file), file);
    }
    assertTrue(run(false, executor -> scan -> fail()).succeeded());
  }

  @Test
  void aMaskThatBelongsToAnInterruptedSecondTryIsMadeAgain() throws IOException {
    run(false, SmallDataset.removesTheFront());
    var before = hashes(data.root());
    Path sidecar = data.path("derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.json");
    String defaced = Sha256.of(data.path(T1W)).hex();
    Files.writeString(
        sidecar, Files.readString(sidecar).replace(defaced, Sha256.of(new byte[0]).hex()));
    RunSummary again = run(false, SmallDataset.removesTheFront());
    assertEquals(1, again.count(ScanOutcome.Defaced.class));
    assertEquals(before, hashes(data.root()));
  }

  @Test
  void aScanThatAnotherRunDefacedMeanwhileIsNotDoneAgain() {
    RunPlan late = RunPlan.of(data.inPlace(false));
    run(false, SmallDataset.removesTheFront());
    var before = SmallDataset.fingerprint(data.root());
    RunSummary second =
        new DatasetRun(late, progress -> {}, executor -> scan -> fail(), CopyRunTest.CLOCK).run();
    assertEquals(3, second.count(ScanOutcome.DoneBefore.class));
    assertEquals(before, SmallDataset.fingerprint(data.root()));
  }

  @Test
  void tooLittleMemoryFailsTheScanAndLeavesNothing() {
    var before = dataFiles();
    RunSummary summary =
        run(
            false,
            executor ->
                scan -> {
                  throw new OutOfMemoryError("Java heap space");
                });
    assertEquals(3, summary.count(ScanOutcome.Failed.class));
    assertEquals(before, dataFiles());
    String why = table("sub-01").row(T1W).orElseThrow().value("reason");
    assertTrue(why.contains("not enough memory"), why);
  }

  @Test
  void whatAKilledRunLeftAmongTheDerivativesIsDeleted() {
    List<String> folders =
        List.of("", "log/", "sub-01/", "sub-01/anat/", "sub-01/figures/", "sub-02/ses-a/anat/");
    folders.forEach(f -> data.text("derivatives/bidsveil/" + f + ".bidsveil-1.tmp", "half a file"));
    data.text("sourcedata/bidsveil/.bidsveil-2.tmp", "half a file");
    run(false, SmallDataset.removesTheFront());
    assertEquals(
        List.of(),
        SmallDataset.fingerprint(data.root()).keySet().stream()
            .filter(name -> name.endsWith(".tmp"))
            .toList());
  }

  @Test
  void aFailedScanStaysAsItWasAndTheOthersAreDone() {
    var before = dataFiles();
    AtomicInteger call = new AtomicInteger();
    RunSummary summary =
        run(
            false,
            executor ->
                scan ->
                    SmallDataset.frontRemoved(
                        scan,
                        call.getAndIncrement() == 0
                            ? new Verdict.Fail(List.of("overlap 0.200 is more than 0.050"))
                            : new Verdict.Pass()));
    assertFalse(summary.succeeded());
    assertEquals(before.get(T1W), dataFiles().get(T1W));
    assertEquals(
        before.get("sub-01/anat/sub-01_T1w.json"), dataFiles().get("sub-01/anat/sub-01_T1w.json"));
    assertEquals(2, summary.count(ScanOutcome.Defaced.class));
    var row = table("sub-01").row(T1W).orElseThrow();
    assertEquals("fail", row.value("verdict"));
    assertEquals("0", row.value("qc"));
    assertEquals("overlap 0.200 is more than 0.050", row.value("reason"));
    assertFalse(
        Files.exists(
            data.path("derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz")));
  }

  @Test
  void anEngineThatBreaksFailsItsScanOnly() {
    AtomicInteger call = new AtomicInteger();
    RunSummary summary =
        run(
            false,
            executor ->
                scan -> {
                  if (call.getAndIncrement() == 0) {
                    throw new ArithmeticException("singular");
                  }
                  return SmallDataset.frontRemoved(scan, new Verdict.Pass());
                });
    var failed = assertInstanceOf(ScanOutcome.Failed.class, summary.outcomes().getFirst());
    assertTrue(failed.why().contains("defect of bidsveil"), failed.why());
    assertTrue(failed.cause().isPresent());
    assertEquals(2, summary.count(ScanOutcome.Defaced.class));
  }

  @Test
  void aScanWithoutAFaceKeepsItsFile() {
    var before = dataFiles();
    RunSummary summary =
        run(
            false,
            executor ->
                scan ->
                    new ScanResult.NothingToDo(
                        ScanResult.Reason.SKULL_STRIPPED, SmallDataset.METRICS));
    assertTrue(summary.succeeded());
    assertEquals(before.get(T1W), dataFiles().get(T1W));
    assertEquals("skull-stripped", table("sub-01").row(T1W).orElseThrow().value("reason"));
    var afterFirst = SmallDataset.fingerprint(data.root());
    run(
        false,
        executor ->
            scan ->
                new ScanResult.NothingToDo(ScanResult.Reason.SKULL_STRIPPED, SmallDataset.METRICS));
    assertEquals(afterFirst, SmallDataset.fingerprint(data.root()));
  }

  @Test
  void damagedScansFailOneByOneWithTheirReasons() {
    byte[] whole = SmallDataset.imageBytes(true);
    data.bytes(T1W, Arrays.copyOf(whole, whole.length / 2))
        .text(T2W, "this is not an image, but it is long enough to hold a header".repeat(10));
    var before = dataFiles();
    RunSummary summary = run(false, SmallDataset.removesTheFront());
    assertFalse(summary.succeeded());
    assertEquals(2, summary.count(ScanOutcome.Failed.class));
    assertEquals(1, summary.count(ScanOutcome.Defaced.class));
    assertEquals(before.get(T1W), dataFiles().get(T1W));
    assertEquals(before.get(T2W), dataFiles().get(T2W));
    for (String scan : List.of(T1W, T2W)) {
      assertFalse(table("sub-01").row(scan).orElseThrow().value("reason").contains("defect"));
    }
  }

  @Test
  void aHeaderThatClaimsTooMuchFailsWithoutTakingTheMemory() {
    byte[] huge = SmallDataset.imageBytes(false);
    // dim[1..3] as int16 cannot hold 100,000: the largest it can, in a file of a few kilobytes.
    for (int axis = 1; axis <= 3; axis++) {
      huge[40 + 2 * axis] = (byte) 0xff;
      huge[41 + 2 * axis] = 0x7f;
    }
    data.bytes(OTHER, huge);
    RunSummary summary = run(false, SmallDataset.removesTheFront());
    assertEquals(1, summary.count(ScanOutcome.Failed.class));
    assertArrayEquals(huge, Content.ifPresent(data.path(OTHER)).orElseThrow());
  }

  @Test
  void aScanThatNeedsMoreThanThereIsIsRefusedUnread() {
    data.bytes(OTHER, LargeImage.bytes(512));
    RunSummary summary = run(false, SmallDataset.removesTheFront());
    assertEquals(2, summary.count(ScanOutcome.Defaced.class));
    String why = table("sub-02").row(OTHER).orElseThrow().value("reason");
    assertTrue(why.contains("512 x 512 x 512 voxels takes about 6"), why);
    assertTrue(why.contains("there are 1000 MB") && why.contains("Give --mem-mb 7000 "), why);
    assertArrayEquals(LargeImage.bytes(512), Content.ifPresent(data.path(OTHER)).orElseThrow());
  }

  @Test
  void anEmptyFileIsAFailureOfThatScan() {
    data.bytes(T2W, new byte[0]);
    RunSummary summary = run(false, SmallDataset.removesTheFront());
    assertFalse(summary.succeeded());
    assertEquals(
        "empty file: it holds no bytes", table("sub-01").row(T2W).orElseThrow().value("reason"));
    assertEquals(2, summary.count(ScanOutcome.Defaced.class));
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    SmallDataset other = new SmallDataset(temp.resolve("other")).scan(T1W).scan(T2W).scan(OTHER);
    other.text(
        "sub-01/anat/sub-01_T1w.json",
        "{\n  \"EchoTime\": 2.300e-3,\n  \"PatientName\": \"DOE^JANE\"\n}\n");
    run(false, SmallDataset.removesTheFront());
    run(
        other.configuration(other.inPlace(false).target(), Selection.EVERYTHING, false, 4),
        SmallDataset.removesTheFront());
    assertEquals(hashes(data.root()), hashes(other.root()));
  }

  /** Without times of change, and without what holds wall time or the time of day by contract. */
  private static Map<String, String> hashes(Path root) {
    SortedMap<String, String> files = new TreeMap<>();
    SmallDataset.fingerprint(root)
        .forEach((name, print) -> {
          if (!name.endsWith("_deface.tsv")
              && !name.endsWith("_defacemask.tsv")
              && !name.endsWith("originals.tsv")
              && !name.contains("/log/")) {
            files.put(name, print.substring(0, 64));
          }
        });
    return files;
  }

  @Test
  void restoreBringsTheDatasetBack() {
    var before = dataFiles();
    run(false, SmallDataset.removesTheFront());
    assertFalse(before.equals(dataFiles()));
    OriginalsStore store =
        OriginalsStore.at(data.root(), new OriginalsLocation.InDataset(), StoreOptions.defaults());
    assertEquals(List.of(), Restore.restore(store, List.of(), false).refusals());
    assertEquals(before, dataFiles());
  }

  /** Everything of the raw tree. */
  private SortedMap<String, String> dataFiles() {
    SortedMap<String, String> files = SmallDataset.fingerprint(data.root());
    files.keySet().removeIf(f -> f.startsWith("sourcedata") || f.startsWith("derivatives"));
    return files;
  }

  @Test
  void aStoppedRunBeginsNothingMore() {
    RunPlan plan = RunPlan.of(data.inPlace(false));
    var before = dataFiles();
    DatasetRun[] run = new DatasetRun[1];
    Engine.Factory stopsAtOnce =
        executor ->
            scan -> {
              Thread stopper = new Thread(() -> assertTrue(run[0].stop()));
              stopper.start();
              try {
                stopper.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new ScanResult.Impossible("stopped");
            };
    run[0] = new DatasetRun(plan, progress -> {}, stopsAtOnce, CopyRunTest.CLOCK);
    Thread walk =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              assertThrows(RuntimeException.class, () -> run[0].run());
            });
    try {
      walk.join(1000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertEquals(before, dataFiles());
    assertFalse(Files.exists(data.path("derivatives/bidsveil/sub-01/sub-01_deface.tsv")));
  }

  @Test
  void aDatasetCopiedWithoutItsOriginalsIsDone() throws IOException {
    Engine.Factory engines =
        executor ->
            scan ->
                scan.grid().nx() == 12 && scan.values()[0] >= 0
                    ? SmallDataset.frontRemoved(scan, new Verdict.Pass())
                    : new ScanResult.NothingToDo(
                        ScanResult.Reason.SKULL_STRIPPED, SmallDataset.METRICS);
    run(false, engines);
    DefaceTable table = table("sub-01");
    try (var files = Files.walk(data.path("sourcedata"))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    RunSummary again =
        run(
            false,
            executor ->
                scan -> SmallDataset.frontRemoved(scan, new Verdict.Fail(List.of("no face"))));
    assertEquals(3, again.count(ScanOutcome.DoneBefore.class));
    assertEquals(table, table("sub-01"));
  }

  @Test
  void twoImagesWhoseMasksWouldBeOneFileStay() {
    data.scan("sub-01/anat/sub-01_T1w.nii").scan("sub-01/anat/sub-01_acq-x_T2w.nii.gz");
    data.scan("sub-01/anat/sub-01_acq-X_T2w.nii.gz");
    var before = dataFiles();
    RunSummary summary = run(false, SmallDataset.removesTheFront());
    assertEquals(4, summary.count(ScanOutcome.Failed.class));
    assertEquals(2, summary.count(ScanOutcome.Defaced.class));
    for (String scan : List.of(T1W, "sub-01/anat/sub-01_T1w.nii")) {
      assertEquals(before.get(scan), dataFiles().get(scan));
      String reason = table("sub-01").row(scan).orElseThrow().value("reason");
      assertTrue(reason.contains("two-names"), reason);
    }
    assertFalse(
        Files.exists(
            data.path("derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz")));
  }

  @Test
  void aNameTooLongForItsRecordIsSaidBeforeTheImageIsTouched() {
    String longest = "sub-01/anat/sub-01_acq-" + "x".repeat(219) + "_T1w.nii";
    data.scan(longest);
    var before = dataFiles();
    RunSummary summary =
        run(
            false,
            executor ->
                scan ->
                    new ScanResult.NothingToDo(
                        ScanResult.Reason.SKULL_STRIPPED, SmallDataset.METRICS));
    assertFalse(summary.succeeded());
    assertEquals(before.get(longest), dataFiles().get(longest));
    String reason = table("sub-01").row(longest).orElseThrow().value("reason");
    assertTrue(reason.contains("name-too-long"), reason);
  }

  @Test
  void aLinkedFolderAmongTheDerivativesIsRefused() throws IOException {
    Path victim = Files.createDirectories(temp.resolve("victim"));
    Files.createDirectories(data.path("derivatives/bidsveil"));
    Files.createSymbolicLink(data.path("derivatives/bidsveil/sub-01"), victim);
    var before = dataFiles();
    try {
      assertFalse(run(false, SmallDataset.removesTheFront()).succeeded());
    } catch (org.bidsveil.files.Refusal refusal) {
      assertEquals("linked-folder", refusal.name());
    }
    assertEquals(before.get(T1W), dataFiles().get(T1W));
    try (var files = Files.list(victim)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void originalsAndPicturesAreOpenToNobodyToWhomTheScanIsNot() throws IOException {
    Files.setPosixFilePermissions(
        data.path(T1W), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(
        data.path("sub-01"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    run(false, SmallDataset.removesTheFront());
    String ledger = "sourcedata/bidsveil/sub-01";
    for (String file :
        List.of(
            ledger,
            ledger + "/anat/sub-01_T1w.nii.gz",
            ledger + "/figures/sub-01_mod-T1w_desc-before_render.png",
            "derivatives/bidsveil/sub-01")) {
      String mode =
          java.nio.file.attribute.PosixFilePermissions.toString(
              Files.getPosixFilePermissions(data.path(file)));
      assertTrue(mode.endsWith("------"), file + " " + mode);
    }
  }
}
