package org.bidsveil.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.plan.Selection;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for which scans are asked for. */
public final class SelectionOptions {

  @Mixin private ParticipantOptions participants = new ParticipantOptions();

  @Option(
      names = {"--session-label", "--session"},
      arity = "1..*",
      paramLabel = "LABEL",
      description = "sessions, with or without ses-; a list, or @FILE; default: all")
  private List<String> sessions = new ArrayList<>();

  @Option(
      names = "--exclude-participant-label",
      arity = "1..*",
      paramLabel = "LABEL",
      description = "participants to leave out")
  private List<String> excluded = new ArrayList<>();

  @Option(
      names = "--suffix",
      arity = "1..*",
      paramLabel = "SUFFIX",
      description =
          "such as T1w T2w; default: every anatomical suffix; PET images and field maps are defaced"
              + " only when their suffixes, such as pet or magnitude1, are given here")
  private List<String> suffixes = new ArrayList<>();

  @Option(
      names = "--bids-filter-file",
      paramLabel = "FILE",
      description = "a filter in JSON, in fMRIPrep's format")
  private Optional<Path> filterFile = Optional.empty();

  public Selection selection() {
    // BIDSonym: "--session all" is everything.
    List<String> asked = Labels.words(sessions).equals(List.of("all")) ? List.of() : sessions;
    return new Selection(
        participants.labels(),
        Labels.expand(asked, "ses-"),
        Labels.expand(excluded, "sub-"),
        Labels.words(suffixes),
        filterFile);
  }
}
