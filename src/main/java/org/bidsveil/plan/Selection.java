package org.bidsveil.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The scans of the dataset that are asked for. An empty list asks for everything of its kind.
 *
 * @param participants labels without {@code sub-}
 * @param sessions labels without {@code ses-}
 * @param excluded labels of participants to leave out, without {@code sub-}
 * @param suffixes such as {@code T1w} or {@code pet}; empty for every anatomical one
 * @param filterFile a filter in the format of fMRIPrep's {@code --bids-filter-file}
 */
public record Selection(
    List<String> participants,
    List<String> sessions,
    List<String> excluded,
    List<String> suffixes,
    Optional<Path> filterFile) {

  /** The selection of every anatomical image of every participant. */
  public static final Selection EVERYTHING =
      new Selection(List.of(), List.of(), List.of(), List.of(), Optional.empty());

  public Selection {
    participants = List.copyOf(participants);
    sessions = List.copyOf(sessions);
    excluded = List.copyOf(excluded);
    suffixes = List.copyOf(suffixes);
  }
}
