package org.bidsveil.manual;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Writes pages for man(1) in the macros of man(7). */
public final class ManPage {
  private ManPage() {}

  /**
   * One page per command.
   *
   * @param root the program
   * @param version such as {@code bidsveil 0.1.0}
   * @param date of the release, {@code yyyy-mm-dd}
   * @return the pages by file name, such as {@code bidsveil-deface.1}
   */
  public static Map<String, String> pages(CommandLine root, String version, String date) {
    Map<String, String> pages = new TreeMap<>();
    CommandPage top = CommandPage.of(root);
    for (CommandPage page : top.all()) {
      pages.put(fileName(page), page(page, top, version, date));
    }
    return pages;
  }

  private static String fileName(CommandPage page) {
    return page.name().replace(' ', '-') + ".1";
  }

  private static String page(CommandPage page, CommandPage top, String version, String date) {
    StringBuilder roff = new StringBuilder();
    String title = page.name().replace(' ', '-');
    line(roff, ".TH \"%s\" 1 \"%s\" \"%s\"", title.toUpperCase(Locale.ROOT), date, version);
    line(roff, ".SH NAME");
    line(roff, "%s \\- %s", escaped(title), escaped(page.summary()));
    line(roff, ".SH SYNOPSIS");
    line(roff, ".nf");
    page.synopsis().forEach(call -> line(roff, "%s", escaped(call)));
    line(roff, ".fi");
    line(roff, ".SH DESCRIPTION");
    paragraphs(roff, page.description());
    entries(roff, "ARGUMENTS", page.arguments());
    entries(roff, "OPTIONS", page.options());
    if (!page.commands().isEmpty()) {
      line(roff, ".SH COMMANDS");
      for (CommandPage command : page.commands()) {
        line(roff, ".TP");
        line(roff, "\\fB%s\\fR", escaped(command.word()));
        line(roff, "%s.", escaped(command.summary()));
      }
    }
    if (!page.footer().isEmpty()) {
      line(roff, ".SH NOTES");
      paragraphs(roff, page.footer());
    }
    List<CommandPage> others = top.all().stream().filter(other -> other != page).toList();
    line(roff, ".SH SEE ALSO");
    line(
        roff,
        "%s",
        others.stream()
            .map(other -> "\\fB" + escaped(other.name().replace(' ', '-')) + "\\fR(1)")
            .collect(Collectors.joining(", ")));
    return roff.toString();
  }

  private static void entries(StringBuilder roff, String heading, List<CommandPage.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    line(roff, ".SH %s", heading);
    for (CommandPage.Entry entry : entries) {
      line(roff, ".TP");
      String names =
          entry.names().stream()
              .map(name -> "\\fB" + escaped(name) + "\\fR")
              .collect(Collectors.joining(", "));
      String value = entry.value().isEmpty() ? "" : "\\fI" + escaped(entry.value()) + "\\fR";
      line(roff, "%s", (names + " " + value).strip());
      line(roff, "%s", escaped(entry.text()));
    }
  }

  private static void paragraphs(StringBuilder roff, List<String> paragraphs) {
    for (String paragraph : paragraphs) {
      line(roff, ".PP");
      line(roff, "%s", escaped(paragraph));
    }
  }

  /** A backslash, a dash and a dot or quote at the start of a line mean something to roff. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }

  private static void line(StringBuilder roff, String format, Object... values) {
    roff.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }
}
