package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.cli.options.SearchPath;
import org.bidsveil.files.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets whose records were written to reach the files of their users: every command refuses. */
class CraftedRecordsTest {
  private static final String IMAGE = "sub-01/anat/sub-01_T1w.nii.gz";

  @TempDir Path temp;
  private Path dataset;
  private Path victim;
  private Path ledger;
  private String err = "";

  @BeforeEach
  void dataset() throws IOException {
    victim = Files.createDirectory(temp.resolve("victim"));
    Files.writeString(victim.resolve("keep.txt"), "keep");
    dataset = temp.resolve("study");
    Files.createDirectories(dataset.resolve("sub-01/anat"));
    Files.writeString(
        dataset.resolve("dataset_description.json"),
        "{\"Name\": \"a study\", \"BIDSVersion\": \"1.10.0\"}");
    Files.writeString(dataset.resolve(IMAGE), "image");
    ledger = Files.createDirectories(dataset.resolve("sourcedata/bidsveil/sub-01"));
  }

  private int run(String... arguments) {
    StringWriter errText = new StringWriter();
    int code =
        Bidsveil.run(
            new SearchPath(""),
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(errText, true),
            arguments);
    err = errText.toString();
    return code;
  }

  private void journal(String state, String temporary, String place, String life)
      throws IOException {
    String hash = Sha256.of(dataset.resolve(IMAGE)).hex();
    Files.writeString(
        ledger.resolve("journal.json"),
        """
        {"state": "%s", "entries": [{"before": {"sha256": "%s", "bytes": 5},
          "undo": {"place": "%s", "life": "%s"}, "temporary": "%s", "version": 1,
          "row": ["%s", "%s", "%s", "5", "n/a", "n/a", "1970-01-01T00:00:00Z", "replaced",
            "n/a", "n/a", "n/a"]}]}
        """
            .formatted(state, hash, place, life, temporary, IMAGE, hash, "0".repeat(64)));
  }

  private void nothingTouched() throws IOException {
    assertEquals("keep", Files.readString(victim.resolve("keep.txt")));
    try (var files = Files.list(victim)) {
      assertEquals(1, files.count());
    }
    assertEquals("image", Files.readString(dataset.resolve(IMAGE)));
    assertFalse(err.contains("defect"), err);
  }

  @ParameterizedTest
  @CsvSource({
    "UNDOING, participant",
    "COMMITTING, participant",
    "PREPARING, participant",
    "UNDOING, restore"
  })
  void aTemporaryNameThatIsAFileOfTheUser(String state, String command) throws IOException {
    journal(
        state,
        victim.resolve("keep.txt").toString(),
        "sourcedata/bidsveil/" + IMAGE,
        "KEPT_WHEN_DONE");
    assertEquals(
        65,
        command.equals("restore")
            ? run("restore", dataset.toString())
            : run(dataset.toString(), command));
    assertTrue(err.contains("journal.json names"), err);
    nothingTouched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ONLY_TO_UNDO", "KEPT_WHEN_DONE"})
  void aSecondPlaceThatIsAFileOfTheUser(String life) throws IOException {
    Files.writeString(victim.resolve("keep.txt"), "image");
    journal("UNDOING", "sub-01/anat/.bidsveil-1.tmp", "../victim/keep.txt", life);
    assertEquals(65, run(dataset.toString(), "participant"));
    assertEquals("image", Files.readString(victim.resolve("keep.txt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../victim/keep.txt", "sub-01/link/keep.txt", "sub-01/link/new.txt"})
  void aRowThatLeadsOutOfTheDataset(String path) throws IOException {
    Files.createSymbolicLink(dataset.resolve("sub-01/link"), victim);
    Path copy = dataset.resolve("sourcedata/bidsveil").resolve(path).normalize();
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, "evil");
    String now = Sha256.of(victim.resolve("keep.txt")).hex();
    Files.writeString(
        ledger.resolve("originals.tsv"),
        "path\tsha256_original\tsha256_current\tbytes\tdefacer\tversion\ttime\tstatus\tmode"
            + "\tmodified\tlink_target\n"
            + String.join(
                "\t",
                path,
                Sha256.of(copy).hex(),
                now,
                "4",
                "template",
                "0.1.0",
                "2026-01-01T00:00:00Z",
                "replaced",
                "n/a",
                "n/a",
                "n/a")
            + "\n");
    assertEquals(1, run("restore", dataset.toString(), "--purge"));
    nothingTouched();
  }

  @Test
  void aRecordNestedDeeplyIsNoDefect() throws IOException {
    Files.writeString(ledger.resolve("journal.json"), "[".repeat(5000));
    assertEquals(65, run(dataset.toString(), "participant"));
    nothingTouched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sourcedata/bidsveil/locks", "sourcedata/bidsveil/sub-01"})
  void aFolderOfOriginalsThatIsALink(String folder) throws IOException {
    Files.deleteIfExists(dataset.resolve(folder));
    Files.createSymbolicLink(dataset.resolve(folder), victim);
    run(dataset.toString(), "participant");
    run("restore", dataset.toString(), "--purge");
    nothingTouched();
  }
}
