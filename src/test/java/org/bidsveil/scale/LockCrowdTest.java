package org.bidsveil.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What 64 processes cost that wait for one lock: {@code mvn -Pscale verify}. Each holds it for half
 * a second in turn, so that the last waits for half a minute. Prints the line of docs/scale.md.
 */
@Tag("scale")
class LockCrowdTest {
  private static final int CROWD = 64;
  private static final long HELD_MILLIS = 500;

  /** Asking every tenth of a second, as a first version did, takes ten. */
  private static final double MOST_TRIES_A_SECOND = 4;

  @TempDir Path folder;

  @Test
  void sixtyFourThatWaitHardlyAsk() throws IOException, InterruptedException {
    List<Process> crowd = new ArrayList<>();
    for (int n = 0; n < CROWD; n++) {
      crowd.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx32m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Waiting.class.getName(),
                  folder.toString(),
                  String.valueOf(n))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    double seconds = 0;
    double tries = 0;
    double cpu = 0;
    for (int n = 0; n < CROWD; n++) {
      assertTrue(crowd.get(n).waitFor(10, TimeUnit.MINUTES));
      assertEquals(0, crowd.get(n).exitValue());
      String[] said = Files.readString(folder.resolve(n + ".txt")).split(" ");
      seconds += Double.parseDouble(said[0]);
      tries += Double.parseDouble(said[1]);
      cpu += Double.parseDouble(said[2]);
    }
    System.out.printf(
        Locale.ROOT,
        "%d processes waited %.0f s in all: %.1f tries a second each, %.2f %% of a processor"
            + " each%n",
        CROWD,
        seconds,
        tries / seconds,
        100 * cpu / seconds);
    assertTrue(tries / seconds <= MOST_TRIES_A_SECOND, tries / seconds + " tries a second");
  }

  /** One of the crowd: waits, holds, and leaves seconds waited, tries and processor seconds. */
  static final class Waiting {
    public static void main(String[] args) throws IOException, InterruptedException {
      Path lockFile = Path.of(args[0], "locks", "dataset.lock");
      Disk disk = Disk.unobserved();
      int[] tries = {0};
      double before = cpuSeconds();
      long start = System.nanoTime();
      RunLock lock =
          RunLock.await(
              Duration.ofMinutes(5),
              () -> {
                tries[0]++;
                Optional<RunLock> taken = RunLock.tryAcquire(lockFile, disk);
                return taken;
              },
              () ->
                  new Refusal(
                      Refusal.Kind.TRY_AGAIN, "locked", "Nobody let go.", "Look at the crowd."));
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = cpuSeconds() - before;
      try (lock) {
        Thread.sleep(HELD_MILLIS);
      }
      Files.writeString(
          Path.of(args[0], args[1] + ".txt"),
          String.format(Locale.ROOT, "%f %d %f", seconds, tries[0], cpu));
    }

    private static double cpuSeconds() {
      return ProcessHandle.current()
          .info()
          .totalCpuDuration()
          .map(d -> d.toNanos() / 1e9)
          .orElse(0.0);
    }
  }
}
