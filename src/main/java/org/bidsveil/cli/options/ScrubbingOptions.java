package org.bidsveil.cli.options;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bidsveil.audit.Acceptance;
import org.bidsveil.audit.CheckSettings;
import org.bidsveil.files.Refusal;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.metadata.Scrubbing;
import picocli.CommandLine.Option;

/** The options for what is removed from headers, sidecars and tables. */
public final class ScrubbingOptions {

  @Option(
      names = "--meta-profile",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private ScrubProfile profile = ScrubProfile.DEFAULT;

  @Option(
      names = "--del-meta",
      arity = "1..*",
      paramLabel = "KEY",
      description = "further keys to remove from sidecars")
  private List<String> delete = new ArrayList<>();

  @Option(
      names = "--keep-meta",
      arity = "1..*",
      paramLabel = "KEY",
      description = "keys to keep although the profile removes them")
  private List<String> keep = new ArrayList<>();

  @Option(
      names = "--keep-ext",
      arity = "1..*",
      paramLabel = "CODE",
      description = "codes of NIfTI header extensions to keep, such as 34 (default: none)")
  private List<String> keepExtensions = new ArrayList<>();

  @Option(
      names = "--shift-dates",
      paramLabel = "SEED",
      description =
          "shift the dates of each participant by a number of days derived from SEED; none keeps"
              + " them; @FILE reads SEED from a file, which hides it from other users of this"
              + " computer (default: dates are removed)")
  private Optional<String> shiftDates = Optional.empty();

  @Option(
      names = "--landmarks",
      description =
          "write nasion and preauricular points, found before the face is removed, into the sidecar"
              + " of each defaced image (AnatomicalLandmarkCoordinates, for MEG and EEG); they tell"
              + " something of the face: the breadth of the head and where the nose begins")
  private boolean landmarks;

  private Scrubbing.Dates dates() {
    return switch (shiftDates.orElse("")) {
      case "" -> new Scrubbing.RemoveDates();
      case "none" -> new Scrubbing.KeepDates();
      case String file when file.startsWith("@") -> new Scrubbing.ShiftDates(seedIn(file));
      case String seed -> new Scrubbing.ShiftDates(seed);
    };
  }

  /** The first line of a file: what stands on the command line every user of the computer sees. */
  private static String seedIn(String file) {
    try (Stream<String> lines = Files.lines(Path.of(file.substring(1)))) {
      return lines
          .findFirst()
          .map(String::strip)
          .filter(seed -> !seed.isEmpty() && !seed.equals("none"))
          .orElseThrow(() -> unreadableSeed(file));
    } catch (IOException | UncheckedIOException e) {
      throw unreadableSeed(file);
    }
  }

  private static Refusal unreadableSeed(String file) {
    return new Refusal(
        Refusal.Kind.USAGE,
        "seed-unreadable",
        "--shift-dates " + file + " names no file with a seed in its first line.",
        "Write the seed into the first line of a file that only you can read.");
  }

  private Set<Integer> codes() {
    Set<Integer> codes = new TreeSet<>();
    for (String word : Labels.words(keepExtensions)) {
      if (!word.matches("\\d{1,9}")) {
        throw new Refusal(
            Refusal.Kind.USAGE,
            "value-unknown",
            "--keep-ext has no code '" + word + "'.",
            "Give numbers of nifti1.h's list of extensions, such as 32 34 44.");
      }
      codes.add(Integer.valueOf(word));
    }
    return codes;
  }

  public Scrubbing scrubbing() {
    return new Scrubbing(
        profile, Labels.words(delete), Labels.words(keep), codes(), dates(), landmarks);
  }

  /**
   * What a check must not find.
   *
   * @param originals the folder with the originals, if it lies outside of the dataset
   * @param accepted what the user answers for
   */
  CheckSettings checkSettings(Optional<Path> originals, Acceptance accepted) {
    Scrubbing asked = scrubbing();
    return CheckSettings.of(
        asked.profile(),
        asked.delete(),
        asked.keep(),
        asked.keepExtensions(),
        asked.dates() instanceof Scrubbing.KeepDates,
        originals,
        accepted);
  }
}
