package org.bidsveil.external;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.files.Refusal;

/**
 * An installed program that defaces an image file.
 *
 * @param name in the chain and in the tables, such as {@code external:pydeface}
 * @param command program and arguments, in which {@code {in}} stands for the file to read, {@code
 *     {out}} for the one to write, and {@code {mask}}, if it occurs, for a mask to write
 * @param timeout the time after which it is ended
 * @param workFolder where its files are while it runs; empty is the system's temporary folder
 */
public record ExternalTool(
    String name, List<String> command, Duration timeout, Optional<Path> workFolder) {

  /** The prefix of the names of external tools. */
  public static final String PREFIX = "external";

  static final String IN = "{in}";
  static final String OUT = "{out}";
  static final String MASK = "{mask}";

  /** How the programs are called whose command line needs no file of its own. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "pydeface", "pydeface {in} --outfile {out} --force",
          "fsl_deface", "fsl_deface {in} {out}",
          "mideface", "mideface --i {in} --o {out}");

  public ExternalTool {
    command = List.copyOf(command);
    boolean reads = command.stream().anyMatch(word -> word.contains(IN));
    boolean writes = command.stream().anyMatch(word -> word.contains(OUT) || word.contains(MASK));
    if (!reads || !writes || command.getFirst().contains(IN)) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "external-command",
          "the command of an external defacer does not say what it reads and writes: "
              + String.join(" ", command)
              + ".",
          "Give it like --external-command 'mri_deface {in} talairach.gca face.gca {out}'; with"
              + " {mask} instead of or besides {out}, the mask that the program writes is taken.");
    }
  }

  /**
   * The tool for a program that is known by name.
   *
   * @param program such as {@code pydeface}
   */
  public static ExternalTool known(String program, Duration timeout, Optional<Path> workFolder) {
    String command = KNOWN.get(program);
    if (command == null) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "external-unknown",
          "bidsveil does not know how to call '" + program + "'.",
          "Known are "
              + String.join(", ", KNOWN.keySet().stream().sorted().toList())
              + "; for any other give --deid external --external-command 'PROGRAM {in} {out}'.");
    }
    return new ExternalTool(PREFIX + ":" + program, words(command), timeout, workFolder);
  }

  /**
   * The tool for any program.
   *
   * @param command words separated by blanks; single or double quotation marks keep blanks
   *     together. No shell reads it, so nothing else has a meaning
   */
  public static ExternalTool of(String command, Duration timeout, Optional<Path> workFolder) {
    return new ExternalTool(PREFIX, words(command), timeout, workFolder);
  }

  static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean within = false;
    char quote = 0;
    for (int at = 0; at < command.length(); at++) {
      char c = command.charAt(at);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        within = true;
      } else if (Character.isWhitespace(c)) {
        if (within) {
          words.add(word.toString());
          word.setLength(0);
        }
        within = false;
      } else {
        word.append(c);
        within = true;
      }
    }
    if (quote != 0) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "external-command",
          "a quotation mark of the external command is not closed.",
          "Close it.");
    }
    if (within) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "external-command",
          "the external command is empty.",
          "Give a program, {in} and {out}.");
    }
    return words;
  }

  /** The words with the files in their places. */
  List<String> commandFor(Path in, Path out, Path mask) {
    return command.stream()
        .map(word ->
            word.replace(IN, in.toString())
                .replace(OUT, out.toString())
                .replace(MASK, mask.toString()))
        .toList();
  }

  boolean writesMask() {
    return command.stream().anyMatch(word -> word.contains(MASK));
  }
}
