package org.bidsveil.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableWriteTest {
  private static final byte[] OLD = "old bytes".getBytes(UTF_8);
  private static final byte[] NEW = new byte[600_000];

  @TempDir Path folder;

  private final DurableWrite write = new DurableWrite(Disk.unobserved());

  private Path old(String name) throws IOException {
    return Files.write(folder.resolve(name), OLD);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesTheBytesAndKeepsTheMode() throws IOException {
    Path file = old("scan.nii");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    write.replace(file, NEW);
    assertArrayEquals(NEW, Files.readAllBytes(file));
    assertEquals("r--r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(List.of("scan.nii"), names());
  }

  @Test
  void newFileHasTheModeOfTheUmask() throws IOException {
    Path plain = old("plain");
    write.replace(folder.resolve("fresh"), NEW);
    assertEquals(
        Files.getPosixFilePermissions(plain),
        Files.getPosixFilePermissions(folder.resolve("fresh")));
  }

  @Test
  void replacesTheLinkAndNotWhatItLeadsTo() throws IOException {
    Path target = old("target");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
    write.replace(link, NEW);
    assertTrue(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS));
    assertArrayEquals(OLD, Files.readAllBytes(target));
  }

  @Test
  void otherNamesOfAHardLinkedFileKeepTheirBytes() throws IOException {
    Path file = old("one");
    Path other = Files.createLink(folder.resolve("other"), file);
    write.replace(file, NEW);
    assertArrayEquals(OLD, Files.readAllBytes(other));
  }

  @Test
  void linkIntoAnAnnexGetsItsOwnersRightToWrite() throws IOException {
    Path objects = Files.createDirectories(folder.resolve(".git/annex/objects"));
    Path object = Files.write(objects.resolve("KEY"), OLD);
    Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("r--r--r--"));
    Path link = Files.createSymbolicLink(folder.resolve("scan"), folder.relativize(object));
    write.replace(link, NEW);
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(link)));
    assertArrayEquals(OLD, Files.readAllBytes(object));
  }

  @Test
  void createNewKeepsTheAskedTraits() throws IOException {
    FileTime time = FileTime.from(Instant.parse("2020-02-03T04:05:06.789Z"));
    FileTraits traits =
        FileTraits.ofNewFile()
            .withMode(PosixFilePermissions.fromString("r--------"))
            .withModified(time);
    write.createNew(folder.resolve("copy"), Content.of(old("original")), traits);
    assertEquals(FileTraits.of(folder.resolve("copy")).mode(), traits.mode());
    assertEquals(time, Files.getLastModifiedTime(folder.resolve("copy")));
  }

  @Test
  void createNewNeverOverwritesEvenABrokenLink() throws IOException {
    Path file = old("there");
    Path broken = Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
    for (Path taken : List.of(file, broken)) {
      Refusal refusal =
          assertThrows(
              Refusal.class, () -> write.createNew(taken, Content.of(NEW), FileTraits.ofNewFile()));
      assertEquals("already-exists", refusal.name());
    }
    assertArrayEquals(OLD, Files.readAllBytes(file));
    assertEquals(List.of("broken", "there"), names());
  }

  @Test
  void createNewLosesCleanlyAgainstAnotherProgram() throws IOException {
    Path target = folder.resolve("target");
    WriteSteps intruder =
        new WriteSteps() {
          @Override
          public void before(Step step, Path path) throws IOException {
            if (step == Step.HARD_LINK) {
              Files.write(target, OLD);
            }
          }

          @Override
          public void after(Step step, Path path) {}
        };
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () ->
                new DurableWrite(new Disk(intruder))
                    .createNew(target, Content.of(NEW), FileTraits.ofNewFile()));
    assertEquals("already-exists", refusal.name());
    assertArrayEquals(OLD, Files.readAllBytes(target));
    assertEquals(List.of("target"), names());
  }

  @Test
  void refusesToReplaceAFolder() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    assertThrows(Refusal.class, () -> write.replace(sub, NEW));
    assertEquals(List.of("sub"), names());
  }

  @Test
  void bytesThatChangeOnTheWayToTheDiskAreRefused() throws IOException {
    Path file = old("scan");
    WriteSteps flip =
        new WriteSteps() {
          @Override
          public void before(Step step, Path path) throws IOException {
            if (step == Step.VERIFY) {
              Files.write(path, new byte[] {1}, StandardOpenOption.WRITE);
            }
          }

          @Override
          public void after(Step step, Path path) {}
        };
    Refusal refusal =
        assertThrows(Refusal.class, () -> new DurableWrite(new Disk(flip)).replace(file, NEW));
    assertEquals("written-bytes-differ", refusal.name());
    assertArrayEquals(OLD, Files.readAllBytes(file));
    assertEquals(List.of("scan"), names());
  }

  @Test
  void theStepsComeInTheOrderThatSurvivesAPowerCut() throws IOException {
    FailingSteps heard = FailingSteps.never();
    new DurableWrite(new Disk(heard)).replace(old("scan"), OLD);
    List<String> steps =
        heard.heard().stream()
            .filter(what -> what.startsWith("after "))
            .map(what -> what.split(" ", -1)[1])
            .toList();
    assertEquals(
        List.of(
            "CREATE_FILE",
            "WRITE",
            "SET_TRAITS",
            "FSYNC_FILE",
            "CLOSE",
            "VERIFY",
            "FSYNC_FOLDER",
            "RENAME",
            "FSYNC_FOLDER"),
        steps);
  }

  @Test
  void everySingleFailureLeavesOldOrNewAndNoTemporary() throws IOException {
    FailingSteps counted = FailingSteps.never();
    new DurableWrite(new Disk(counted)).replace(old("scan"), NEW);
    assertTrue(counted.count() >= 18, () -> counted.heard().toString());
    for (int n = 0; n < counted.count(); n++) {
      Path file = old("scan");
      FailingSteps failing = FailingSteps.once(n);
      Refusal refusal =
          assertThrows(Refusal.class, () -> new DurableWrite(new Disk(failing)).replace(file, NEW));
      assertTrue(refusal.kind().exitCode() >= 73, refusal.name());
      byte[] now = Files.readAllBytes(file);
      String where = failing.heard().getLast();
      boolean renamed =
          counted.heard().subList(0, n + 1).stream().anyMatch("after RENAME scan"::equals);
      assertArrayEquals(renamed ? NEW : OLD, now, where);
      assertEquals(List.of("scan"), names(), where);
    }
  }

  @Test
  void everySingleFailureOfCreateNewLeavesNothingOrAll() throws IOException {
    FailingSteps counted = FailingSteps.never();
    Path target = folder.resolve("copy");
    new DurableWrite(new Disk(counted)).createNew(target, Content.of(NEW), FileTraits.ofNewFile());
    for (int n = 0; n < counted.count(); n++) {
      Files.deleteIfExists(target);
      FailingSteps failing = FailingSteps.once(n);
      DurableWrite faulty = new DurableWrite(new Disk(failing));
      try {
        faulty.createNew(target, Content.of(NEW), FileTraits.ofNewFile());
        assertTrue(failing.fired());
      } catch (Refusal e) {
        assertFalse(e.remedy().isBlank());
      }
      if (Files.exists(target)) {
        assertArrayEquals(NEW, Files.readAllBytes(target));
      }
      write.deleteLeftovers(folder);
      assertTrue(names().stream().allMatch("copy"::equals), () -> failing.heard().toString());
    }
  }

  @Test
  void leftoversAreKnownByTheirNameAndOthersAreLeftAlone() throws IOException {
    Path scan = old("scan");
    Files.write(DurableWrite.temporaryFor(scan), NEW);
    old(".bidsignore");
    old(".bidsveil-notes");
    write.deleteLeftovers(folder);
    assertEquals(List.of(".bidsignore", ".bidsveil-notes", "scan"), names());
  }

  @Test
  void aMissingSourceIsNamed() {
    Path gone = folder.resolve("gone");
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () ->
                write.createNew(folder.resolve("copy"), Content.of(gone), FileTraits.ofNewFile()));
    assertEquals("file-missing", refusal.name());
    assertTrue(refusal.sentence().contains("gone"), refusal.sentence());
  }
}
