package org.bidsveil.originals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bidsveil.files.MemoryFolder;
import org.bidsveil.files.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many runs on one dataset at once: an array of jobs, and several threads of one job. */
@Timeout(180)
class ManyRunsTest {
  private static final int PARTICIPANTS = 8;
  private static final int SCANS = 3;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private static String sub(int i) {
    return "sub-%02d".formatted(i);
  }

  private static Path scan(int sub, int run) {
    return Path.of(sub(sub), "anat", sub(sub) + "_run-" + run + "_T1w.nii.gz");
  }

  private void dataset(Path root) throws IOException {
    StringBuilder table = new StringBuilder("participant_id\tage\n");
    for (int s = 0; s < PARTICIPANTS; s++) {
      Files.createDirectories(root.resolve(sub(s)).resolve("anat"));
      table.append(sub(s)).append("\t93\n");
      for (int r = 0; r < SCANS; r++) {
        Files.writeString(root.resolve(scan(s, r)), ("scan " + s + " " + r).repeat(500));
      }
    }
    Files.writeString(root.resolve("T1w.json"), "{\"InstitutionName\": \"Clinic\"}\n");
    Files.writeString(root.resolve("participants.tsv"), table);
    // The manifests hold the times of the originals.
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Study.NOW));
      }
    }
  }

  /** One scan with the two files that everybody shares. */
  private static void deface(OriginalsStore store, Path root, int sub, int run) {
    try (Replacement r = store.begin(sub(sub))) {
      byte[] input = Files.readAllBytes(root.resolve(scan(sub, run)));
      byte[] output = ("defaced " + new String(input, UTF_8)).getBytes(UTF_8);
      r.edit(Study.PARTICIPANTS, Study::scrubbed);
      r.edit(Study.SHARED, Study::scrubbed);
      r.replace(scan(sub, run), output, Sha256.of(input));
      r.prepare();
      r.commit("template", "0.1.0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One participant in a process of its own. */
  static final class Job {
    public static void main(String[] args) {
      Path root = Path.of(args[0]);
      OriginalsStore store = Study.at(root).store();
      store.recover();
      for (int r = 0; r < SCANS; r++) {
        deface(store, root, Integer.parseInt(args[1]), r);
      }
    }
  }

  private Map<String, String> inOneRun() throws IOException {
    Path root = Files.createDirectory(folder.resolve("one"));
    dataset(root);
    OriginalsStore store = Study.at(root).store();
    for (int s = 0; s < PARTICIPANTS; s++) {
      for (int r = 0; r < SCANS; r++) {
        deface(store, root, s, r);
      }
    }
    return Study.snapshot(root);
  }

  @Test
  void threadsOfOneRun() throws IOException, InterruptedException, ExecutionException {
    Map<String, String> expected = inOneRun();
    Path root = Files.createDirectory(folder.resolve("threads"));
    dataset(root);
    OriginalsStore store = Study.at(root).store();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<?>> jobs = new ArrayList<>();
      for (int r = 0; r < SCANS; r++) {
        for (int s = 0; s < PARTICIPANTS; s++) {
          int sub = s;
          int run = r;
          jobs.add(pool.submit(() -> deface(store, root, sub, run)));
        }
      }
      for (Future<?> job : jobs) {
        job.get();
      }
    }
    assertEquals(expected, Study.snapshot(root));
  }

  @Test
  void processesOfAnArray() throws IOException, InterruptedException {
    Map<String, String> expected = inOneRun();
    Path root = Files.createDirectory(folder.resolve("processes"));
    dataset(root);
    List<Process> jobs = new ArrayList<>();
    for (int s = 0; s < PARTICIPANTS; s++) {
      jobs.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Job.class.getName(),
                  root.toString(),
                  Integer.toString(s))
              .inheritIO()
              .start());
    }
    for (Process job : jobs) {
      assertEquals(0, job.waitFor());
    }
    assertEquals(expected, Study.snapshot(root));
    RestoreReport report = Restore.restore(Study.at(root).store(), List.of(), true);
    assertEquals(List.of(), report.refusals());
    assertTrue(report.purged());
    Path pristine = Files.createDirectory(folder.resolve("pristine"));
    dataset(pristine);
    assertEquals(Study.snapshot(pristine), Study.snapshot(root));
  }
}
