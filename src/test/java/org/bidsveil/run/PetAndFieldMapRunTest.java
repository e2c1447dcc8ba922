package org.bidsveil.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bidsveil.audit.CheckReport;
import org.bidsveil.audit.CheckSettings;
import org.bidsveil.audit.DatasetCheck;
import org.bidsveil.audit.Finding;
import org.bidsveil.audit.FindingClass;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.GroupSummary;
import org.bidsveil.engine.Engine;
import org.bidsveil.files.Content;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Restore;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not anatomical: left alone until its suffix is given, and then like any other scan. */
class PetAndFieldMapRunTest {
  private static final String T1W = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final String PET = "sub-01/pet/sub-01_trc-FDG_pet.nii.gz";
  private static final String PET_JSON = "sub-01/pet/sub-01_trc-FDG_pet.json";
  private static final String MAGNITUDE = "sub-01/fmap/sub-01_magnitude1.nii.gz";
  private static final String PET_MASK =
      "derivatives/bidsveil/sub-01/pet/sub-01_trc-FDG_mod-pet_defacemask.nii.gz";

  @TempDir Path temp;
  private SmallDataset data;
  private SortedMap<String, String> before;

  @BeforeEach
  void dataset() {
    data =
        new SmallDataset(temp.resolve("study"))
            .scan(T1W)
            .bytes(PET, threeFrames("DOE^JANE 1970"))
            .scan(MAGNITUDE)
            .text(PET_JSON, "{\"TracerName\": \"FDG\", \"PatientName\": \"DOE^JANE\"}\n");
    before = SmallDataset.fingerprint(data.root());
  }

  /** The small scan three times over, with a text in its header. */
  private static byte[] threeFrames(String descrip) {
    byte[] one = SmallDataset.imageBytes(false);
    byte[] all = SmallDataset.frames(List.of(one, one, one));
    int at =
        HeaderField.DESCRIP.in(NiftiReader.parse(one).header().version()).orElseThrow().offset();
    byte[] text = descrip.getBytes(ISO_8859_1);
    System.arraycopy(text, 0, all, at, text.length);
    return ParallelGzip.compress(all, 6, 1);
  }

  private RunConfiguration configuration(
      Optional<String> originals, Optional<Path> output, boolean force, String... suffixes) {
    return data.configuration(
        Target.of(data.root(), output, originals, true),
        new Selection(List.of(), List.of(), List.of(), List.of(suffixes), Optional.empty()),
        force,
        1);
  }

  private static RunSummary run(RunConfiguration configuration) {
    RunPlan plan = RunPlan.of(configuration);
    plan.requireReady();
    return new DatasetRun(plan, progress -> {}, SmallDataset.removesTheFront(), CopyRunTest.CLOCK)
        .run();
  }

  private void run(boolean force, String... suffixes) {
    assertTrue(run(configuration(Optional.empty(), Optional.empty(), force, suffixes)).succeeded());
  }

  private List<String> planned(String... suffixes) {
    return RunPlan.of(configuration(Optional.empty(), Optional.empty(), false, suffixes))
        .scans()
        .stream()
        .map(planned -> planned.scan().bidsPath() + ": " + planned.action().reason())
        .toList();
  }

  private boolean isDefaced(String scan) {
    NiftiImage image = NiftiReader.read(data.path(scan));
    Mask front = SmallDataset.front(image.grid());
    for (int t = 0; t < image.volumes(); t++) {
      float[] values = image.volume(t).values();
      for (int v = front.nextSet(0); v >= 0; v = front.nextSet(v + 1)) {
        if (values[v] != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private List<Finding> findings(FindingClass kind) {
    CheckReport report = DatasetCheck.of(data.root(), CheckSettings.DEFAULT);
    return report.findings().stream().filter(f -> f.kind() == kind).toList();
  }

  private void restore() {
    OriginalsStore store =
        OriginalsStore.at(data.root(), new OriginalsLocation.InDataset(), StoreOptions.defaults());
    assertEquals(List.of(), Restore.restore(store, List.of(), false).refusals());
    SortedMap<String, String> after = new TreeMap<>(SmallDataset.fingerprint(data.root()));
    after.keySet().removeIf(p -> p.startsWith("sourcedata") || p.startsWith("derivatives"));
    assertEquals(before, after);
  }

  @Test
  void withoutTheirSuffixesTheyAreNotInThePlan() throws IOException {
    assertEquals(List.of(T1W + ": anatomical image"), planned());
    assertEquals(
        List.of(T1W + ": anatomical image", MAGNITUDE + ": field map", PET + ": PET image"),
        planned("pet", "T1w", "magnitude1"));
    byte[] magnitude = Files.readAllBytes(data.path(MAGNITUDE));
    run(false);
    assertArrayEquals(magnitude, Files.readAllBytes(data.path(MAGNITUDE)));
    assertFalse(isDefaced(PET));
    assertFalse(Files.exists(data.path(PET_MASK)));
  }

  @Test
  void aPetImageIsDefacedLikeAnyOther() throws IOException {
    byte[] original = Files.readAllBytes(data.path(PET));
    run(false, "pet");
    assertTrue(isDefaced(PET), "every frame");
    assertFalse(isDefaced(T1W), "not asked for");
    assertArrayEquals(original, Files.readAllBytes(data.path("sourcedata/bidsveil/" + PET)));
    NiftiImage defaced = NiftiReader.read(data.path(PET));
    Mask front = SmallDataset.front(defaced.grid());
    assertEquals(0, NiftiReader.parse(original).voxelsChangedOutside(front, defaced));
    assertTrue(Files.exists(data.path(PET_MASK)));
    String sidecar = Files.readString(data.path(PET_JSON));
    assertTrue(sidecar.contains("DeidentificationMethod") && sidecar.contains("FDG"), sidecar);
    assertFalse(sidecar.contains("DOE"), sidecar);
    DefaceTable table =
        DefaceTable.parse(
            Content.ifPresent(data.path("derivatives/bidsveil/sub-01/sub-01_deface.tsv"))
                .orElseThrow());
    assertEquals("pet", table.row(PET).orElseThrow().value("suffix"));

    var once = SmallDataset.fingerprint(data.root());
    run(false, "pet");
    assertEquals(once, SmallDataset.fingerprint(data.root()), "a second run changes nothing");
    restore();
    run(false);
    assertFalse(Arrays.equals(original, Files.readAllBytes(data.path(PET))), "header scrubbed");
    assertFalse(isDefaced(PET), "restored, and not asked for again");
  }

  @Test
  void aRunThatOnlyScrubbedItsMetadataDoesNotStandInTheWay() throws IOException {
    byte[] original = Files.readAllBytes(data.path(PET));
    run(false);
    assertFalse(Files.readString(data.path(PET_JSON)).contains("DeidentificationMethod"));
    assertFalse(Arrays.equals(original, Files.readAllBytes(data.path(PET))), "header scrubbed");
    run(false, "pet");
    assertTrue(isDefaced(PET));
    assertArrayEquals(original, Files.readAllBytes(data.path("sourcedata/bidsveil/" + PET)));
    String sidecar = Files.readString(data.path(PET_JSON));
    assertTrue(sidecar.contains("DeidentificationMethod") && !sidecar.contains("DOE"), sidecar);
    restore();
  }

  @Test
  void theSameWhereNoOriginalsAreKept() {
    for (String suffix : List.of("T1w", "pet")) {
      run(configuration(Optional.of("none"), Optional.empty(), false, suffix));
    }
    assertTrue(isDefaced(PET));
  }

  @Test
  void aForcedRunWithoutTheirSuffixesDoesNotBringFacesBack() {
    run(false, "pet", "magnitude1");
    run(true);
    assertTrue(isDefaced(PET) && isDefaced(MAGNITUDE) && isDefaced(T1W));
    assertEquals(List.of(), findings(FindingClass.PET));
  }

  @Test
  void checkNamesThemUntilTheyAreDefaced() throws IOException {
    run(false);
    Finding pet = findings(FindingClass.PET).getFirst();
    assertEquals(PET, pet.path());
    assertTrue(pet.remedy().contains("--suffix pet"), pet.remedy());
    assertTrue(findings(FindingClass.FMAP).getFirst().remedy().contains("--suffix magnitude1"));
    run(false, "pet", "magnitude1");
    assertEquals(List.of(), findings(FindingClass.PET));
    assertEquals(List.of(), findings(FindingClass.FMAP));
    assertEquals(List.of(), findings(FindingClass.HEADER));
    // Put back by hand: no longer what the run left, but what lay there before.
    Files.copy(
        data.path("sourcedata/bidsveil/" + PET),
        data.path(PET),
        StandardCopyOption.REPLACE_EXISTING);
    assertTrue(findings(FindingClass.PET).getFirst().reason().contains("restored"));
  }

  @Test
  void aFieldMapThatCannotBeDefacedIsNamedThoughItsNameIsNoFinding() {
    data.scan("sub-01/fmap/sub-01_phase1.nii.gz");
    assertEquals(1, findings(FindingClass.FMAP).size());
    Engine.Factory failing =
        executor -> scan -> SmallDataset.frontRemoved(scan, new Verdict.Fail(List.of("face-left")));
    RunSummary summary =
        new DatasetRun(
                RunPlan.of(configuration(Optional.empty(), Optional.empty(), false, "phase1")),
                progress -> {},
                failing,
                CopyRunTest.CLOCK)
            .run();
    assertFalse(summary.succeeded());
    List<String> named = findings(FindingClass.FMAP).stream().map(Finding::path).toList();
    assertEquals(List.of(MAGNITUDE, "sub-01/fmap/sub-01_phase1.nii.gz"), named);
  }

  @Test
  void aCopyHoldsThemWhenTheyAreAskedFor() {
    Path output = temp.resolve("copy");
    RunSummary summary =
        run(configuration(Optional.empty(), Optional.of(output), false, "pet", "magnitude1"));
    assertTrue(summary.succeeded());
    List<String> files = new ArrayList<>(SmallDataset.fingerprint(output).keySet());
    files.removeIf(file -> file.startsWith("derivatives"));
    assertEquals(
        List.of(
            "dataset_description.json",
            "sub-01/fmap/sub-01_magnitude1.json",
            MAGNITUDE,
            PET_JSON,
            PET),
        files);
    assertEquals(before, SmallDataset.fingerprint(data.root()));
  }

  @Test
  void groupAndReviewShowWhatWasDefaced() {
    run(false, "T1w", "pet");
    assertEquals(2, GroupSummary.gather(data.root(), 2).rows());
    HandEdit edit =
        new HandEdit(
            data.inPlace(false),
            (scan, removed) -> {
              throw new AssertionError("nothing is measured");
            });
    assertEquals(List.of(T1W, PET), edit.scans().stream().map(HeadScan::bidsPath).toList());
    assertEquals(data.path(PET_MASK), edit.mask(edit.scans().getLast()));
  }
}
