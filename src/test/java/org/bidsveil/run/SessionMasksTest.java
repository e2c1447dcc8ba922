package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.engine.SharedMask;
import org.bidsveil.files.Content;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.bidsveil.qc.IndependentEvidence;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.session.SessionMasks;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets whose mask, with engines that decide by rule. The rules' real work: ScanEngineTest. */
class SessionMasksTest {
  private static final String ANAT = "sub-01/anat/sub-01_";
  private static final String FMAP = "sub-01/fmap/sub-01_";
  private static final String PET = "sub-01/pet/sub-01_";
  private static final Grid OTHER_GRID = new Grid(10, 12, 9, Affine.scaling(2, 2, 3));

  @TempDir Path temp;
  private SmallDataset data;
  private final RuleEngine engine = new RuleEngine();

  @BeforeEach
  void dataset() {
    data = new SmallDataset(temp.resolve("study"));
  }

  /**
   * An image is known by its first voxel, 1 + its number in the session. What is written in the
   * sets decides.
   */
  private static final class RuleEngine implements Engine {
    final List<Integer> proposed = new ArrayList<>();
    final List<Integer> helped = new ArrayList<>();
    final List<Integer> failing = new ArrayList<>();
    final List<Integer> defacedBefore = new ArrayList<>();
    final List<Integer> outOfView = new ArrayList<>();
    final List<Integer> withoutHead = new ArrayList<>();
    final List<Integer> failingWhenShared = new ArrayList<>();
    final List<Integer> withLargeBrain = new ArrayList<>();

    private static int number(Volume scan) {
      return Math.round(scan.values()[0]);
    }

    private ScanResult.Proposed made(Volume scan, Verdict verdict, double confidence) {
      ScanResult.Proposed p = (ScanResult.Proposed) SmallDataset.frontRemoved(scan, verdict);
      return new ScanResult.Proposed(
          p.defacer(),
          p.removed(),
          p.brain(),
          SmallDataset.metrics()
              .faceLeft(number(scan) / 1000.0)
              .registrationConfidence(confidence)
              .evidence(evidence(scan))
              .build(),
          verdict,
          List.of(),
          Optional.of(new PlacedHead(Alignment.affine(Affine.IDENTITY), confidence)),
          Optional.empty());
    }

    private IndependentEvidence evidence(Volume scan) {
      IndependentEvidence none = IndependentEvidence.NONE;
      return new IndependentEvidence(
          none.removedElsewhereMl(),
          none.removedElsewhere(),
          none.headRemoved(),
          none.brainAgreement(),
          withLargeBrain.contains(number(scan)) ? 1912 : 1534,
          none.placementMedianMm(),
          none.placementLargestMm(),
          none.faceFound(),
          none.measuredBy());
    }

    @Override
    public ScanResult propose(Volume scan) {
      proposed.add(number(scan));
      if (defacedBefore.contains(number(scan))) {
        return new ScanResult.NothingToDo(
            ScanResult.Reason.ALREADY_DEFACED,
            SmallDataset.METRICS,
            new Verdict.Pass(),
            Optional.of(new PlacedHead(Alignment.affine(Affine.IDENTITY), 0.9)));
      }
      if (outOfView.contains(number(scan))) {
        return new ScanResult.NothingToDo(
            ScanResult.Reason.FACE_OUT_OF_VIEW,
            SmallDataset.METRICS,
            new Verdict.Review(List.of(ScanResult.Reason.FACE_OUT_OF_VIEW.words())),
            Optional.of(new PlacedHead(Alignment.affine(Affine.IDENTITY), 0.9)));
      }
      return failing.contains(number(scan))
          ? made(scan, new Verdict.Fail(List.of("registration-confidence")), 0.2)
          : made(scan, new Verdict.Pass(), 0.95);
    }

    @Override
    public ScanResult proposeWith(Volume scan, Volume donor, PlacedHead placement) {
      helped.add(number(scan));
      return withoutHead.contains(number(scan))
          ? new ScanResult.Impossible("no head is seen")
          : made(scan, new Verdict.Pass(), 0.9);
    }

    @Override
    public SharedMask share(Volume image, ScanResult.Proposed donor) {
      if (withoutHead.contains(number(image))) {
        return new SharedMask.NotMeasurable();
      }
      return new SharedMask.Measured(
          failingWhenShared.contains(number(image))
              ? made(image, new Verdict.Fail(List.of("face-left")), 0.95)
              : made(image, donor.verdict(), 0.95));
    }

    @Override
    public ScanResult maskAt(Volume image, PlacedHead placement) {
      return made(image, new Verdict.Pass(), placement.confidence());
    }
  }

  private void image(String name, int number) {
    image(name, number, SmallDataset.volume().grid());
  }

  private void image(String name, int number, Grid grid) {
    imageAt(ANAT + name, number, grid);
  }

  private void imageAt(String path, int number, Grid grid) {
    float[] values = new float[grid.voxelCount()];
    for (int v = 0; v < values.length; v++) {
      values[v] = 1 + v;
    }
    values[0] = number;
    data.bytes(path + ".nii", NiftiWriter.encode(new Volume(grid, values), NiftiDatatype.INT16));
  }

  private RunPlan plan(String... suffixes) {
    return RunPlan.of(
        data.configuration(
            Target.of(data.root(), Optional.empty(), Optional.empty(), false),
            new Selection(
                List.of(), List.of(), List.of(), Arrays.asList(suffixes), Optional.empty()),
            false,
            1));
  }

  private RunSummary run(String... suffixes) {
    return new DatasetRun(plan(suffixes), progress -> {}, executor -> engine, CopyRunTest.CLOCK)
        .run();
  }

  private DefaceRow row(String name) {
    return rowAt(ANAT + name);
  }

  private DefaceRow rowAt(String path) {
    return DefaceTable.parse(
            Content.ifPresent(data.path("derivatives/bidsveil/sub-01/sub-01_deface.tsv"))
                .orElseThrow())
        .row(path + ".nii")
        .orElseThrow();
  }

  private long removed(String name) {
    return removedAt(ANAT + name);
  }

  private long removedAt(String path) {
    float[] values = NiftiReader.read(data.path(path + ".nii")).volume(0).values();
    int zeros = 0;
    for (float value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  @Test
  void thePlanSaysWhichImagesShareAMask() {
    image("inv-1_MP2RAGE", 1);
    image("inv-2_MP2RAGE", 2);
    image("inv-2_part-phase_MP2RAGE", 3);
    image("UNIT1", 4);
    image("T1map", 5);
    image("T1w", 6);
    image("T2w", 7, OTHER_GRID);
    image("acq-hi_T2map", 8, OTHER_GRID);
    TreeMap<String, String> from = new TreeMap<>();
    plan()
        .scans()
        .forEach(s ->
            from.put(
                s.scan().entities().withExtension("").fileName().substring(7),
                s.maskFrom()
                    .map(l -> l.entities().withExtension("").fileName().substring(7))
                    .orElse("itself")));
    assertEquals(
        "{T1map=inv-2_MP2RAGE, T1w=itself, T2w=itself, UNIT1=inv-2_MP2RAGE, acq-hi_T2map=T2w,"
            + " inv-1_MP2RAGE=inv-2_MP2RAGE, inv-2_MP2RAGE=itself,"
            + " inv-2_part-phase_MP2RAGE=inv-2_MP2RAGE}",
        from.toString());
    assertTrue(
        plan().toJson().contains("\"mask_from\""),
        "and the plan in JSON says it: " + plan().toJson());
  }

  @Test
  void brainsOfOneHeadThatDifferInSizeAreForReview() {
    image("T1w", 1);
    image("T2w", 2, OTHER_GRID);
    image("FLAIR", 3, OTHER_GRID);
    engine.withLargeBrain.add(2);
    assertTrue(run().succeeded());
    List<String> verdicts = List.of(row("T1w").value("verdict"), row("FLAIR").value("verdict"));
    assertEquals("review", row("T2w").value("verdict"));
    assertTrue(row("T2w").value("reason").contains(SessionMasks.BRAIN_DIFFERS));
    assertTrue(verdicts.contains("pass"), verdicts.toString());
  }

  @Test
  void brainsOfSessionsThatDifferInSizeAreForReview() {
    String first = "sub-01/ses-a/anat/sub-01_ses-a_T1w";
    String second = "sub-01/ses-b/anat/sub-01_ses-b_T1w";
    String third = "sub-01/ses-c/anat/sub-01_ses-c_T1w";
    imageAt(first, 1, SmallDataset.volume().grid());
    imageAt(second, 2, SmallDataset.volume().grid());
    imageAt(third, 3, SmallDataset.volume().grid());
    engine.withLargeBrain.add(3);
    assertTrue(run().succeeded());
    assertEquals("pass", rowAt(first).value("verdict"));
    assertEquals("pass", rowAt(second).value("verdict"));
    assertEquals("review", rowAt(third).value("verdict"));
    assertTrue(rowAt(third).value("reason").contains(SessionMasks.BRAIN_DIFFERS));
  }

  @Test
  void echoesGetTheMaskOfTheFirstAndEachIsMeasuredItself() {
    image("echo-1_MEGRE", 1);
    image("echo-2_MEGRE", 2);
    image("echo-2_part-phase_MEGRE", 3);
    assertTrue(run().succeeded());
    assertEquals(List.of(1), engine.proposed, "one mask is made");
    assertEquals("0.0020", row("echo-2_MEGRE").value("face_left"));
    assertEquals(
        "mask from " + ANAT + "echo-1_MEGRE.nii (same grid), the face measured on this image",
        row("echo-2_MEGRE").value("reason"));
    // A phase image shows no face that can be measured.
    assertEquals("0.0010", row("echo-2_part-phase_MEGRE").value("face_left"));
    assertTrue(
        row("echo-2_part-phase_MEGRE").value("reason").contains("measured there"),
        row("echo-2_part-phase_MEGRE").value("reason"));
    assertEquals(removed("echo-1_MEGRE"), removed("echo-2_part-phase_MEGRE"));
  }

  @Test
  void aMaskComesFromAScanThatIsNotToBeDefaced() {
    image("inv-2_MP2RAGE", 1);
    image("UNIT1", 2);
    assertTrue(run("UNIT1").succeeded());
    assertEquals(0, removed("inv-2_MP2RAGE"));
    assertTrue(removed("UNIT1") > 0);
    // And later from one that was defaced: its mask is the recorded one.
    image("T1map", 3);
    engine.proposed.clear();
    assertTrue(run("MP2RAGE").succeeded());
    assertTrue(run("T1map").succeeded());
    assertEquals(removed("UNIT1"), removed("T1map"));
    assertTrue(row("T1map").value("reason").contains("inv-2_MP2RAGE"));
  }

  @Test
  void anImageThatMovedLooksForItself() {
    image("flip-1_VFA", 1);
    image("flip-2_VFA", 2);
    engine.failingWhenShared.add(2);
    assertTrue(run().succeeded());
    assertEquals(List.of(1, 2), engine.proposed);
    assertEquals("n/a", row("flip-2_VFA").value("reason"));
  }

  @Test
  void anImageOnWhichNoHeadIsSeenIsSharedWithOnlyForReview() {
    image("echo-1_MEGRE", 1);
    image("echo-2_MEGRE", 2);
    image("T2starmap", 3);
    engine.withoutHead.addAll(List.of(2, 3));
    engine.failing.add(2);
    assertTrue(run().succeeded());
    assertEquals("review", row("echo-2_MEGRE").value("verdict"));
    assertTrue(row("echo-2_MEGRE").value("reason").startsWith("face-not-measured; mask from"));
    // A map is computed from the acquisition: it cannot have moved.
    assertEquals("pass", row("T2starmap").value("verdict"));
    assertTrue(row("T2starmap").value("reason").contains("measured there"));
  }

  @Test
  void aScanThatIsNotFoundByItselfIsFoundThroughTheBestOther() {
    image("T1w", 1);
    image("inplaneT2", 2, OTHER_GRID);
    engine.failing.add(2);
    assertTrue(run().succeeded());
    assertEquals(List.of(2), engine.helped);
    assertEquals("0.9000", row("inplaneT2").value("registration_confidence"));
    assertEquals(
        "mask from " + ANAT + "T1w.nii (rigid registration), the face measured on this image",
        row("inplaneT2").value("reason"));
  }

  @Test
  void withoutHelpItFails() {
    image("T1w", 1);
    image("T2w", 2, OTHER_GRID);
    engine.failing.addAll(List.of(1, 2));
    assertFalse(run().succeeded());
    assertEquals(List.of(), engine.helped, "a scan that failed itself helps nobody");
    assertEquals("registration-confidence", row("T2w").value("reason"));
  }

  @Test
  void aPhaseImageWithoutItsMagnitudeStaysAsItIs() {
    image("T1w", 1);
    image("part-phase_T2starw", 2, OTHER_GRID);
    assertFalse(run().succeeded());
    assertEquals("fail", row("part-phase_T2starw").value("verdict"));
    assertTrue(row("part-phase_T2starw").value("reason").contains("phase"));
    assertFalse(engine.proposed.contains(2), "phase is never registered");
    assertEquals(0, removed("part-phase_T2starw"));
  }

  @Test
  void aPhaseImageFailsWithItsMagnitude() {
    image("part-mag_T2starw", 1);
    image("part-phase_T2starw", 2);
    engine.failing.add(1);
    assertFalse(run().succeeded());
    assertTrue(
        row("part-phase_T2starw").value("reason").contains("part-mag_T2starw.nii"),
        row("part-phase_T2starw").value("reason"));
  }

  @Test
  void thePhaseOfADefacedMagnitudeLosesItsFaceAndIsToBeLookedAt() {
    image("part-mag_T2starw", 1);
    image("part-phase_T2starw", 2);
    engine.defacedBefore.add(1);
    assertTrue(run().succeeded());
    assertEquals(0, removed("part-mag_T2starw"));
    assertTrue(removed("part-phase_T2starw") > 0);
    assertEquals("review", row("part-phase_T2starw").value("verdict"));
    assertTrue(row("part-phase_T2starw").value("reason").startsWith("face-not-measured"));
  }

  @Test
  void realAndImaginaryPartMakeAMagnitude() {
    image("part-real_T2starw", 3);
    image("part-imag_T2starw", 4);
    assertTrue(run().succeeded());
    assertEquals(List.of(5), engine.proposed, "hypot(3, 4)");
    assertTrue(removed("part-real_T2starw") > 0);
    assertEquals(removed("part-real_T2starw"), removed("part-imag_T2starw"));
  }

  @Test
  void thePlanSaysWhichFieldMapsShareAMask() {
    imageAt(FMAP + "magnitude1", 1, OTHER_GRID);
    imageAt(FMAP + "magnitude2", 2, OTHER_GRID);
    imageAt(FMAP + "phasediff", 3, OTHER_GRID);
    imageAt(FMAP + "run-2_phasediff", 4, OTHER_GRID);
    imageAt(FMAP + "acq-anat_TB1TFL", 5, SmallDataset.volume().grid());
    imageAt(FMAP + "acq-famp_TB1TFL", 6, SmallDataset.volume().grid());
    imageAt(FMAP + "TB1map", 7, SmallDataset.volume().grid());
    image("T1map", 8, OTHER_GRID);
    TreeMap<String, String> from = new TreeMap<>();
    plan("phasediff", "magnitude2", "TB1TFL", "TB1map", "T1map")
        .scans()
        .forEach(s ->
            from.put(
                s.scan().entities().withExtension("").fileName().substring(7),
                s.maskFrom()
                    .map(l -> l.entities().withExtension("").fileName().substring(7))
                    .orElse("itself")));
    assertEquals(
        "{T1map=itself, TB1map=acq-anat_TB1TFL, acq-anat_TB1TFL=itself,"
            + " acq-famp_TB1TFL=acq-anat_TB1TFL, magnitude2=magnitude1, phasediff=magnitude1,"
            + " run-2_phasediff=itself}",
        from.toString());
  }

  @Test
  void aPetImageGetsTheMaskOfTheAnatomicalScanOnItsGrid() {
    image("T1w", 1);
    imageAt(PET + "pet", 2, SmallDataset.volume().grid());
    assertTrue(run("pet").succeeded());
    assertEquals(List.of(1), engine.proposed);
    assertEquals(List.of(), engine.helped);
    assertEquals(
        "mask from " + ANAT + "T1w.nii (same grid), the face measured on this image",
        rowAt(PET + "pet").value("reason"));
    assertEquals(0, removed("T1w"));
    assertTrue(removedAt(PET + "pet") > 0);
  }

  @Test
  void aPetImageElsewhereGetsItThroughARigidRegistration() {
    image("T1w", 1);
    imageAt(PET + "pet", 2, OTHER_GRID);
    assertTrue(run("pet").succeeded());
    assertEquals(List.of(1), engine.proposed, "it is not looked at by itself");
    assertEquals(List.of(2), engine.helped);
    assertEquals(
        "mask from " + ANAT + "T1w.nii (rigid registration), the face measured on this image",
        rowAt(PET + "pet").value("reason"));
  }

  @Test
  void aPetImageThatMovedOnTheSameGridIsRegistered() {
    image("T1w", 1);
    imageAt(PET + "pet", 2, SmallDataset.volume().grid());
    engine.failingWhenShared.add(2);
    assertTrue(run("pet").succeeded());
    assertEquals(List.of(2), engine.helped);
  }

  @Test
  void aPetImageThatShowsNoHeadGetsTheMaskOfItsGridForReview() {
    image("T1w", 1);
    imageAt(PET + "pet", 2, SmallDataset.volume().grid());
    engine.withoutHead.add(2);
    engine.failing.add(2);
    assertTrue(run("pet").succeeded());
    assertEquals(List.of(1, 2), engine.proposed);
    assertEquals("review", rowAt(PET + "pet").value("verdict"));
    assertEquals(
        "face-not-measured; mask from " + ANAT + "T1w.nii (same grid), the face not measured",
        rowAt(PET + "pet").value("reason"));
  }

  @Test
  void aPetImageWithoutAnAnatomicalScanFailsClosed() {
    imageAt(PET + "trc-a_pet", 2, OTHER_GRID);
    imageAt(PET + "trc-b_pet", 3, OTHER_GRID);
    engine.failing.add(3);
    assertFalse(run("pet").succeeded());
    assertEquals(List.of(2, 3), engine.proposed);
    assertEquals(List.of(), engine.helped, "one PET image does not help another");
    assertTrue(removedAt(PET + "trc-a_pet") > 0);
    assertEquals("fail", rowAt(PET + "trc-b_pet").value("verdict"));
    assertEquals(0, removedAt(PET + "trc-b_pet"));
  }

  @Test
  void anAnatomicalScanIsNotHelpedByOthers() {
    image("T1w", 1);
    imageAt(PET + "pet", 2, SmallDataset.volume().grid());
    engine.failing.add(1);
    assertFalse(run("T1w", "pet").succeeded());
    assertEquals("fail", row("T1w").value("verdict"));
    assertEquals("pass", rowAt(PET + "pet").value("verdict"));
  }

  @Test
  void aPhaseDifferenceGetsTheMaskOfItsMagnitudeAndNoOther() {
    image("T1w", 1);
    imageAt(FMAP + "magnitude1", 2, OTHER_GRID);
    imageAt(FMAP + "phasediff", 3, OTHER_GRID);
    imageAt(FMAP + "run-2_phasediff", 4, SmallDataset.volume().grid());
    engine.withoutHead.add(3);
    assertFalse(run("phasediff").succeeded());
    assertEquals(List.of(2), engine.helped);
    assertTrue(removedAt(FMAP + "phasediff") > 0);
    assertEquals(0, removedAt(FMAP + "magnitude1"), "not asked for");
    assertTrue(
        rowAt(FMAP + "phasediff")
            .value("reason")
            .startsWith("mask from " + FMAP + "magnitude1.nii (same grid)"));
    assertEquals("fail", rowAt(FMAP + "run-2_phasediff").value("verdict"));
    assertTrue(rowAt(FMAP + "run-2_phasediff").value("reason").contains("magnitude is not there"));
    assertEquals(0, removedAt(FMAP + "run-2_phasediff"));
  }

  @Test
  void aMapOfTheTransmitFieldNeedsAnImageOnItsGrid() {
    image("T1w", 1);
    imageAt(FMAP + "acq-a_TB1map", 2, SmallDataset.volume().grid());
    imageAt(FMAP + "acq-b_TB1map", 3, OTHER_GRID);
    engine.withoutHead.addAll(List.of(2, 3));
    assertFalse(run("TB1map").succeeded());
    assertEquals(List.of(1), engine.proposed, "never looked at by itself");
    assertEquals("review", rowAt(FMAP + "acq-a_TB1map").value("verdict"));
    assertEquals("fail", rowAt(FMAP + "acq-b_TB1map").value("verdict"));
    assertEquals(0, removedAt(FMAP + "acq-b_TB1map"));
  }

  @Test
  void twoPhasesWithoutAMagnitudeAreNotLookedAtEither() {
    image("T1w", 1);
    imageAt(FMAP + "phase1", 2, OTHER_GRID);
    imageAt(FMAP + "phase2", 3, OTHER_GRID);
    assertFalse(run("phase1", "phase2").succeeded());
    assertEquals(List.of(), engine.proposed);
    assertEquals(List.of(), engine.helped);
    for (String phase : List.of("phase1", "phase2")) {
      assertEquals("fail", rowAt(FMAP + phase).value("verdict"));
      assertTrue(rowAt(FMAP + phase).value("reason").contains("magnitude is not there"));
    }
  }

  @Test
  void aPhaseImageOfASlabHasNoFaceEither() {
    imageAt(FMAP + "magnitude1", 2, OTHER_GRID);
    imageAt(FMAP + "phasediff", 3, OTHER_GRID);
    engine.outOfView.add(2);
    assertTrue(run("magnitude1", "phasediff").succeeded());
    assertEquals(0, removedAt(FMAP + "phasediff"));
    for (String image : List.of("magnitude1", "phasediff")) {
      assertEquals("review", rowAt(FMAP + image).value("verdict"));
      assertEquals("face-outside-field-of-view", rowAt(FMAP + image).value("reason"));
    }
  }
}
