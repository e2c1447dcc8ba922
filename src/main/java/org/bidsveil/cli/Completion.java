package org.bidsveil.cli;

import java.util.concurrent.Callable;
import org.bidsveil.manual.ShellCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bidsveil completion SHELL}. */
@Command(
    name = "completion",
    description = "Prints what lets a shell complete commands and options when you press Tab.",
    footer = {
      "",
      "bash and zsh: source <(bidsveil completion bash); fish: bidsveil completion fish | source."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class Completion implements Callable<Integer> {

  private enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
  private Shell shell = Shell.BASH;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String script =
        switch (shell) {
          case BASH, ZSH -> ShellCompletion.bash(root);
          case FISH -> ShellCompletion.fish(root);
        };
    spec.commandLine().getOut().print(script);
    return ExitCode.OK;
  }
}
