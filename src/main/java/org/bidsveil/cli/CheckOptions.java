package org.bidsveil.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bidsveil.audit.CheckSettings;
import org.bidsveil.audit.FindingClass;
import org.bidsveil.files.Refusal;
import picocli.CommandLine.Option;

/** What a check goes by. */
final class CheckOptions {

  @Option(
      names = "--accept",
      arity = "1..*",
      paramLabel = "CLASS",
      description = "classes of findings that you accept, such as fmap; they are still listed")
  private List<String> accepted = new ArrayList<>();

  @Option(
      names = "--originals",
      paramLabel = "DIR",
      description = "where the run kept the originals: they tell what to search for")
  private Optional<Path> originals = Optional.empty();

  CheckSettings settings(ScrubbingOptions scrubbing) {
    return scrubbing.checkSettings(
        originals.map(folder -> folder.toAbsolutePath().normalize()), classes());
  }

  private Set<FindingClass> classes() {
    Set<FindingClass> classes = EnumSet.noneOf(FindingClass.class);
    for (String word : Labels.words(accepted)) {
      classes.add(
          FindingClass.of(word)
              .orElseThrow(() ->
                  new Refusal(
                      Refusal.Kind.USAGE,
                      "value-unknown",
                      "--accept has no class '" + word + "'.",
                      "Choose among "
                          + Arrays.stream(FindingClass.values())
                              .map(FindingClass::label)
                              .collect(Collectors.joining(", "))
                          + ".")));
    }
    return classes;
  }
}
