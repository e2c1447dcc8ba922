package org.bidsveil.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.bidsveil.files.Disk;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;

/** The parts of the campaign in which something runs out: space on a real disk, memory. */
final class ReliabilityScarcity {
  /** What Java, or bidsveil, says when there is not enough. */
  private static final Pattern NAMED = Pattern.compile("memory|object heap|class space|code cache");

  /** Large enough for the heap to run out in the midst of the work, not at its start. */
  private static final byte[] LARGE =
      ReliabilityStudy.image(new Grid(128, 128, 96, Affine.scaling(2, 2, 2)));

  private final Path folder;
  private final ReliabilityReference reference;
  private final ReliabilityReference large;
  private final ReliabilityJava java;

  ReliabilityScarcity(Path folder, ReliabilityReference reference, ReliabilityJava java) {
    this.folder = folder;
    this.reference = reference;
    this.large = ReliabilityReference.in(root(), LARGE);
    this.java = java;
  }

  /**
   * A file system of its own that is full but for so many bytes.
   *
   * @return nothing where this process may not mount one
   */
  Optional<ReliabilityTally> fullDisk(List<Integer> freeBytes)
      throws IOException, InterruptedException {
    Path mount = Files.createDirectories(folder.resolve("mount"));
    if (exitCode(List.of("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", mount.toString()))
        != 0) {
      System.out.println("full disk: not tried, mounting a file system needs root");
      return Optional.empty();
    }
    try {
      ReliabilityTally tally =
          new ReliabilityTally("the disk is full but for so many bytes", freeBytes.size());
      for (int free : freeBytes) {
        fullDisk(mount, free, tally);
      }
      return Optional.of(tally);
    } finally {
      exitCode(List.of("umount", mount.toString()));
    }
  }

  private void fullDisk(Path mount, int free, ReliabilityTally tally) throws IOException {
    String where = free + " bytes free";
    Path root = ReliabilityStudy.create(mount.resolve("study")).root();
    Path ballast = mount.resolve("ballast");
    long usable = Files.getFileStore(mount).getUsableSpace();
    Files.write(ballast, new byte[(int) Math.max(0, usable - free)]);
    ReliabilityStudy.Ending ending = ReliabilityStudy.run(root, Disk.unobserved());
    tally.fault();
    tally.ended("exit " + ending.code());
    tally.losses(where, reference.lost(root));
    tally.losses(where, reference.violations(root, ending, "the disk is full"));
    Files.delete(ballast);
    tally.recovered(where, reference, root);
    FileUtils.deleteDirectory(root.toFile());
  }

  /** A process with so small a heap, in megabytes. */
  ReliabilityTally littleHeap(List<Integer> megabytes) throws IOException, InterruptedException {
    ReliabilityTally tally =
        new ReliabilityTally("a process has little memory (java -Xmx)", megabytes.size());
    for (int heap : megabytes) {
      littleMemory(
          tally,
          heap + " MB of heap",
          java.victim(List.of("-Xmx" + heap + "m"), "run", root(), -1));
    }
    return tally;
  }

  /** A process with so little address space, in megabytes. */
  ReliabilityTally littleAddressSpace(List<Integer> megabytes)
      throws IOException, InterruptedException {
    ReliabilityTally tally =
        new ReliabilityTally("a process has little address space (ulimit -v)", megabytes.size());
    for (int space : megabytes) {
      List<String> command = new ArrayList<>(List.of("sh", "-c"));
      command.addAll(List.of("ulimit -v " + space * 1024 + " && exec \"$@\"", "sh"));
      command.addAll(
          java.victim(
              List.of(
                  "-Xmx64m",
                  "-XX:-CreateCoredumpOnCrash",
                  "-XX:ErrorFile=" + folder.resolve("crash")),
              "run",
              root(),
              -1));
      littleMemory(tally, space + " MB of address space", command);
    }
    return tally;
  }

  private Path root() {
    return folder.resolve("scarce");
  }

  private void littleMemory(ReliabilityTally tally, String where, List<String> command)
      throws IOException, InterruptedException {
    Path root = ReliabilityStudy.create(root(), LARGE).root();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    tally.fault();
    tally.ended("exit " + code);
    tally.losses(where, large.lost(root));
    if (code != 0 && !NAMED.matcher(said.toLowerCase(Locale.ROOT)).find()) {
      tally.losses(where, List.of("exit code " + code + " and the words: " + said));
    }
    tally.recovered(where, large, root);
    FileUtils.deleteDirectory(root.toFile());
  }

  private static int exitCode(List<String> command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      System.out.println(command.getFirst() + " cannot be started: " + e.getMessage());
      return -1;
    }
  }
}
