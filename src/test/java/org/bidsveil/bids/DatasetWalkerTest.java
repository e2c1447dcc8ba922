package org.bidsveil.bids;

import static org.bidsveil.bids.DatasetFixture.dataset;
import static org.bidsveil.bids.DatasetFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bidsveil.files.Refusal;
import org.junit.jupiter.api.Test;

class DatasetWalkerTest {
  private final Path root = Jimfs.newFileSystem(Configuration.unix()).getPath("/ds");

  private static List<String> paths(Dataset dataset) {
    return dataset.scans().map(HeadScan::bidsPath).toList();
  }

  @Test
  void onlyImagesOfAHeadInTheRawTreeAreScans() throws IOException {
    dataset(
        root,
        "T1w.json",
        "sub-02/anat/sub-02_T1w.nii.gz",
        "sub-01/anat/sub-01_T1w.nii",
        "sub-01/anat/sub-01_T1w.json",
        "sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz",
        "sub-01/anat/sub-01_dseg.nii.gz",
        "sub-01/anat/sub-01_dseg.dlabel.nii",
        "sub-01/anat/.sub-01_T1w.nii.gz",
        "sub-01/anat/sub-01_T1w.nii.gz.tmp",
        "sub-01/anat/old/sub-01_T1w.nii.gz",
        "sub-01/fmap/sub-01_magnitude1.nii.gz",
        "sub-01/fmap/sub-01_magnitude1_old.nii.gz",
        "sub-01/func/sub-01_task-rest_bold.nii.gz",
        "sub-01/meg/sub-01_task-rest_meg.ds/anat/sub-01_T1w.nii.gz",
        "sourcedata/sub-01/anat/sub-01_T1w.nii.gz",
        "derivatives/x/sub-01/anat/sub-01_T1w.nii.gz",
        "code/sub-01/anat/sub-01_T1w.nii.gz",
        ".git/sub-01/anat/sub-01_T1w.nii.gz",
        "tpl-MNI/anat/tpl-MNI_T1w.nii.gz",
        "sub-03",
        "sub-/anat/sub-_T1w.nii.gz");
    Dataset dataset = DatasetWalker.walk(root);
    assertEquals(
        List.of(
            "sub-01/anat/sub-01_T1w.nii",
            "sub-01/fmap/sub-01_magnitude1.nii.gz",
            "sub-02/anat/sub-02_T1w.nii.gz"),
        paths(dataset));
    assertEquals(
        List.of(
            "sub-01/anat/sub-01_dseg.dlabel.nii",
            "sub-01/anat/sub-01_dseg.nii.gz",
            "sub-01/anat/sub-01_mod-T1w_defacemask.nii.gz"),
        dataset.unrecognised().map(Path::toString).toList());
  }

  @Test
  void headUnderAnInvalidNameIsReportedAsUnrecognised() throws IOException {
    dataset(
        root,
        "sub-01/anat/sub-01_T1w_old.nii.gz",
        "sub-01/anat/T1.nii",
        "sub-01/anat/sub-01_T1w.NII.GZ");
    assertEquals(
        List.of("T1.nii", "sub-01_T1w.NII.GZ", "sub-01_T1w_old.nii.gz"),
        DatasetWalker.walk(root).unrecognised().map(p -> p.getFileName().toString()).toList());
  }

  @Test
  void everySuffixOfTheStandardIsFound() throws IOException {
    for (ImageSuffix suffix : ImageSuffix.values()) {
      String name = suffix.datatype().label() + "/sub-01_" + suffix.label() + ".nii.gz";
      write(root, "sub-01/" + name, "x");
      // In a folder of another datatype the name is not valid.
      write(root, "sub-02/perf/sub-02_" + suffix.label() + ".nii.gz", "x");
    }
    write(root, "sub-03/anat/sub-03_pet.nii.gz", "x");
    write(root, "sub-03/pet/sub-03_T1w.nii.gz", "x");
    dataset(root);
    Dataset dataset = DatasetWalker.walk(root);
    assertEquals(
        Map.of(Datatype.ANAT, 36L, Datatype.FMAP, 18L, Datatype.PET, 1L),
        dataset.scans().collect(Collectors.groupingBy(HeadScan::datatype, Collectors.counting())));
    assertEquals(
        List.of("sub-03_pet.nii.gz"),
        dataset.unrecognised().map(p -> p.getFileName().toString()).toList());
  }

  @Test
  void sessionsStandBesideAnatOfTheSubject() throws IOException {
    dataset(
        root,
        "sub-Emptyroom/meg/sub-Emptyroom_meg.fif",
        "sub-a/anat/sub-a_T1w.nii.gz",
        "sub-a/ses-2/anat/sub-a_ses-2_T1w.nii.gz",
        "sub-a/ses-10/meg/x.fif");
    Dataset dataset = DatasetWalker.walk(root);
    assertEquals(
        List.of("Emptyroom", "a"), dataset.subjects().stream().map(Subject::label).toList());
    assertEquals(
        List.of(Optional.empty(), Optional.of("10"), Optional.of("2")),
        dataset.subjects().get(1).sessions().stream().map(Session::label).toList());
    assertEquals(
        List.of(Optional.empty(), Optional.of("2")),
        dataset.scans().map(HeadScan::session).toList());
  }

  @Test
  void contentThatIsNotHereIsStillAScan() throws IOException {
    dataset(root, "sub-01/anat/sub-01_T1w.nii.gz");
    write(root, "sub-01/anat/sub-01_T2w.nii.gz", "");
    write(root, "sub-01/anat/sub-01_PDw.nii.gz", "/annex/objects/MD5E-s1--x.nii.gz\n");
    Path anat = root.resolve("sub-01/anat");
    Path annex = root.getFileSystem().getPath("../../.git/annex/objects/x/y/z");
    Files.createSymbolicLink(anat.resolve("sub-01_FLAIR.nii.gz"), annex);
    Files.createSymbolicLink(
        anat.resolve("sub-01_FLASH.nii.gz"), root.getFileSystem().getPath("/nowhere.nii.gz"));
    Files.createSymbolicLink(
        anat.resolve("sub-01_angio.nii.gz"), root.getFileSystem().getPath("sub-01_T1w.nii.gz"));
    Map<String, ImageContent> content =
        DatasetWalker.walk(root)
            .scans()
            .collect(Collectors.toMap(s -> s.suffix().label(), HeadScan::content));
    assertEquals(
        Map.of(
            "T1w", ImageContent.PRESENT,
            "T2w", ImageContent.EMPTY,
            "PDw", ImageContent.ANNEX_POINTER,
            "FLAIR", ImageContent.ANNEX_LINK_BROKEN,
            "FLASH", ImageContent.LINK_BROKEN,
            "angio", ImageContent.PRESENT),
        content);
  }

  @Test
  void pathsAreNotResolved() throws IOException {
    Path store = root.resolveSibling("store");
    write(store, "anat/sub-01_T1w.nii.gz", "x");
    dataset(root);
    Files.createSymbolicLink(root.resolve("sub-01"), store);
    HeadScan scan = DatasetWalker.walk(root).scans().findFirst().orElseThrow();
    assertEquals(root.resolve("sub-01/anat/sub-01_T1w.nii.gz"), scan.absolutePath());
    assertEquals("sub-01/anat/sub-01_T1w.nii.gz", scan.bidsPath());
  }

  @Test
  void bidsignoreHidesNoFace() throws IOException {
    dataset(root, "sub-01/anat/sub-01_T1w.nii.gz", "sub-01/anat/sub-01_T2w.nii.gz");
    write(root, ".bidsignore", "**/*_T1w.nii.gz\n");
    assertEquals(
        List.of(true, false), DatasetWalker.walk(root).scans().map(HeadScan::bidsIgnored).toList());
  }

  @Test
  void folderLinkThatLeadsNowhereIsRefused() throws IOException {
    dataset(root);
    Files.createSymbolicLink(root.resolve("sub-01"), root.resolve("gone"));
    Refusal refusal = assertThrows(Refusal.class, () -> DatasetWalker.walk(root));
    assertEquals("folder-link-broken", refusal.name());
  }

  @Test
  void missingDatasetIsNamed() {
    Refusal refusal = assertThrows(Refusal.class, () -> DatasetWalker.walk(root));
    assertEquals("dataset-missing", refusal.name());
    assertEquals(Refusal.Kind.INPUT_MISSING, refusal.kind());
  }

  @Test
  void datasetWithoutDescriptionIsWalkedOnRequestOnly() throws IOException {
    write(root, "sub-01/anat/sub-01_T1w.nii.gz", "x");
    Refusal refusal = assertThrows(Refusal.class, () -> DatasetWalker.walk(root));
    assertEquals("no-dataset-description", refusal.name());
    assertEquals(1, DatasetWalker.walk(root, DatasetDescription.absent()).scans().count());
  }
}
