package org.bidsveil.bids;

import static org.bidsveil.bids.DatasetFixture.dataset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetRootTest {
  private final Path root = Jimfs.newFileSystem(Configuration.unix()).getPath("/ds");

  @Test
  void sidecarsAndTablesOfAllAreFoundAtTheRoot() throws IOException {
    dataset(
        root,
        "T1w.json",
        "task-rest_bold.json",
        "participants.json",
        "participants.tsv",
        "phenotype/b.tsv",
        "phenotype/a.tsv",
        "phenotype/a.json",
        "sub-01/anat/sub-01_T1w.nii.gz");

    DatasetRoot top = DatasetRoot.list(root);

    assertEquals(
        List.of("T1w.json", "task-rest_bold.json"),
        top.inherited().stream().map(Path::toString).toList());
    assertEquals(
        List.of("participants.tsv", "phenotype/a.tsv", "phenotype/b.tsv"),
        top.tablesOfAll().stream().map(Path::toString).toList());
    assertTrue(top.names("01"));
    assertFalse(top.names("02"));
  }

  /** A folder that nobody may enter stands for all that must not be looked at. */
  @Test
  void foldersOfOthersAreNotLookedInto() throws IOException {
    dataset(root, "sub-01/anat/sub-01_T1w.nii.gz", "sub-03/anat/sub-03_T1w.nii.gz");
    Files.createSymbolicLink(root.resolve("sub-02"), root.resolve("nowhere"));

    Dataset one = DatasetWalker.walk(root, "03"::equals);

    assertEquals(List.of("03"), one.subjects().stream().map(Subject::label).toList());
    assertEquals(Optional.of("03"), one.subject("03").map(Subject::label));
    assertEquals(Optional.empty(), one.subject("01"));
    assertEquals(
        List.of("04"),
        BidsFilter.ALL.withParticipants(List.of("03", "04")).missingParticipants(one));
  }

  @Test
  void aFileThatIsNamedLikeAParticipantIsNone() throws IOException {
    dataset(root, "sub-01/anat/sub-01_T1w.nii.gz", "sub-01_T1w.json");

    Dataset dataset = DatasetWalker.walk(root);

    assertEquals(List.of("01"), dataset.subjects().stream().map(Subject::label).toList());
    assertEquals(
        List.of("sub-01_T1w.json"),
        new Inheritance(dataset)
            .sidecarsOf(dataset.scans().findFirst().orElseThrow()).stream()
                .map(Sidecar::bidsPath)
                .toList());
  }
}
