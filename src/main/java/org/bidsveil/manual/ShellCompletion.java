package org.bidsveil.manual;

import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the scripts for what a shell proposes when the user presses Tab. */
public final class ShellCompletion {
  private ShellCompletion() {}

  /** The script for bash 3.2 or later, and for zsh, which it asks to read bash scripts. */
  public static String bash(CommandLine root) {
    return AutoComplete.bash(root.getCommandName(), root);
  }

  /** The script for fish. */
  public static String fish(CommandLine root) {
    CommandPage top = CommandPage.of(root);
    StringBuilder script = new StringBuilder();
    script.append("# Completions of ").append(top.name()).append(" for fish.\n");
    options(script, top, "__fish_use_subcommand");
    for (CommandPage command : top.commands()) {
      script.append(
          "complete -c %s -n __fish_use_subcommand -a %s -d '%s'\n"
              .formatted(top.name(), command.word(), quoted(command.summary())));
      options(script, command, "__fish_seen_subcommand_from " + command.word());
      for (CommandPage below : command.commands()) {
        script.append(
            "complete -c %s -n '__fish_seen_subcommand_from %s' -a %s -d '%s'\n"
                .formatted(top.name(), command.word(), below.word(), quoted(below.summary())));
        options(script, below, "__fish_seen_subcommand_from " + below.word());
      }
    }
    return script.toString();
  }

  private static void options(StringBuilder script, CommandPage page, String when) {
    String program = page.name().split(" ")[0];
    for (CommandPage.Entry option : page.options()) {
      script.append("complete -c %s -n '%s'".formatted(program, when));
      for (String name : option.names()) {
        script.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
      }
      script.append(option.value().isEmpty() ? "" : " -r");
      script.append(" -d '%s'\n".formatted(quoted(option.text())));
    }
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }
}
