package org.bidsveil.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which scans of the dataset are asked for. An empty list asks for everything of its sort.
 *
 * @param participants labels without {@code sub-}
 * @param sessions labels without {@code ses-}
 * @param excluded labels of participants left out, without {@code sub-}
 * @param suffixes such as {@code T1w} or {@code pet}; empty for every anatomical one
 * @param filterFile a filter in the format of fMRIPrep's {@code --bids-filter-file}
 */
public record Selection(
    List<String> participants,
    List<String> sessions,
    List<String> excluded,
    List<String> suffixes,
    Optional<Path> filterFile) {

  /** Every anatomical image of every participant. */
  public static final Selection EVERYTHING =
      new Selection(List.of(), List.of(), List.of(), List.of(), Optional.empty());

  public Selection {
    participants = List.copyOf(participants);
    sessions = List.copyOf(sessions);
    excluded = List.copyOf(excluded);
    suffixes = List.copyOf(suffixes);
  }
}
