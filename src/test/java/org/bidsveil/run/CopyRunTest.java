package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bidsveil.bids.Software;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three positionals: the dataset is only read, the output is a defaced dataset. */
public class CopyRunTest {
  public static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

  @TempDir Path temp;
  private SmallDataset data;
  private Path output;

  @BeforeEach
  void dataset() {
    data =
        new SmallDataset(temp.resolve("in"))
            .scan("sub-01/anat/sub-01_T1w.nii.gz")
            .scan("sub-02/ses-a/anat/sub-02_ses-a_T2w.nii")
            .text("T1w.json", "{\"EchoTime\": 0.00230}\n")
            .text("participants.tsv", "participant_id\tage\nsub-01\t31\nsub-02\t32\nsub-09\t33\n")
            .text(
                "sub-02/ses-a/sub-02_ses-a_scans.tsv",
                "filename\tacq_time\nanat/sub-02_ses-a_T2w.nii\tn/a\nfunc/x_bold.nii\tn/a\n");
    output = temp.resolve("out");
  }

  private RunSummary run(Engine.Factory engines) {
    RunPlan plan = RunPlan.of(data.copyTo(output));
    return new DatasetRun(plan, progress -> {}, engines, CLOCK).run();
  }

  @Test
  void theInputIsOnlyReadAndTheOutputHoldsTheDefacedScans() {
    var before = SmallDataset.fingerprint(data.root());
    RunSummary summary = run(SmallDataset.removesTheFront());
    assertTrue(summary.succeeded());
    assertEquals(before, SmallDataset.fingerprint(data.root()));

    var original = NiftiReader.read(data.path("sub-01/anat/sub-01_T1w.nii.gz"));
    var defaced = NiftiReader.read(output.resolve("sub-01/anat/sub-01_T1w.nii.gz"));
    Mask front = SmallDataset.front(original.grid());
    assertEquals(0, original.voxelsChangedOutside(front, defaced));
    for (int v = front.nextSet(0); v >= 0; v = front.nextSet(v + 1)) {
      assertEquals(0, defaced.volume(0).values()[v]);
    }
    assertTrue(defaced.gzipped());
    assertFalse(
        NiftiReader.read(output.resolve("sub-02/ses-a/anat/sub-02_ses-a_T2w.nii")).gzipped());
    assertFalse(Files.exists(output.resolve("sourcedata")));
  }

  @Test
  void theOutputIsADatasetWithTheRowsOfWhatIsThere() throws IOException {
    run(SmallDataset.removesTheFront());
    assertEquals(
        "participant_id\tage\nsub-01\t31\nsub-02\t32\n",
        Files.readString(output.resolve("participants.tsv")));
    assertEquals(
        "filename\tacq_time\nanat/sub-02_ses-a_T2w.nii\tn/a\n",
        Files.readString(output.resolve("sub-02/ses-a/sub-02_ses-a_scans.tsv")));
    assertEquals(
        Files.readString(data.path("dataset_description.json"))
            .replace(
                "\"raw\"}",
                "\"raw\", \"GeneratedBy\": [{\"Name\": \"bidsveil\", \"Version\": \"%s\"}]}"
                    .formatted(Software.version())),
        Files.readString(output.resolve("dataset_description.json")));
    Path derivatives = output.resolve("derivatives/bidsveil");
    assertTrue(Files.exists(derivatives.resolve("dataset_description.json")));
    assertTrue(Files.exists(derivatives.resolve("sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz")));
    assertTrue(Files.exists(derivatives.resolve("log/report_20261121T100000_sub-01.json")));
  }

  @Test
  void theMaskSaysOneWhereAVoxelIsRemoved() {
    run(SmallDataset.removesTheFront());
    var mask =
        NiftiReader.read(
                output.resolve("derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz"))
            .volume(0);
    Mask front = SmallDataset.front(mask.grid());
    for (int v = 0; v < mask.values().length; v++) {
      assertEquals(front.get(v) ? 1 : 0, mask.values()[v]);
    }
  }

  @Test
  void aSecondRunChangesNothing() {
    run(SmallDataset.removesTheFront());
    var before = SmallDataset.fingerprint(output);
    RunSummary second = run(SmallDataset.removesTheFront());
    assertTrue(second.succeeded());
    assertEquals(2, second.count(ScanOutcome.DoneBefore.class));
    assertEquals(before, SmallDataset.fingerprint(output));
  }

  @Test
  void aFailedScanIsNotCopiedAndTheOthersAre() {
    RunSummary summary =
        run(executor ->
            scan ->
                scan.grid().nx() == 12 && counter++ == 0
                    ? SmallDataset.frontRemoved(scan, new Verdict.Fail(List.of("too little")))
                    : SmallDataset.frontRemoved(scan, new Verdict.Pass()));
    assertFalse(summary.succeeded());
    ScanOutcome.Failed failed =
        assertInstanceOf(ScanOutcome.Failed.class, summary.outcomes().getFirst());
    assertEquals("too little", failed.why());
    assertFalse(Files.exists(output.resolve("sub-01/anat/sub-01_T1w.nii.gz")));
    assertTrue(Files.exists(output.resolve("sub-02/ses-a/anat/sub-02_ses-a_T2w.nii")));
  }

  private int counter;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub-01/anat/sub-01_T1w.nii.gz",
        "sub-01/anat/sub-01_T1w.json",
        "sub-02/ses-a/sub-02_ses-a_scans.tsv",
        "participants.tsv",
        "T1w.json",
        "README",
        "dataset_description.json"
      })
  void nothingOfAnotherStudyIsOverwritten(String path) throws IOException {
    data.text("README", "of this study");
    Path there = output.resolve(path);
    Files.createDirectories(there.getParent());
    Files.writeString(there, "of another study");
    var before = SmallDataset.fingerprint(output);
    Refusal refusal = assertThrows(Refusal.class, () -> run(SmallDataset.removesTheFront()));
    assertEquals("output-exists", refusal.name());
    assertTrue(refusal.sentence().contains(there.toString()), refusal.sentence());
    assertEquals(before, SmallDataset.fingerprint(output));
  }

  @Test
  void aCopyOfAnotherStudyIsLeftAlone() throws IOException {
    SmallDataset other =
        new SmallDataset(temp.resolve("other"))
            .bytes("sub-01/anat/sub-01_T1w.nii.gz", SmallDataset.imageBytes(false))
            .text("README", "of another study");
    data.text("README", "of this study");
    RunPlan plan = RunPlan.of(other.copyTo(output));
    assertTrue(
        new DatasetRun(plan, progress -> {}, SmallDataset.removesTheFront(), CLOCK)
            .run()
            .succeeded());
    var before = SmallDataset.fingerprint(output);
    assertEquals(
        "output-exists",
        assertThrows(Refusal.class, () -> run(SmallDataset.removesTheFront())).name());
    assertEquals(before, SmallDataset.fingerprint(output));
    Files.createDirectories(output.resolve("sub-99"));
    assertEquals(
        "output-of-another",
        assertThrows(Refusal.class, () -> run(SmallDataset.removesTheFront())).name());
  }

  @Test
  void anOutputThatWasDefacedInPlaceIsLeftAlone() throws IOException {
    Files.createDirectories(output.resolve("sourcedata/bidsveil"));
    assertEquals(
        "output-holds-originals",
        assertThrows(Refusal.class, () -> run(SmallDataset.removesTheFront())).name());
  }

  @Test
  void whatAKilledRunLeftIsDeletedByTheNext() throws IOException {
    run(SmallDataset.removesTheFront());
    var whole = SmallDataset.fingerprint(output);
    for (String folder : List.of("", "sub-01/anat", "derivatives/bidsveil/sub-01/figures")) {
      Files.writeString(output.resolve(folder).resolve(".bidsveil-1.tmp"), "half a scan");
    }
    run(SmallDataset.removesTheFront());
    var after = SmallDataset.fingerprint(output);
    after.keySet().removeIf(path -> path.endsWith(".lock"));
    whole.keySet().removeIf(path -> path.endsWith(".lock"));
    assertEquals(whole, after);
  }

  @Test
  void theCopyIsOpenToNobodyToWhomTheScanIsNot() throws IOException {
    Path scan = data.path("sub-01/anat/sub-01_T1w.nii.gz");
    Files.setPosixFilePermissions(scan, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(
        data.path("sub-01"), PosixFilePermissions.fromString("rwx------"));
    run(SmallDataset.removesTheFront());
    for (String file :
        List.of("sub-01", "derivatives/bidsveil/sub-01", "sub-01/anat/sub-01_T1w.nii.gz")) {
      String mode =
          PosixFilePermissions.toString(Files.getPosixFilePermissions(output.resolve(file)));
      assertTrue(mode.endsWith("------"), file + " " + mode);
    }
  }

  @Test
  void aScanWithoutAFaceIsDoneOnce() {
    Engine.Factory none =
        executor ->
            scan ->
                new ScanResult.NothingToDo(ScanResult.Reason.SKULL_STRIPPED, SmallDataset.METRICS);
    assertTrue(run(none).succeeded());
    assertEquals(2, run(none).count(ScanOutcome.DoneBefore.class));
  }

  @Test
  void participantsCopiedOneByOneShareOneTable() throws IOException {
    for (String label : List.of("01", "02")) {
      Selection one =
          new Selection(List.of(label), List.of(), List.of(), List.of(), Optional.empty());
      RunConfiguration all = data.copyTo(output);
      RunPlan plan = RunPlan.of(data.configuration(all.target(), one, false, 1));
      new DatasetRun(plan, progress -> {}, SmallDataset.removesTheFront(), CLOCK).run();
    }
    assertEquals(
        "participant_id\tage\nsub-01\t31\nsub-02\t32\n",
        Files.readString(output.resolve("participants.tsv")));
  }

  @Test
  void anOutputInTheRawTreeIsRefused() {
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () ->
                Target.of(data.root(), Optional.of(data.path("sub-01")), Optional.empty(), false));
    assertEquals("output-inside-dataset", refusal.name());
    assertEquals(
        "output-inside-dataset",
        assertThrows(
                Refusal.class,
                () -> Target.of(data.root(), Optional.of(data.root()), Optional.empty(), false))
            .name());
  }

  @Test
  void anOutputThatIsTheDatasetByAnotherNameIsRefused() throws IOException {
    Files.createSymbolicLink(temp.resolve("alias"), data.root());
    Files.createSymbolicLink(temp.resolve("part"), data.path("sub-01"));
    Files.createSymbolicLink(
        Files.createDirectories(data.path("derivatives")).resolve("x"), data.root());
    for (String output :
        List.of(
            "alias", "alias/sub-01", "part/new", "in/derivatives/x", "in/derivatives/bidsveil")) {
      assertEquals("output-inside-dataset", refusedOutput(temp.resolve(output)), output);
    }
    assertEquals("output-around-dataset", refusedOutput(temp));
    Target.of(data.root(), Optional.of(data.path("derivatives/mine")), Optional.empty(), false);
  }

  private String refusedOutput(Path path) {
    return assertThrows(
            Refusal.class, () -> Target.of(data.root(), Optional.of(path), Optional.empty(), false))
        .name();
  }
}
