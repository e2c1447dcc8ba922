package org.bidsveil.cli.options;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bidsveil.files.Refusal;

/**
 * Labels as users give them: with or without prefix, in a list, or in a file with a label a line.
 */
final class Labels {

  /** BIDS 1.10, "Entities": a label is alphanumeric; "+" is allowed since 1.10. */
  private static final Pattern LABEL = Pattern.compile("[0-9a-zA-Z+]+");

  private Labels() {}

  /**
   * @param prefix {@code sub-} or {@code ses-}
   * @return the labels without prefix, each once, in the order given
   * @throws Refusal of kind USAGE when a label is not one or a file cannot be read
   */
  static List<String> expand(List<String> given, String prefix) {
    Set<String> labels = new LinkedHashSet<>();
    for (String word : words(given)) {
      String label = word.startsWith(prefix) ? word.substring(prefix.length()) : word;
      if (!LABEL.matcher(label).matches()) {
        throw new Refusal(
            Refusal.Kind.USAGE,
            "label-invalid",
            "'" + word + "' is not a BIDS label.",
            "Give letters and digits, with or without "
                + prefix
                + ", or @FILE with a label a line.");
      }
      labels.add(label);
    }
    return List.copyOf(labels);
  }

  /** The words of a list in which {@code @FILE} stands for the lines of a file. */
  static List<String> words(List<String> given) {
    List<String> words = new ArrayList<>();
    for (String token : given) {
      if (token.startsWith("@")) {
        for (String line : lines(Path.of(token.substring(1)))) {
          if (!line.isBlank() && !line.startsWith("#")) {
            words.add(line.strip());
          }
        }
      } else {
        for (String word : token.split(",", -1)) {
          if (!word.isBlank()) {
            words.add(word.strip());
          }
        }
      }
    }
    return words;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "label-file-unreadable",
          "the file of labels " + file + " cannot be read.",
          "Give a text file with a label a line after the @.",
          e);
    }
  }
}
