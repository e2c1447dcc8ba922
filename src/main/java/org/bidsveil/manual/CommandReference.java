package org.bidsveil.manual;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The reference of all commands, as one Markdown page. */
public final class CommandReference {
  private CommandReference() {}

  /** The page, with the commands in the order of the help. */
  public static String markdown(CommandLine root) {
    List<CommandPage> pages = CommandPage.of(root).all();
    StringBuilder page = new StringBuilder();
    page.append("# Commands\n\n");
    page.append(
        "Made from the program's own help by `bidsveil manual`; `bidsveil help COMMAND` says the"
            + " same.\n\n");
    for (CommandPage command : pages) {
      page.append("* [`%s`](#%s): %s\n".formatted(command.name(), anchor(command), lower(command)));
    }
    for (CommandPage command : pages) {
      page.append("\n## ").append(command.name()).append("\n\n```\n");
      command.synopsis().forEach(call -> page.append(call).append('\n'));
      page.append("```\n\n");
      command.description().forEach(text -> page.append(text).append("\n\n"));
      table(page, "argument", command.arguments());
      table(page, "option", command.options());
      command.footer().forEach(text -> page.append(text).append("\n\n"));
    }
    return page.toString().strip() + "\n";
  }

  private static void table(StringBuilder page, String kind, List<CommandPage.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    page.append("| ").append(kind).append(" | |\n|---|---|\n");
    for (CommandPage.Entry entry : entries) {
      String names =
          entry.names().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
      String value = entry.value().isEmpty() ? "" : "`" + entry.value() + "`";
      page.append(
          "| %s | %s |\n"
              .formatted((names + " " + value).strip(), entry.text().replace("|", "\\|")));
    }
    page.append('\n');
  }

  private static String lower(CommandPage command) {
    String text = command.summary();
    return text.isEmpty() ? "" : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  /** As the usual Markdown viewers name a heading. */
  private static String anchor(CommandPage command) {
    return command.name().replace(' ', '-');
  }
}
