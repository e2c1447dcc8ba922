package org.bidsveil.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.files.Sha256;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.ReviewRow;
import org.bidsveil.report.ReviewTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each sort of finding in a dataset in which there is nothing else. */
class DatasetCheckTest {
  @TempDir Path temp;
  private Study study;

  @BeforeEach
  void study() {
    study = new Study(temp.resolve("study"));
  }

  private List<Finding> findings() {
    return DatasetCheck.of(study.root(), CheckSettings.DEFAULT).findings();
  }

  private void assertOne(FindingClass kind, String path, String inReason) {
    List<Finding> found = findings();
    assertEquals(1, found.size(), found.toString());
    assertEquals(kind, found.getFirst().kind(), found.toString());
    assertEquals(path, found.getFirst().path());
    assertTrue(found.getFirst().reason().contains(inReason), found.toString());
    assertFalse(found.getFirst().remedy().isEmpty());
  }

  @Test
  void nothingIsFoundWhereNothingIsLeft() {
    CheckReport report = DatasetCheck.of(study.root(), CheckSettings.DEFAULT);
    assertEquals(List.of(), report.findings());
    assertTrue(report.isClean());
    assertEquals(1, report.scans());
  }

  @Test
  void aScanWithoutARecordIsNotDefaced() throws IOException {
    Files.delete(study.path(Study.RECORD));
    assertOne(FindingClass.SCAN, Study.T1W, "no record");
  }

  @Test
  void aScanThatWasChangedAfterDefacingIsFound() {
    study.bytes(Study.T1W, Study.imageWithDescrip("", false));
    assertOne(FindingClass.SCAN, Study.T1W, "changed after it was defaced");
  }

  @Test
  void aRestoredScanIsCalledSo() {
    byte[] original = Study.image(false);
    study.recorded(original);
    assertEquals(List.of(), findings());
    study.bytes(Study.T1W, original);
    assertOne(FindingClass.SCAN, Study.T1W, "restored");
    original[original.length - 1]++;
    study.bytes(Study.T1W, original);
    assertOne(FindingClass.SCAN, Study.T1W, "replaced or changed");
  }

  @Test
  void anEmptyScanIsFound() {
    study.bytes(Study.T1W, new byte[0]);
    assertOne(FindingClass.SCAN, Study.T1W, "no bytes");
  }

  @Test
  void aScanWhoseContentIsElsewhereIsFound() throws IOException {
    Files.delete(study.path(Study.T1W));
    Files.createSymbolicLink(
        study.path(Study.T1W), Path.of("../../.git/annex/objects/x/SHA256E-s1--00"));
    assertOne(FindingClass.SCAN, Study.T1W, "content is not here");
  }

  @Test
  void aDamagedRecordProvesNothing() {
    study.text(Study.RECORD, "{\"Sources\": [\"bids:raw:" + Study.T1W + "\"");
    assertEquals(
        List.of(FindingClass.SCAN, FindingClass.UNREADABLE),
        findings().stream().map(Finding::kind).toList());
    assertTrue(findings().getFirst().reason().contains("no record"));
  }

  @Test
  void theTableTellsWhyAScanFailedAndWhatIsToBeLookedAt() throws IOException {
    table("review", "overlap 0.030 is near the limit");
    assertOne(FindingClass.REVIEW, Study.T1W, "near the limit");
    table("fail", "the placement is not certain");
    assertOne(FindingClass.SCAN, Study.T1W, "the placement is not certain");
    Files.delete(study.path(Study.RECORD));
    assertOne(FindingClass.SCAN, Study.T1W, "the placement is not certain");
  }

  @Test
  void aRejectedScanIsFoundWhateverItsVerdictAndAnAcceptedOneIsNot() {
    table("pass", "n/a");
    decided(ReviewRow.Decision.REJECT, "an ear is left");
    assertEquals("rejected by a person: an ear is left", findings().getFirst().reason());
    assertEquals(FindingClass.FREE_TEXT, findings().get(1).kind(), "a note is a text of a person");
    table("review", "overlap 0.030 is near the limit");
    decided(ReviewRow.Decision.ACCEPT, "");
    assertEquals(List.of(), findings());
  }

  @Test
  void aDecisionAboutAnotherFileDoesNotCount() {
    table("review", "overlap 0.030 is near the limit");
    Sha256 other = Sha256.of(study.path(Study.T1W));
    study.bytes(Study.T1W, Study.imageWithDescrip("", false));
    decided(ReviewRow.Decision.ACCEPT, "", other);
    assertOne(FindingClass.SCAN, Study.T1W, "changed after it was defaced");
  }

  private void decided(ReviewRow.Decision decision, String note) {
    decided(decision, note, Sha256.of(study.path(Study.T1W)));
  }

  private void decided(ReviewRow.Decision decision, String note, Sha256 file) {
    study.bytes(
        "derivatives/bidsveil/quality_check/review.tsv",
        ReviewTable.EMPTY
            .with(new ReviewRow(Study.T1W, decision, note, file, Instant.EPOCH))
            .toBytes());
  }

  private void table(String verdict, String reason) {
    study.bytes(
        "derivatives/bidsveil/sub-01/sub-01_deface.tsv",
        new DefaceTable(
                List.of(
                    DefaceRow.of(
                        "01",
                        Optional.empty(),
                        Study.T1W,
                        "T1w",
                        Optional.of("template"),
                        Optional.empty(),
                        verdict,
                        reason,
                        1)))
            .toBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "UNRECOGNISED, sub-01/anat/sub-01_T1w_defaced.nii.gz",
    "UNRECOGNISED, code/head.nii",
    "PET, sub-01/pet/sub-01_pet.nii.gz",
    "FMAP, sub-01/fmap/sub-01_magnitude1.nii.gz",
    "FMAP, sub-01/perf/sub-01_m0scan.nii.gz",
    "PHOTO, sub-01/eeg/sub-01_photo.jpg",
    "PHOTO, sub-01/perf/sub-01_asllabeling.jpg",
    "HEADSHAPE, sub-01/meg/sub-01_headshape.pos",
    "SOURCE_FORMAT, sub-01/anat/IM0001.dcm",
    "SOURCE_FORMAT, sub-01/anat/sub-01_T1w.mgz",
    "SOURCE_FORMAT, sub-01/anat/sub-01_T1w.img",
    "ARCHIVE, code/scans.tar.gz",
    "DERIVATIVE, derivatives/freesurfer/sub-01/mri/orig.mgz",
    "DERIVATIVE, derivatives/freesurfer/sub-01/mri/T1.mgz",
    "DERIVATIVE, derivatives/freesurfer/sub-01/mri/orig/001.mgz",
    "DERIVATIVE, derivatives/freesurfer/sub-01/mri/nu.mgz",
    "DERIVATIVE, derivatives/freesurfer/sub-01/surf/lh.seghead",
    "DERIVATIVE, derivatives/freesurfer/sub-01/bem/outer_skin.surf",
    "DERIVATIVE, derivatives/fmriprep/sub-01/anat/sub-01_desc-preproc_T1w.nii.gz",
    "DERIVATIVE_UNKNOWN, derivatives/own/sub-01/x.nii.gz",
    "REPORT, derivatives/fmriprep/sub-01/figures/sub-01_desc-about_T1w.svg",
    "REPORT, derivatives/fmriprep/sub-01.html",
    "CONVERTER, .heudiconv/01/info/dicominfo.tsv",
    "LEFTOVER, sub-01/anat/.bidsveil-0f.tmp",
  })
  void aNameSaysThatAFaceMayBeInAFile(FindingClass kind, String path) {
    study.bytes(path, path.endsWith(".nii.gz") ? Study.image(true) : new byte[] {1, 2, 3});
    List<Finding> found =
        findings().stream().filter(f -> f.category().equals(Finding.FACE)).toList();
    assertEquals(1, found.size(), found.toString());
    assertEquals(kind, found.getFirst().kind());
    assertEquals(path, found.getFirst().path());
  }

  @ParameterizedTest
  @CsvSource({
    "sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz",
    "sub-01/anat/sub-01_label-L_dseg.nii.gz",
    "sub-01/dwi/sub-01_dwi.nii.gz",
    "derivatives/freesurfer/sub-01/mri/brain.mgz",
    "derivatives/freesurfer/sub-01/mri/aparc+aseg.mgz",
    "derivatives/freesurfer/sub-01/surf/lh.pial",
    "derivatives/fmriprep/sub-01/anat/sub-01_desc-brain_mask.nii.gz",
    "derivatives/fmriprep/sub-01/func/sub-01_task-rest_desc-preproc_bold.nii.gz",
  })
  void brainsLabelsAndFunctionalImagesAreNoFinding(String path) {
    study.bytes(
        path,
        path.endsWith(".nii.gz")
            ? Study.image(true)
            : path.endsWith(".mgz") ? Study.mgh() : new byte[] {1, 2, 3});
    assertEquals(List.of(), findings());
  }

  @Test
  void aDicomFileIsKnownByItsFirstBytes() {
    byte[] dicom = new byte[200];
    System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, dicom, 128, 4);
    study.bytes("sub-01/anat/IM0001", dicom);
    assertOne(FindingClass.SOURCE_FORMAT, "sub-01/anat/IM0001", "DICOM");
  }

  @Test
  void aListOfOriginalsThatLieElsewhereIsNoFinding() {
    study
        .text("sourcedata/bidsveil/README", "do not upload\n")
        .bytes("sourcedata/bidsveil/locks/sub-01.lock", new byte[0]);
    assertEquals(List.of(), findings());
    study.bytes("sourcedata/bidsveil/" + Study.T1W, new byte[] {1});
    assertOne(FindingClass.ORIGINALS, "sourcedata/bidsveil/", "faces");
  }

  @Test
  void originalsSourceDataAndHistoryAreFound() {
    study
        .bytes("sourcedata/bidsveil/" + Study.T1W, new byte[] {1})
        .bytes("sourcedata/dicom/sub-01/IM1.dcm", new byte[] {1})
        .bytes("sourcedata/dicom/sub-01/IM2.dcm", new byte[] {1})
        .text("sourcedata/notes.txt", "nothing\n")
        .text(".git/HEAD", "ref: refs/heads/main\n");
    assertEquals(
        List.of("sourcedata/bidsveil/", "sourcedata/dicom/", ".git/"),
        findings().stream().map(Finding::path).toList());
    assertTrue(findings().get(1).reason().startsWith("2 files"));
  }

  @Test
  void whatIdentifiesIsFoundAndNoValueIsTold() {
    study
        .text(
            "sub-01/func/sub-01_task-rest_bold.json",
            "{\"PatientName\": \"DOE^JANE\", \"AcquisitionDateTime\": \"2020-08-27T11:33:20\"}\n")
        .text("participants.tsv", "participant_id\tage\tdob\nsub-01\t93\t1931-04-12\n")
        .text("sub-01/sub-01_scans.tsv", "filename\tacq_time\nanat/x\t2020-08-27T11:33:20\n")
        .bytes(Study.BOLD, Study.imageWithDescrip("TE=30;Time=113320.5", true));
    List<String> places = findings().stream().map(f -> f.path() + " " + f.place()).toList();
    assertEquals(
        List.of(
            "sub-01/func/sub-01_task-rest_bold.json /AcquisitionDateTime",
            "sub-01/func/sub-01_task-rest_bold.json /PatientName",
            "participants.tsv 1:age",
            "participants.tsv 1:dob",
            "sub-01/sub-01_scans.tsv 1:acq_time",
            Study.BOLD + " descrip"),
        places);
    assertFalse(findings().toString().contains("DOE"));
    assertFalse(findings().toString().contains("1931"));
  }

  @Test
  void theHeaderOfADefacedScanIsLookedAtToo() {
    study.bytes(Study.T1W, Study.imageWithDescrip("FSL5.0", true)).recorded();
    assertOne(FindingClass.HEADER, Study.T1W, "descrip");
  }

  @Test
  void aNameInTheHeaderOfACompressedFileIsFound() {
    byte[] plain = Study.image(true);
    byte[] named = new byte[plain.length + 4];
    System.arraycopy(plain, 0, named, 0, 10);
    named[3] = 8;
    System.arraycopy(new byte[] {'D', 'o', 'e', 0}, 0, named, 10, 4);
    System.arraycopy(plain, 10, named, 14, plain.length - 10);
    study.bytes(Study.BOLD, named);
    assertOne(FindingClass.GZIP, Study.BOLD, "FNAME");
  }

  @Test
  void aKnownNameInWhatPeopleWroteIsFoundByItsLine() {
    study
        .text("sub-01/func/sub-01_task-rest_bold.json", "{\"PatientName\": \"DOE^JANE\"}\n")
        .text("README", "A study.\nThanks to Ms Doe.\n")
        .text("code/convert.sh", "convert doe/ sub-01\n");
    List<Finding> texts = findings().stream().filter(f -> f.kind() == FindingClass.TEXT).toList();
    assertEquals(
        List.of("README line 2", "code/convert.sh line 1"),
        texts.stream().map(f -> f.path() + " " + f.place()).toList());
  }

  @Test
  void aSidecarThatCannotBeReadIsFound() {
    study.text("sub-01/func/sub-01_task-rest_bold.json", "{\"PatientName\": \"DOE^JANE\",}\n");
    assertOne(FindingClass.UNREADABLE, "sub-01/func/sub-01_task-rest_bold.json", "not valid JSON");
  }

  @Test
  void whatTheUserAnswersForIsListedAndDoesNotCount() {
    study.bytes("sub-01/fmap/sub-01_magnitude1.nii.gz", Study.image(true));
    CheckSettings accepting =
        new CheckSettings(
            ScrubRules.of(ScrubProfile.DEFAULT),
            Set.of(),
            false,
            Optional.empty(),
            new Acceptance(EnumSet.of(FindingClass.FMAP), Set.of()));
    CheckReport report = DatasetCheck.of(study.root(), accepting);
    assertEquals(1, report.findings().size());
    assertTrue(report.isClean());
    assertTrue(report.toJson().contains("\"accepted\" : true"), report.toJson());
    assertFalse(DatasetCheck.of(study.root(), CheckSettings.DEFAULT).isClean());
  }

  @Test
  void theLinesAreGroupedByClassAndSayWhatToDo() {
    study
        .bytes("sub-01/pet/sub-01_pet.nii.gz", Study.image(true))
        .bytes("sub-01/eeg/sub-01_photo.jpg", new byte[] {1});
    List<String> lines = DatasetCheck.of(study.root(), CheckSettings.DEFAULT).lines();
    assertEquals("pet: PET and CT images (1)", lines.getFirst());
    assertTrue(lines.get(1).startsWith("  sub-01/pet/sub-01_pet.nii.gz  ("), lines.get(1));
    assertEquals(
        "  -> Run bidsveil BIDS_DIR participant --suffix pet, or accept it after looking at it.",
        lines.get(2));
    assertTrue(lines.getLast().endsWith("1 anatomical images: 2 findings"), lines.getLast());
  }
}
