package org.bidsveil.bids;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The raw tree of one BIDS dataset as it was when it was walked.
 *
 * @param root its folder, links not resolved
 * @param description what {@code dataset_description.json} says
 * @param subjects in order of their folder names
 */
public record Dataset(Path root, DatasetDescription description, List<Subject> subjects) {
  public Dataset {
    subjects = List.copyOf(subjects);
  }

  /** Every image of a head, once; in order of subject, session, datatype and file name. */
  public Stream<HeadScan> scans() {
    return subjects.stream().flatMap(Subject::scans);
  }

  /** NIfTI files of {@code anat/} folders that are no anatomical image by their name. */
  public Stream<Path> unrecognised() {
    return subjects.stream()
        .flatMap(subject -> subject.sessions().stream())
        .flatMap(session -> session.unrecognised().stream());
  }
}
