package org.bidsveil.originals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bidsveil.files.Disk;
import org.bidsveil.files.FailingSteps;
import org.bidsveil.files.WriteSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of its own is killed (SIGKILL) at steps spread over a whole replacement; then it is run
 * again. {@link FaultCampaignTest} visits every step, within one process.
 */
class KillCampaignTest {
  /** So many of the steps are visited at most, and for so long. */
  private static final int POINTS = 16;

  private static final Duration BUDGET = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** Runs the study whose folder is the first argument, and stops at the step of the second. */
  static final class Victim {
    public static void main(String[] args) {
      Study study = Study.at(Path.of(args[0]));
      Study.run(study.store(new Disk(new StopAt(Integer.parseInt(args[1])))), study);
      System.out.println("finished");
    }
  }

  /** Says that it has come to a step, and waits there for its end. */
  private static final class StopAt implements WriteSteps {
    private final int at;
    private int heard;

    StopAt(int at) {
      this.at = at;
    }

    @Override
    public void before(Step step, Path path) throws IOException {
      hear();
    }

    @Override
    public void after(Step step, Path path) throws IOException {
      hear();
    }

    private void hear() throws IOException {
      if (heard++ == at) {
        System.out.println("waiting");
        try {
          Thread.sleep(Duration.ofMinutes(5));
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
  }

  private static String runAndKill(Path root, int at) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                root.toString(),
                Integer.toString(at))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      return String.valueOf(said.readLine());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  @Timeout(120)
  void aKilledProcessIsRunAgain() throws IOException, InterruptedException {
    Study undisturbed = Study.create(folder.resolve("undisturbed"));
    Map<String, String> allOld = undisturbed.raw();
    FailingSteps counting = FailingSteps.never();
    Study.run(undisturbed.store(new Disk(counting)), undisturbed);
    Map<String, String> allNew = undisturbed.snapshot();

    Instant end = Instant.now().plus(BUDGET);
    int visited = 0;
    for (int i = 0; i < POINTS && Instant.now().isBefore(end); i++) {
      // 7 and 16 have no common divisor: an early end of the budget still leaves points all over.
      int n = (i * 7 % POINTS) * counting.count() / POINTS;
      Study study = Study.create(folder.resolve("study-" + n));
      assertEquals("waiting", runAndKill(study.root, n), "step " + n);
      study.store().recover();
      assertTrue(List.of(allOld, withoutLedger(allNew)).contains(study.raw()), "step " + n);
      Study.run(study.store(), study);
      assertEquals(allNew, study.snapshot(), "step " + n);
      assertEquals(List.of(), Restore.restore(study.store(), List.of(), true).refusals());
      assertEquals(allOld, study.snapshot(), "step " + n);
      visited++;
    }
    System.out.println(
        "KillCampaignTest: killed at " + visited + " of " + counting.count() + " places");
    assertTrue(visited >= 3, "visited " + visited);
  }

  private static Map<String, String> withoutLedger(Map<String, String> snapshot) {
    Map<String, String> raw = new TreeMap<>(snapshot);
    raw.keySet().removeIf(name -> name.startsWith("sourcedata/bidsveil"));
    return raw;
  }
}
