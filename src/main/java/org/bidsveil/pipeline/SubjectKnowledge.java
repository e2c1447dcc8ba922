package org.bidsveil.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.Inheritance;
import org.bidsveil.bids.Session;
import org.bidsveil.bids.Sidecar;
import org.bidsveil.bids.Subject;
import org.bidsveil.files.Refusal;
import org.bidsveil.scrub.DatePolicy;
import org.bidsveil.scrub.DateShifts;
import org.bidsveil.scrub.KnownIdentifiers;
import org.bidsveil.scrub.ScrubRules;
import org.bidsveil.scrub.SidecarScrubber;
import org.bidsveil.scrub.TableScrubber;

/**
 * What the originals of a participant's sidecars and tables tell, so that it can be searched for
 * elsewhere and so that all dates of the participant move together. Read once a participant; from
 * the originals, for what was scrubbed tells no more. Safe for use by several threads.
 */
final class SubjectKnowledge {
  private final Dataset dataset;
  private final Inheritance inheritance;
  private final Function<Path, Optional<byte[]>> original;
  private final SidecarScrubber sidecars;
  private final TableScrubber tables;
  private final Scrubbing.Dates dates;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(KnownIdentifiers identifiers, DatePolicy dates) {}

  /**
   * Knows nothing yet.
   *
   * @param original the undamaged, undefaced, unscrubbed bytes of a file, by its relative path
   */
  SubjectKnowledge(
      Dataset dataset,
      Inheritance inheritance,
      Function<Path, Optional<byte[]>> original,
      ScrubRules rules,
      Scrubbing.Dates dates) {
    this.dataset = dataset;
    this.inheritance = inheritance;
    this.original = original;
    this.sidecars = new SidecarScrubber(rules, Optional.empty());
    this.tables = new TableScrubber(rules, subject -> new DatePolicy.Keep());
    this.dates = dates;
  }

  /** What identifies a participant, without the labels, which are public. */
  KnownIdentifiers identifiers(String subject) {
    return known.computeIfAbsent(subject, this::read).identifiers();
  }

  /** What becomes of a participant's dates. */
  DatePolicy dates(String subject) {
    return known.computeIfAbsent(subject, this::read).dates();
  }

  /** Tables at the root of the dataset that have a row a participant. */
  static List<Path> rootTables() {
    return List.of(Path.of("participants.tsv"), Path.of("samples.tsv"));
  }

  /** Tables of a participant's sessions and scans that exist, sorted; relative paths. */
  List<Path> tablesOf(String subject) {
    Set<Path> found = new TreeSet<>();
    String name = "sub-" + subject;
    Path folder = Path.of(name);
    found.add(folder.resolve(name + "_sessions.tsv"));
    found.add(folder.resolve(name + "_samples.tsv"));
    for (Session session : sessions(subject)) {
      String prefix = session.label().map(label -> name + "_ses-" + label).orElse(name);
      found.add(session.relativePath().resolve(prefix + "_scans.tsv"));
    }
    found.removeIf(path -> !Files.exists(dataset.root().resolve(path)));
    return List.copyOf(found);
  }

  private List<Session> sessions(String subject) {
    return dataset.subjects().stream()
        .filter(s -> s.label().equals(subject))
        .map(Subject::sessions)
        .flatMap(List::stream)
        .toList();
  }

  private Known read(String subject) {
    List<KnownIdentifiers> found = new ArrayList<>();
    List<LocalDate> days = new ArrayList<>();
    for (Path path : sidecarsOf(subject)) {
      original.apply(path).ifPresent(bytes -> readSidecar(bytes, found, days));
    }
    Optional<String> only = Optional.of(subject);
    List<Path> all = new ArrayList<>(rootTables());
    all.addAll(tablesOf(subject));
    for (Path path : all) {
      original
          .apply(path)
          .filter(bytes -> bytes.length > 0)
          .ifPresent(bytes -> {
            found.add(tables.identifiers(bidsPath(path), bytes, only));
            days.addAll(tables.dates(bidsPath(path), bytes, only));
          });
    }
    Set<String> labels = new HashSet<>(Set.of(subject));
    sessions(subject).forEach(session -> session.label().ifPresent(labels::add));
    return new Known(KnownIdentifiers.union(found).without(labels), policy(subject, days));
  }

  /** A sidecar that cannot be read stops the scan it belongs to, not all of the participant's. */
  private void readSidecar(byte[] bytes, List<KnownIdentifiers> found, List<LocalDate> days) {
    try {
      found.add(sidecars.identifiers(bytes));
      days.addAll(sidecars.dates(bytes));
    } catch (Refusal damaged) {
      found.add(KnownIdentifiers.none());
    }
  }

  private List<Path> sidecarsOf(String subject) {
    return dataset
        .scans()
        .filter(scan -> scan.subject().equals(subject))
        .flatMap(scan -> inheritance.sidecarsOf(scan).stream())
        .map(Sidecar::relativePath)
        .distinct()
        .toList();
  }

  private DatePolicy policy(String subject, List<LocalDate> days) {
    return switch (dates) {
      case Scrubbing.RemoveDates _ -> new DatePolicy.Remove();
      case Scrubbing.KeepDates _ -> new DatePolicy.Keep();
      case Scrubbing.ShiftDates shift -> new DateShifts(shift.seed()).of(subject, days);
    };
  }

  static String bidsPath(Path relative) {
    return relative.toString().replace('\\', '/');
  }
}
