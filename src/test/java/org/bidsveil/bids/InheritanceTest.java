package org.bidsveil.bids;

import static org.bidsveil.bids.DatasetFixture.dataset;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class InheritanceTest {
  private final Path root = Jimfs.newFileSystem(Configuration.unix()).getPath("/ds");

  private HeadScan scan(String bidsPath) {
    return DatasetWalker.walk(root)
        .scans()
        .filter(s -> s.bidsPath().equals(bidsPath))
        .findFirst()
        .orElseThrow();
  }

  private List<String> sidecarsOf(String bidsPath) {
    return new Inheritance(DatasetWalker.walk(root))
        .sidecarsOf(scan(bidsPath)).stream().map(Sidecar::bidsPath).toList();
  }

  @Test
  void applicableSidecarsComeFromTheRootDown() throws IOException {
    dataset(
        root,
        "T1w.json",
        "acq-a_T1w.json",
        "acq-b_T1w.json",
        "T2w.json",
        "participants.json",
        "sub-01_T1w.json",
        "sub-02_T1w.json",
        "sub-01/sub-01_T1w.json",
        "sub-01/ses-1/sub-01_ses-1_T1w.json",
        "sub-01/ses-1/anat/sub-01_ses-1_acq-a_T1w.json",
        "sub-01/ses-1/anat/sub-01_ses-1_acq-a_T1w.nii.gz",
        "sub-01/ses-1/anat/sub-01_ses-1_acq-a_run-1_T1w.json",
        "sub-01/ses-2/sub-01_T1w.json",
        "code/T1w.json");
    assertEquals(
        List.of(
            "T1w.json",
            "acq-a_T1w.json",
            "sub-01_T1w.json",
            "sub-01/sub-01_T1w.json",
            "sub-01/ses-1/sub-01_ses-1_T1w.json",
            "sub-01/ses-1/anat/sub-01_ses-1_acq-a_T1w.json"),
        sidecarsOf("sub-01/ses-1/anat/sub-01_ses-1_acq-a_T1w.nii.gz"));
  }

  @Test
  void imagesThatShareASidecarAreFound() throws IOException {
    dataset(
        root,
        "acq-a_T1w.json",
        "sub-01/anat/sub-01_acq-a_T1w.nii.gz",
        "sub-01/anat/sub-01_acq-b_T1w.nii.gz",
        "sub-02/anat/sub-02_acq-a_T1w.nii.gz",
        "sub-02/anat/sub-02_acq-a_T2w.nii.gz");
    Dataset dataset = DatasetWalker.walk(root);
    Sidecar shared =
        new Inheritance(DatasetWalker.walk(root))
            .sidecarsOf(scan("sub-01/anat/sub-01_acq-a_T1w.nii.gz"))
            .getFirst();
    assertEquals(
        List.of("sub-01/anat/sub-01_acq-a_T1w.nii.gz", "sub-02/anat/sub-02_acq-a_T1w.nii.gz"),
        dataset.scans().filter(shared::appliesTo).map(HeadScan::bidsPath).toList());
  }

  @Test
  void statementGoesToTheImagesOwnSidecar() throws IOException {
    dataset(root, "T1w.json", "sub-01/anat/sub-01_T1w.nii.gz", "sub-01/anat/sub-01_T2w.nii.gz");
    Inheritance inheritance = new Inheritance(DatasetWalker.walk(root));
    HeadScan scan = scan("sub-01/anat/sub-01_T1w.nii.gz");
    Sidecar statement = inheritance.statementSidecar(scan);
    assertEquals("sub-01/anat/sub-01_T1w.json", statement.bidsPath());
    assertEquals(root.resolve("sub-01/anat/sub-01_T1w.json"), statement.absolutePath());
    dataset(root, "sub-01/anat/sub-01_T1w.json");
    assertEquals(statement, new Inheritance(DatasetWalker.walk(root)).statementSidecar(scan));
  }

  @Test
  void statementDoesNotHideASidecarInTheSameFolder() throws IOException {
    dataset(
        root,
        "MP2RAGE.json",
        "sub-1/anat/sub-1_inv-1_MP2RAGE.json",
        "sub-1/anat/sub-1_inv-1_part-mag_MP2RAGE.nii",
        "sub-1/anat/sub-1_inv-1_part-phase_MP2RAGE.nii");
    HeadScan scan = scan("sub-1/anat/sub-1_inv-1_part-mag_MP2RAGE.nii");
    Sidecar statement = new Inheritance(DatasetWalker.walk(root)).statementSidecar(scan);
    assertEquals("sub-1/anat/sub-1_inv-1_MP2RAGE.json", statement.bidsPath());
    assertEquals(2, DatasetWalker.walk(root).scans().filter(statement::appliesTo).count());
  }
}
