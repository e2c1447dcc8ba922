package org.bidsveil.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bidsveil.audit.Acceptance;
import org.bidsveil.audit.CheckReport;
import org.bidsveil.audit.CheckSettings;
import org.bidsveil.audit.FindingClass;
import org.bidsveil.files.Refusal;
import picocli.CommandLine.Option;

/** The options of a check. */
public final class CheckOptions {

  @Option(
      names = "--accept",
      arity = "1..*",
      paramLabel = "WHAT",
      description =
          "findings that you accept: classes such as fmap, or keys, columns and paths from the"
              + " list; comma-separated, or @FILE; they are still listed")
  private List<String> accepted = new ArrayList<>();

  @Option(
      names = "--originals",
      paramLabel = "DIR",
      description = "where the run kept the originals, which tell what to search for")
  private Optional<Path> originals = Optional.empty();

  public CheckSettings settings(ScrubbingOptions scrubbing) {
    return scrubbing.checkSettings(
        originals.map(folder -> folder.toAbsolutePath().normalize()), acceptance());
  }

  /** A word that names a class means the class; any other a key, a column or a path. */
  private Acceptance acceptance() {
    Set<FindingClass> classes = EnumSet.noneOf(FindingClass.class);
    Set<String> words = new TreeSet<>();
    for (String word : Labels.words(accepted)) {
      FindingClass.of(word).ifPresentOrElse(classes::add, () -> words.add(word));
    }
    return new Acceptance(classes, words);
  }

  /**
   * Refuses a misspelt word, which would accept nothing and go unnoticed.
   *
   * @throws Refusal value-unknown
   */
  public static void requireKnown(CheckReport report) {
    List<String> unused = report.unusedAcceptances();
    if (!unused.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "value-unknown",
          "--accept has no class, and nothing was found of a key or path, '"
              + unused.getFirst()
              + "'.",
          "Classes are "
              + Arrays.stream(FindingClass.values())
                  .map(FindingClass::label)
                  .collect(Collectors.joining(", "))
              + "; keys and paths are those that check lists.");
    }
  }
}
