package org.bidsveil.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunLockTest {
  @TempDir Path folder;
  private final Disk disk = Disk.unobserved();

  private Path file() {
    return folder.resolve("locks/sub-01.lock");
  }

  private Refusal refused(Duration wait) {
    return assertThrows(
        Refusal.class, () -> RunLock.acquire(file(), wait, "sub-01 of study", disk).close());
  }

  @Test
  void aSecondOneInTheSameProcessIsRefusedUntilTheFirstEnds() {
    try (RunLock first = RunLock.acquire(file(), Duration.ZERO, "sub-01", disk)) {
      Refusal refusal = refused(Duration.ofMillis(250));
      assertEquals("locked", refusal.name());
      assertEquals(75, refusal.kind().exitCode());
      assertTrue(refusal.sentence().contains("sub-01 of study"));
      assertTrue(first != null);
    }
    RunLock.acquire(file(), Duration.ZERO, "sub-01", disk).close();
  }

  @Test
  void theSameFileThroughALinkedFolderIsTheSameLock() throws IOException {
    try (RunLock first = RunLock.acquire(file(), Duration.ZERO, "sub-01", disk)) {
      Path alias = Files.createSymbolicLink(folder.resolve("alias"), folder.resolve("locks"));
      assertTrue(first != null);
      assertTrue(RunLock.tryAcquire(alias.resolve("sub-01.lock"), disk).isEmpty());
    }
  }

  @Test
  void anotherProcessExcludesAndItsKillReleases() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("held", said.readLine());
      assertEquals("locked", refused(Duration.ZERO).name());
      // The attempt that failed must not have ended the other's lock.
      assertEquals("locked", refused(Duration.ZERO).name());
      child.destroyForcibly().waitFor();
      RunLock.acquire(file(), Duration.ofSeconds(20), "sub-01", disk).close();
    } finally {
      child.destroyForcibly();
    }
  }

  /** Holds the lock until it is killed. */
  static final class Holder {
    public static void main(String[] args) throws InterruptedException {
      try (RunLock lock =
          RunLock.acquire(Path.of(args[0]), Duration.ZERO, "test", Disk.unobserved())) {
        System.out.println(lock == null ? "nothing" : "held");
        Thread.sleep(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void aWaitingRunGetsTheLockWhenTheOtherEnds() throws InterruptedException {
    RunLock first = RunLock.acquire(file(), Duration.ZERO, "sub-01", disk);
    Thread ending =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(Duration.ofMillis(150));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              first.close();
            });
    RunLock.acquire(file(), Duration.ofSeconds(20), "sub-01", disk).close();
    ending.join();
  }

  @Test
  void aFileSystemWithoutLocksIsNamed() {
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> RunLock.tryAcquire(file(), new Disk(FailingSteps.once(4))));
    assertEquals("locks-unsupported", refusal.name());
    RunLock.acquire(file(), Duration.ZERO, "sub-01", disk).close();
  }

  @Test
  void aLockFileThatBecameALinkIsRefused() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(folder.resolve("object"), "");
    Files.createSymbolicLink(file(), folder.resolve("object"));
    assertEquals("lock-file-is-a-link", refused(Duration.ZERO).name());
  }
}
