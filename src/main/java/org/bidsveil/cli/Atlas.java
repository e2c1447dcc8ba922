package org.bidsveil.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bidsveil atlas ...}: what concerns the files under {@code templates/}. */
@Command(
    name = "atlas",
    description = "Builds the atlas that ships with bidsveil.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class Atlas implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "the command is 'bidsveil atlas build'.");
  }
}
