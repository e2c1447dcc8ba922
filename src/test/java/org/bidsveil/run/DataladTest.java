package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bidsveil.files.Disk;
import org.bidsveil.files.GitTools;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.plan.Selection;
import org.bidsveil.plan.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A DataLad dataset through a whole run, with the real DataLad. */
@Timeout(300)
class DataladTest {
  private static final String IMAGE = "sub-01/anat/sub-01_T1w.nii.gz";

  /** Has the same bytes: both are one object of the annex. */
  private static final String SISTER = "sub-02/anat/sub-02_T1w.nii.gz";

  @TempDir Path folder;
  private GitTools tools;
  private Path root;

  @BeforeEach
  void saved() throws IOException, InterruptedException {
    tools = new GitTools(folder, "datalad");
    root = folder.resolve("study");
    new SmallDataset(root)
        .scan(IMAGE)
        .scan(SISTER)
        .text("sub-01/anat/sub-01_T1w.json", "{\"PatientName\": \"DOE^JANE\"}\n")
        .text("T1w.json", "{\"InstitutionName\": \"Clinic\", \"FlipAngle\": 9}\n");
    datalad(root, "create", "--force", "-c", "text2git", ".");
    datalad(root, "save", "-m", "data");
  }

  @AfterEach
  void makeDeletable() throws IOException, InterruptedException {
    tools.makeDeletable(folder);
  }

  private void datalad(Path in, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("datalad", "-l", "error"));
    command.addAll(List.of(arguments));
    tools.run(in, command.toArray(String[]::new));
  }

  /** What the command line says beside the scans. */
  private static List<String> notesOfRun(Path dataset, String... participants) {
    RunPlan plan =
        RunPlan.of(
            new RunConfiguration(
                dataset,
                Target.of(dataset, Optional.empty(), Optional.empty(), false),
                new Selection(
                    List.of(participants), List.of(), List.of(), List.of(), Optional.empty()),
                Defacing.DEFAULT,
                Scrubbing.DEFAULT,
                new Resources(1, 1000),
                false,
                false));
    plan.requireReady();
    List<String> notes = new ArrayList<>();
    RunSummary summary =
        new DatasetRun(
                plan,
                progress -> {
                  if (progress instanceof Progress.Note(String sentence)) {
                    notes.add(sentence);
                  }
                },
                ReliabilityStudy.equipment(Disk.unobserved()))
            .run();
    assertTrue(summary.succeeded(), summary.toJson());
    return notes;
  }

  /** Names, link texts and bytes of the working tree; not what bidsveil keeps for itself. */
  private static SortedMap<String, String> tree(Path dataset) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(dataset)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        String name = dataset.relativize(file).toString();
        boolean data = !name.matches("(\\.git|\\.datalad|sourcedata|derivatives)(/.*)?");
        if (data && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          files.put(
              name,
              (Files.isSymbolicLink(file) ? Files.readSymbolicLink(file) + " " : "")
                  + (Files.exists(file) ? Sha256.of(file).hex() : "no content"));
        }
      }
    }
    return files;
  }

  @Test
  void aSavedDatasetIsDefacedSavedAgainAndRestored() throws IOException, InterruptedException {
    SortedMap<String, String> before = tree(root);
    byte[] image = Files.readAllBytes(root.resolve(IMAGE));
    assertTrue(Files.isSymbolicLink(root.resolve(IMAGE)));

    List<String> notes = notesOfRun(root, "01");
    assertEquals(
        1, notes.stream().filter(note -> note.contains("history still holds the faces")).count());
    assertFalse(Files.isSymbolicLink(root.resolve(IMAGE)));
    assertArrayEquals(image, Files.readAllBytes(root.resolve(SISTER)));
    tools.requireObjectsIntact(root);

    datalad(root, "save", "-m", "defaced");
    assertEquals("", tools.output(root, "git", "status", "--porcelain"));
    assertTrue(Files.isSymbolicLink(root.resolve(IMAGE)));
    SortedMap<String, String> saved = tree(root);
    assertEquals(List.of(), notesOfRun(root, "01"));
    assertEquals(saved, tree(root));

    assertEquals(List.of(), ReliabilityStudy.restore(root, Disk.unobserved()).refusals());
    assertEquals(before, tree(root));
    tools.requireObjectsIntact(root);
  }

  @Test
  void aCloneWithoutContentIsRefusedWithTheCommandThatGetsIt()
      throws IOException, InterruptedException {
    Path clone = folder.resolve("clone");
    datalad(folder, "clone", root.toString(), clone.toString());
    SortedMap<String, String> before = tree(clone);
    Refusal refusal = assertThrows(Refusal.class, () -> notesOfRun(clone));
    assertEquals(66, refusal.kind().exitCode());
    assertEquals("content-missing", refusal.name());
    assertTrue(refusal.remedy().contains("datalad get -d " + clone), refusal.remedy());
    assertTrue(refusal.remedy().contains(IMAGE), refusal.remedy());
    assertEquals(before, tree(clone));
    assertFalse(Files.exists(clone.resolve("sourcedata")));

    datalad(clone, "get", ".");
    notesOfRun(clone);
    tools.requireObjectsIntact(clone);
    ReliabilityStudy.restore(clone, Disk.unobserved());
    assertEquals(before.keySet(), tree(clone).keySet());
    assertEquals("", tools.output(clone, "git", "status", "--porcelain"));
  }

  @Test
  void aSubdatasetOfASuperdataset() throws IOException, InterruptedException {
    Path top = folder.resolve("super");
    datalad(folder, "create", top.toString());
    datalad(top, "clone", "-d", ".", root.toString(), "rawdata");
    Path raw = top.resolve("rawdata");
    datalad(raw, "get", ".");
    // As an older DataLad, or git itself, lays it out: the objects lie outside of the folder.
    tools.run(top, "git", "submodule", "absorbgitdirs");
    tools.run(raw, "git", "annex", "init", "-q");
    SortedMap<String, String> before = tree(raw);
    assertTrue(
        notesOfRun(raw).stream().anyMatch(note -> note.contains("history still holds the faces")));
    tools.requireObjectsIntact(raw);
    assertEquals(List.of(), ReliabilityStudy.restore(raw, Disk.unobserved()).refusals());
    assertEquals(before, tree(raw));
    assertEquals("", tools.output(top, "git", "status", "--porcelain"));
  }
}
