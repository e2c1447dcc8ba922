package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bidsveil.files.MemoryFolder;
import org.bidsveil.files.Sha256;
import org.bidsveil.run.SmallDataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that are at work on one dataset at once: each does its work or says who is in the way.
 */
@Timeout(120)
class SideBySideTest {
  private static final int PARTICIPANTS = 8;

  @TempDir(factory = MemoryFolder.class)
  Path temp;

  private Path study;

  @BeforeEach
  void dataset() {
    SmallDataset data = new SmallDataset(temp.resolve("study"));
    StringBuilder table = new StringBuilder("participant_id\tage\n");
    for (int s = 1; s <= PARTICIPANTS; s++) {
      String bold = "sub-%02d/func/sub-%02d_task-rest_bold".formatted(s, s);
      data.scan("sub-%02d/anat/sub-%02d_T1w.nii.gz".formatted(s, s))
          .scan(bold + ".nii.gz")
          .text(bold + ".json", "{\"TaskName\": \"rest\", \"PatientName\": \"Quill^Ann\"}\n");
      table.append("sub-%02d\t93\n".formatted(s));
    }
    data.text("participants.tsv", table.toString())
        .text("task-rest_bold.json", "{\"InstitutionName\": \"St Elsewhere\"}\n");
    study = data.root();
  }

  private static Callable<Program.Ended> command(String... arguments) {
    return () -> Program.run(arguments);
  }

  private Callable<Program.Ended> participant() {
    return command(study.toString(), "participant", "--skip-bids-validation", "--nprocs", "1");
  }

  private static List<Program.Ended> atOnce(List<Callable<Program.Ended>> commands)
      throws InterruptedException, ExecutionException {
    List<Program.Ended> ended = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(commands.size())) {
      for (Future<Program.Ended> future : pool.invokeAll(commands)) {
        ended.add(future.get());
      }
    }
    return ended;
  }

  /** Every file with its content; without what tells the time or which run was which. */
  private static SortedMap<String, String> snapshot(Path root) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        boolean ofTheTime =
            path.contains("/log/")
                || path.endsWith(".html")
                || path.endsWith("originals.tsv")
                || path.endsWith("settled.tsv")
                || path.endsWith("_deface.tsv");
        if (!ofTheTime) {
          files.put(path, Sha256.of(file).hex());
        }
      }
    }
    return files;
  }

  @Test
  void eightRunsAtOnceEndAsOne() throws Exception {
    SortedMap<String, String> before = snapshot(study);
    for (Program.Ended run : atOnce(Collections.nCopies(8, participant()))) {
      assertTrue(run.code() == 1 || run.code() == 75, run.out() + run.err());
      assertTrue(!run.err().contains("defect"), run.err());
    }
    SortedMap<String, String> many = snapshot(study);
    Program.run("restore", study.toString(), "--purge").with(0);
    assertEquals(before, snapshot(study));
    participant().call().with(1);
    assertEquals(snapshot(study), many);
  }

  @Test
  void readersBesideARunSayNothingWrong() throws Exception {
    List<Callable<Program.Ended>> commands = new ArrayList<>(List.of(participant()));
    for (int n = 0; n < 4; n++) {
      commands.add(command("check", study.toString(), "--json"));
      commands.add(command(study.toString(), "group"));
      commands.add(command(study.toString(), "participant", "--dry-run"));
    }
    List<Program.Ended> ended = atOnce(commands);
    for (Program.Ended one : ended) {
      assertTrue(!one.err().contains("defect"), one.err());
      assertTrue(List.of(0, 1, 66, 75).contains(one.code()), one.code() + one.err());
    }
    assertEquals(1, ended.getFirst().code(), ended.getFirst().err());
  }

  @Test
  void aRestoreBesideARunWaitsOrIsTold() throws Exception {
    participant().call().with(1);
    Map<String, String> scrubbed = snapshot(study);
    List<Program.Ended> ended =
        atOnce(
            List.of(
                command("restore", study.toString()),
                command(study.toString(), "participant", "--skip-bids-validation", "--nprocs", "1"),
                command("restore", study.toString())));
    for (Program.Ended one : ended) {
      assertTrue(List.of(0, 1, 75).contains(one.code()), one.code() + one.err());
      assertTrue(!one.err().contains("defect"), one.err());
    }
    // Whatever came last: it can be brought to either end.
    participant().call().with(1);
    assertEquals(scrubbed, snapshot(study));
    Program.run("restore", study.toString(), "--purge").with(0);
  }
}
