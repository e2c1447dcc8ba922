package org.bidsveil.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One command as a reader sees it: what man pages, the reference and completions are made from.
 *
 * @param name the words that call it, such as {@code bidsveil atlas build}
 * @param synopsis the calls, a line each
 * @param description paragraphs
 * @param arguments positional arguments that are shown, in order
 * @param options options that are shown, in order
 * @param footer paragraphs after the options
 * @param commands the commands below it that are shown
 */
record CommandPage(
    String name,
    List<String> synopsis,
    List<String> description,
    List<Entry> arguments,
    List<Entry> options,
    List<String> footer,
    List<CommandPage> commands) {

  /**
   * One argument or option.
   *
   * @param names an option's names, the shortest first; empty for an argument
   * @param value what it takes, such as {@code LABEL...}; empty for a flag
   * @param text what it does
   */
  record Entry(List<String> names, String value, String text) {}

  static CommandPage of(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    return new CommandPage(
        spec.qualifiedName(),
        synopsis(command),
        paragraphs(spec, spec.usageMessage().description()),
        spec.positionalParameters().stream().filter(a -> !a.hidden()).map(CommandPage::of).toList(),
        spec.options().stream().filter(o -> !o.hidden()).map(CommandPage::of).toList(),
        paragraphs(spec, spec.usageMessage().footer()),
        new LinkedHashSet<>(command.getSubcommands().values())
            .stream()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .map(CommandPage::of)
                .toList());
  }

  /** This page and those below it. */
  List<CommandPage> all() {
    List<CommandPage> pages = new ArrayList<>(List.of(this));
    commands.forEach(command -> pages.addAll(command.all()));
    return pages;
  }

  /** The last word of its name. */
  String word() {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  /** The first sentence of its description, without its full stop. */
  String summary() {
    String first = description.isEmpty() ? "" : description.getFirst();
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end);
    return sentence.replaceFirst("\\.$", "");
  }

  private static List<String> synopsis(CommandLine command) {
    String[] custom = command.getCommandSpec().usageMessage().customSynopsis();
    if (custom.length > 0) {
      return Arrays.stream(custom).map(String::strip).toList();
    }
    String generated = command.getHelp().synopsis(0);
    return List.of(generated.replaceAll("\\s+", " ").strip());
  }

  private static Entry of(ArgSpec argument) {
    String value =
        argument.arity().max() == 0
            ? ""
            : argument.paramLabel() + (argument.arity().max() > 1 ? "..." : "");
    List<String> names =
        switch (argument) {
          case OptionSpec option -> {
            Set<String> sorted = new LinkedHashSet<>();
            Arrays.stream(option.names()).filter(n -> !n.startsWith("--")).forEach(sorted::add);
            sorted.addAll(List.of(option.names()));
            yield List.copyOf(sorted);
          }
          case PositionalParamSpec _ -> List.of();
          default -> throw new IllegalArgumentException(argument.toString());
        };
    return new Entry(names, value, String.join(" ", argument.description()));
  }

  /** Lines of a usage message; an empty line ends a paragraph. */
  private static List<String> paragraphs(CommandSpec spec, String[] lines) {
    String name = spec.qualifiedName();
    return Arrays.stream(lines)
        .map(line -> line.replace("${COMMAND-FULL-NAME}", name).replace("%n", " "))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
