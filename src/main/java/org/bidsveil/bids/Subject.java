package org.bidsveil.bids;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A participant of the dataset.
 *
 * @param label without {@code sub-}, case kept
 * @param relativePath from the dataset's root
 * @param sessions the subject folder itself when it has images of its own or no sessions, then its
 *     session folders in order of their names
 */
public record Subject(String label, Path relativePath, List<Session> sessions) {
  public Subject {
    sessions = List.copyOf(sessions);
  }

  /** All images of the head, session after session. */
  public Stream<HeadScan> scans() {
    return sessions.stream().flatMap(session -> session.scans().stream());
  }
}
