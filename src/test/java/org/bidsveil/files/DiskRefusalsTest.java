package org.bidsveil.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bidsveil.files.WriteSteps.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiskRefusalsTest {
  private static final Path FILE = Path.of("scan.nii");

  private static IOException system(String reason) {
    return new FileSystemException("scan.nii", null, reason);
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(Step.WRITE, new IOException("No space left on device"), "disk-full", 74),
        Arguments.of(Step.WRITE, new IOException("Disk quota exceeded"), "quota-exceeded", 74),
        Arguments.of(
            Step.CREATE_FILE, system("Read-only file system"), "read-only-file-system", 73),
        Arguments.of(Step.RENAME, system("Operation not permitted"), "not-permitted", 73),
        Arguments.of(Step.RENAME, system("Stale file handle"), "stale-file-handle", 75),
        Arguments.of(
            Step.RENAME,
            new AtomicMoveNotSupportedException("a", "b", "Invalid cross-device link"),
            "rename-not-atomic",
            73),
        Arguments.of(Step.RENAME, system("Input/output error"), "rename-failed", 74),
        Arguments.of(Step.FSYNC_FOLDER, system("Invalid argument"), "fsync-failed", 74),
        Arguments.of(Step.LOCK, new IOException("No locks available"), "locks-unsupported", 73),
        Arguments.of(Step.CREATE_FILE, new AccessDeniedException("x"), "access-denied", 73),
        Arguments.of(Step.HARD_LINK, new FileAlreadyExistsException("x"), "already-exists", 73),
        Arguments.of(Step.DELETE, new DirectoryNotEmptyException("x"), "folder-not-empty", 74),
        Arguments.of(Step.CLOSE, new IOException("Input/output error"), "write-failed", 74));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void hasANameAnExitCodeAndTheCause(Step step, IOException error, String name, int exitCode) {
    Refusal refusal = DiskRefusals.of(step, FILE, error);
    assertEquals(name, refusal.name());
    assertEquals(exitCode, refusal.kind().exitCode());
    assertSame(error, refusal.getCause());
    assertTrue(refusal.sentence().contains("scan.nii"), refusal.sentence());
  }

  @Test
  void everyStepHasWordsEvenForAnErrorWithoutMessage() {
    for (Step step : Step.values()) {
      Refusal refusal = DiskRefusals.of(step, FILE, new IOException());
      assertTrue(refusal.sentence().endsWith("scan.nii (IOException)."), refusal.sentence());
    }
  }

  @Test
  void readingTellsMissingFromForbidden() {
    assertEquals("file-missing", DiskRefusals.reading(FILE, new NoSuchFileException("x")).name());
    assertEquals("not-readable", DiskRefusals.reading(FILE, new AccessDeniedException("x")).name());
    assertEquals("read-failed", DiskRefusals.reading(FILE, system("Input/output error")).name());
  }
}
