package org.bidsveil.run;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import org.bidsveil.files.StopAt;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes of the campaign. Most of their short life is the start of Java, so the classes
 * are put into one jar and an archive of them is shared (JEP 350).
 */
final class ReliabilityJava {
  private final String classPath;
  private final Path archive;

  /**
   * @param folder for the jar and the archive
   */
  ReliabilityJava(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path jar = folder.resolve("classes.jar");
    List<String> arguments = new ArrayList<>(List.of("--create", "--file", jar.toString()));
    List<String> path = new ArrayList<>(List.of(jar.toString()));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        arguments.addAll(List.of("-C", entry, "."));
      } else {
        path.add(entry);
      }
    }
    int code =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("jar " + arguments + " ended with " + code);
    }
    this.classPath = String.join(File.pathSeparator, path);
    this.archive = folder.resolve("classes.jsa");
    Path root = ReliabilityStudy.create(folder.resolve("shared")).root();
    List<String> dump = new ArrayList<>(victim(List.of(), "run", root, -1));
    dump.set(1, "-XX:ArchiveClassesAtExit=" + archive);
    new ProcessBuilder(dump)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    if (!Files.exists(archive)) {
      System.out.println("the classes could not be archived: every start takes longer");
    }
  }

  List<String> command(List<String> flags, String... mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:SharedArchiveFile=" + archive);
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath));
    command.addAll(Arrays.asList(mainAndArguments));
    return command;
  }

  /**
   * The command of a {@link ReliabilityStudy.Victim}; it stops at {@code place} if not negative.
   */
  List<String> victim(List<String> flags, String what, Path root, int place) {
    return command(
        flags,
        ReliabilityStudy.Victim.class.getName(),
        what,
        root.toString(),
        Integer.toString(place));
  }

  /**
   * Starts a victim and kills it (SIGKILL).
   *
   * @param place where it waits for its end, or a negative one
   * @param delay milliseconds from its first step, where it does not wait
   */
  void kill(String what, Path root, int place, int delay) throws IOException, InterruptedException {
    Process process = start(victim(List.of("-Xmx256m"), what, root, place));
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      expect(StopAt.BEGUN, said.readLine());
      if (place >= 0) {
        expect(StopAt.WAITING, said.readLine());
      } else {
        Thread.sleep(delay);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** How long a victim that nobody disturbs writes. */
  int millisecondsOfWriting(Path root) throws IOException, InterruptedException {
    Process process = start(victim(List.of("-Xmx256m"), "run", root, -1));
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      expect(StopAt.BEGUN, said.readLine());
      long begun = System.nanoTime();
      expect("ended 0", said.readLine());
      return (int) ((System.nanoTime() - begun) / 1_000_000);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void expect(String expected, @Nullable String said) {
    if (!expected.equals(said)) {
      throw new IllegalStateException("the process said " + said + ", not " + expected);
    }
  }
}
