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
import java.util.List;
import java.util.Optional;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandEditTest {
  private static final String SCAN = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String OTHER = "sub-02/anat/sub-02_T1w.nii";
  private static final String SIDECAR = "sub-01/anat/sub-01_T1w.json";

  @TempDir Path temp;
  private SmallDataset data;

  @BeforeEach
  void deface() {
    data =
        new SmallDataset(temp.resolve("study"))
            .scan(SCAN)
            .scan(OTHER)
            .text(SIDECAR, "{\"EchoTime\": 2.300e-3, \"PatientName\": \"DOE^JANE\"}\n");
    run(data.inPlace(false));
  }

  private static void run(RunConfiguration configuration) {
    new DatasetRun(
            RunPlan.of(configuration),
            progress -> {},
            SmallDataset.removesTheFront(),
            CopyRunTest.CLOCK)
        .run();
  }

  private HandEdit edit(Verdict verdict) {
    return edit(data.inPlace(false), verdict);
  }

  private static HandEdit edit(RunConfiguration configuration, Verdict verdict) {
    return new HandEdit(
        configuration,
        (scan, removed) ->
            ScanResult.Proposed.of(
                HandEdit.MAKER, removed, removed.not(), SmallDataset.METRICS, verdict));
  }

  private static HeadScan scan(HandEdit edit) {
    return edit.scans().stream().filter(s -> s.bidsPath().equals(SCAN)).findFirst().orElseThrow();
  }

  /** Not the front any more, but one voxel in the middle. */
  private static Mask oneVoxel() {
    Mask mask = new Mask(SmallDataset.volume().grid());
    mask.set(6, 7, 5);
    return mask;
  }

  private DefaceRow row() {
    return DefaceTable.parse(
            Content.ifPresent(data.path("derivatives/bidsveil/sub-01/sub-01_deface.tsv"))
                .orElseThrow())
        .row(SCAN)
        .orElseThrow();
  }

  @Test
  void theScanIsMadeAnewFromItsOriginal() throws IOException {
    byte[] original = Files.readAllBytes(data.path("sourcedata/bidsveil/" + SCAN));
    byte[] sidecar = Files.readAllBytes(data.path(SIDECAR));
    byte[] other = Files.readAllBytes(data.path(OTHER));
    HandEdit edit = edit(new Verdict.Pass());
    assertInstanceOf(HandEdit.Applied.class, edit.remake(scan(edit), oneVoxel(), false));

    var before = NiftiReader.parse(original);
    var after = NiftiReader.read(data.path(SCAN));
    assertEquals(0, before.voxelsChangedOutside(oneVoxel(), after), "the front has come back");
    assertEquals(0, after.volume(0).at(6, 7, 5));
    assertArrayEquals(original, Files.readAllBytes(data.path("sourcedata/bidsveil/" + SCAN)));
    assertArrayEquals(sidecar, Files.readAllBytes(data.path(SIDECAR)));
    assertArrayEquals(other, Files.readAllBytes(data.path(OTHER)));
    assertEquals("edited by hand", row().value("defacer"));
    assertEquals("pass", row().value("verdict"));
    assertTrue(
        Files.readString(data.path("sourcedata/bidsveil/sub-01/originals.tsv"))
            .contains("edited by hand"));
    Mask mask = NiftiReader.read(edit.mask(scan(edit))).volume(0).atLeast(0.5);
    assertEquals(oneVoxel(), mask);
  }

  @Test
  void theBrainIsLookedForInTheOriginal() throws IOException {
    HandEdit edit = edit(new Verdict.Pass());
    assertEquals(SmallDataset.volume().grid().voxelCount(), edit.brain(scan(edit)).count());
    Path copy = data.path("sourcedata/bidsveil/" + SCAN);
    Files.write(copy, new byte[] {1});
    Refusal damaged = assertThrows(Refusal.class, () -> edit.brain(scan(edit)));
    assertEquals("original-damaged", damaged.name());
    Files.delete(copy);
    Refusal missing = assertThrows(Refusal.class, () -> edit.brain(scan(edit)));
    assertEquals("original-missing", missing.name());
  }

  @Test
  void whereNoOriginalWasKeptTheScanHasABrain() {
    SmallDataset bare = new SmallDataset(temp.resolve("bare")).scan(SCAN);
    RunConfiguration keepsNone =
        bare.configuration(
            new Target.InPlace(new OriginalsLocation.None()), Selection.EVERYTHING, false, 1);
    run(keepsNone);
    HandEdit edit = edit(keepsNone, new Verdict.Pass());
    assertEquals(
        "original-not-kept", assertThrows(Refusal.class, () -> edit.original(scan(edit))).name());
    assertEquals(SmallDataset.volume().grid().voxelCount(), edit.brain(scan(edit)).count());
  }

  @Test
  void theNextRunTakesItForDone() throws IOException {
    HandEdit edit = edit(new Verdict.Pass());
    edit.remake(scan(edit), oneVoxel(), false);
    byte[] edited = Files.readAllBytes(data.path(SCAN));
    run(data.inPlace(false));
    assertArrayEquals(edited, Files.readAllBytes(data.path(SCAN)));
    assertEquals("edited by hand", row().value("defacer"));
  }

  @Test
  void whatWasRefacedIsRefacedAgain() throws IOException {
    String sidecar = "derivatives/bidsveil/sub-01/anat/sub-01_mod-T1w_defacemask.json";
    String text = Files.readString(data.path(sidecar));
    data.text(sidecar, text.replace("\"Fill\" : \"zero\"", "\"Fill\" : \"face\""));
    HandEdit edit = edit(new Verdict.Pass());
    // The mask of this engine has no placement: that it is asked for tells that the face is due.
    Refusal refusal = assertThrows(Refusal.class, () -> edit.remake(scan(edit), oneVoxel(), false));
    assertEquals("face-not-placed", refusal.name());
  }

  @Test
  void aFailedCheckChangesNothingUnlessThePersonInsists() {
    var before = SmallDataset.fingerprint(data.root());
    HandEdit edit = edit(new Verdict.Fail(List.of("face-left 0.4000 (bound 0.0500)")));
    HandEdit.Doubtful doubtful =
        assertInstanceOf(HandEdit.Doubtful.class, edit.remake(scan(edit), oneVoxel(), false));
    assertEquals("face-left 0.4000 (bound 0.0500)", doubtful.reason());
    assertEquals(before, SmallDataset.fingerprint(data.root()));

    assertInstanceOf(HandEdit.Applied.class, edit.remake(scan(edit), oneVoxel(), true));
    assertEquals("review", row().value("verdict"));
    assertEquals("face-left 0.4000 (bound 0.0500)", row().value("reason"));
  }

  @Test
  void aScanThatNoRunDefacedGetsItsFirstMask() throws IOException {
    data.scan("sub-03/anat/sub-03_T1w.nii.gz");
    HandEdit edit = edit(new Verdict.Pass());
    HeadScan third = edit.scans().getLast();
    byte[] original = Files.readAllBytes(third.absolutePath());
    edit.remake(third, oneVoxel(), false);
    assertEquals(0, NiftiReader.read(third.absolutePath()).volume(0).at(6, 7, 5));
    assertArrayEquals(
        original,
        Files.readAllBytes(data.path("sourcedata/bidsveil/sub-03/anat/sub-03_T1w.nii.gz")));
  }

  @Test
  void inADefacedCopyTheOriginalIsNotThere() {
    Path copy = temp.resolve("copy");
    SmallDataset whole = new SmallDataset(temp.resolve("whole")).scan(SCAN);
    run(whole.copyTo(copy));
    RunConfiguration inCopy =
        new RunConfiguration(
            copy,
            Target.of(copy, Optional.empty(), Optional.empty(), false),
            Selection.EVERYTHING,
            Defacing.DEFAULT,
            Scrubbing.DEFAULT,
            new Resources(1, 1000),
            false,
            false);
    HandEdit edit = edit(inCopy, new Verdict.Pass());
    var before = SmallDataset.fingerprint(copy.resolve("sub-01"));
    Refusal refusal = assertThrows(Refusal.class, () -> edit.remake(scan(edit), oneVoxel(), true));
    assertEquals("not-the-original", refusal.name());
    assertEquals(before, SmallDataset.fingerprint(copy.resolve("sub-01")));
    assertFalse(Files.exists(copy.resolve("sourcedata/bidsveil").resolve(SCAN)));
  }

  @Test
  void aMaskThatLeavesAFaceInOneVolumeIsDoubtful() {
    byte[] plain = SmallDataset.imageBytes(false);
    byte[] moved = plain.clone();
    moved[352] = 9;
    moved[353] = 7;
    String scan = "sub-03/anat/sub-03_T1w.nii";
    data.bytes(scan, SmallDataset.frames(List.of(plain, plain, moved)));
    HandEdit edit =
        new HandEdit(
            data.inPlace(false),
            (volume, removed) ->
                ScanResult.Proposed.of(
                    HandEdit.MAKER,
                    removed,
                    removed.not(),
                    SmallDataset.METRICS,
                    volume.values()[0] == 0x0709
                        ? new Verdict.Fail(List.of("face-left 0.4000"))
                        : new Verdict.Pass()));
    HeadScan third = edit.scans().getLast();
    HandEdit.Doubtful doubtful =
        assertInstanceOf(HandEdit.Doubtful.class, edit.remake(third, oneVoxel(), false));
    assertTrue(doubtful.reason().contains("face-left-in-volume 3"), doubtful.reason());
    assertInstanceOf(HandEdit.Applied.class, edit.remake(third, oneVoxel(), true));
  }
}
