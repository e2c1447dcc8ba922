package org.bidsveil.cli.options;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options for which participants are asked for. */
public final class ParticipantOptions {

  @Option(
      names = "--participant-label",
      arity = "1..*",
      paramLabel = "LABEL",
      description = "participants, with or without sub-; a list, or @FILE; default: all")
  private List<String> participants = new ArrayList<>();

  /** Labels without {@code sub-}; none means all. */
  public List<String> labels() {
    return Labels.expand(participants, "sub-");
  }
}
