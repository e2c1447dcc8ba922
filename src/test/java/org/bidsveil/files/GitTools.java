package org.bidsveil.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The real git, git-annex and DataLad, with settings of their own. Where they are missing a test
 * says so and is not run; a machine that calls itself CI must have them.
 */
public final class GitTools {
  private final Path home;

  /**
   * @param home a folder for their settings
   * @param tool {@code git-annex} or {@code datalad}
   */
  public GitTools(Path home, String tool) throws IOException, InterruptedException {
    this.home = home;
    Files.writeString(
        home.resolve("gitconfig"),
        "[user]\nname = t\nemail = t@t\n[protocol \"file\"]\nallow = always\n");
    if (!isInstalled(tool)) {
      if ("true".equals(System.getenv("CI"))) {
        fail(tool + " is not installed: .ci/run installs it");
      }
      System.out.println("not run, " + tool + " is not installed (apt-get install " + tool + ")");
      Assumptions.abort(tool + " is not installed");
    }
  }

  private boolean isInstalled(String tool) throws InterruptedException {
    try {
      return exitCode(home, tool, tool.equals("datalad") ? "--version" : "version") == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a command that has to succeed. */
  public void run(Path in, String... command) throws IOException, InterruptedException {
    Process process = builder(in, command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + said);
  }

  public int exitCode(Path in, String... command) throws IOException, InterruptedException {
    return builder(in, command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** What a command says on stdout. */
  public String output(Path in, String... command) throws IOException {
    Process process = builder(in, command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** Reads every object of every key anew; git-annex moves what is not whole out of the way. */
  public void requireObjectsIntact(Path repository) throws IOException, InterruptedException {
    run(repository, "git", "annex", "fsck", "-q", "--all");
  }

  /** git-annex makes objects and their folders read-only. */
  public void makeDeletable(Path folder) throws IOException, InterruptedException {
    exitCode(folder, "chmod", "-R", "u+w", folder.toString());
  }

  private ProcessBuilder builder(Path in, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(in.toFile());
    builder.environment().put("GIT_CONFIG_GLOBAL", home.resolve("gitconfig").toString());
    builder.environment().put("HOME", home.toString());
    return builder;
  }
}
