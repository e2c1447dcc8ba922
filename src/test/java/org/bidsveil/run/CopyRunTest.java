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
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bidsveil.bids.Software;
import org.bidsveil.engine.Engine;
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

  @Test
  void anImageThatIsNotOursIsNotOverwritten() throws IOException {
    Path there = output.resolve("sub-01/anat/sub-01_T1w.nii.gz");
    Files.createDirectories(there.getParent());
    Files.write(there, SmallDataset.imageBytes(true));
    RunSummary summary = run(SmallDataset.removesTheFront());
    assertFalse(summary.succeeded());
    assertArrayEquals(SmallDataset.imageBytes(true), Files.readAllBytes(there));
    assertFalse(
        Files.exists(
            output.resolve("derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz")),
        "no mask of a scan that is not defaced");
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
}
