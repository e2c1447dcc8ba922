package org.bidsveil.bids;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The raw tree of one BIDS dataset, or of some of its participants, as it was when it was walked.
 *
 * @param root its folder, links not resolved
 * @param description the content of {@code dataset_description.json}
 * @param top the direct children of its folder
 * @param subjects those that were walked, in order of their folder names
 */
public record Dataset(
    Path root, DatasetDescription description, DatasetRoot top, List<Subject> subjects) {
  public Dataset {
    subjects = List.copyOf(subjects);
  }

  /** A participant that was walked, by its label without {@code sub-}. */
  public Optional<Subject> subject(String label) {
    int low = 0;
    int high = subjects.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = subjects.get(middle).label().compareTo(label);
      if (order == 0) {
        return Optional.of(subjects.get(middle));
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return Optional.empty();
  }

  /**
   * Whether all that there is of a participant was looked at: its folder was walked, or is none.
   */
  public boolean knows(String label) {
    return subject(label).isPresent() || !top.names(label);
  }

  /** Whether every participant was walked. */
  public boolean isWhole() {
    return !top.hasFolderBeside(label -> subject(label).isPresent());
  }

  /** Every image of a head, once; in order of subject, session, datatype and file name. */
  public Stream<HeadScan> scans() {
    return subjects.stream().flatMap(Subject::scans);
  }

  /** The NIfTI files in {@code anat/} folders whose names are not those of an anatomical image. */
  public Stream<Path> unrecognised() {
    return subjects.stream()
        .flatMap(subject -> subject.sessions().stream())
        .flatMap(session -> session.unrecognised().stream());
  }
}
