package org.bidsveil.scrub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.ParticipantFiles;
import org.bidsveil.bids.Session;
import org.bidsveil.bids.Subject;
import org.bidsveil.files.Refusal;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.ScrubRules;
import org.bidsveil.json.TextSize;
import org.bidsveil.table.TsvTable;

/**
 * What the originals of a participant's sidecars and tables say, so that it can be searched for
 * elsewhere and all dates of the participant move together. It is read once per participant, and
 * from the originals, because scrubbed files no longer say anything. Safe for use by several
 * threads.
 */
public final class SubjectKnowledge {
  private final Dataset dataset;
  private final Function<Path, Optional<byte[]>> original;
  private final SidecarScrubber sidecars;
  private final TableScrubber tables;
  private final Policy policy;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final Map<Path, Map<String, byte[]>> tablesBySubject = new ConcurrentHashMap<>();

  /**
   * Decides what is done with the dates of a participant, given the days found in the participant's
   * files.
   */
  @FunctionalInterface
  public interface Policy {
    DatePolicy of(String subject, List<LocalDate> days);
  }

  private record Known(KnownIdentifiers identifiers, DatePolicy dates) {}

  /**
   * Starts with nothing known.
   *
   * @param original the undamaged, undefaced, unscrubbed bytes of a file, by its relative path
   */
  public SubjectKnowledge(
      Dataset dataset, Function<Path, Optional<byte[]>> original, ScrubRules rules, Policy policy) {
    this.dataset = dataset;
    this.original = original;
    this.sidecars = new SidecarScrubber(rules, Optional.empty());
    this.tables = new TableScrubber(rules, subject -> new DatePolicy.Keep());
    this.policy = policy;
  }

  /** What identifies a participant, except the labels, which are public. */
  public KnownIdentifiers identifiers(String subject) {
    return known.computeIfAbsent(subject, this::read).identifiers();
  }

  /** What is done with a participant's dates. */
  public DatePolicy dates(String subject) {
    return known.computeIfAbsent(subject, this::read).dates();
  }

  /** The existing tables of the whole dataset that have one row per participant; relative paths. */
  public List<Path> tablesOfAll() {
    return dataset.top().tablesOfAll();
  }

  /** The existing tables of a participant's sessions and scans, sorted; relative paths. */
  public List<Path> tablesOf(String subject) {
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
    return dataset.subject(subject).map(Subject::sessions).orElse(List.of());
  }

  private Known read(String subject) {
    List<KnownIdentifiers> found = new ArrayList<>();
    List<LocalDate> days = new ArrayList<>();
    for (Path path : sidecarsOf(subject)) {
      if (TextSize.isReadable(dataset.root().resolve(path))) {
        original.apply(path).ifPresent(bytes -> readSidecar(bytes, found, days));
      }
    }
    Map<Path, Optional<byte[]>> all = new LinkedHashMap<>();
    tablesOfAll().forEach(path -> all.put(path, rowsOf(subject, path)));
    tablesOf(subject).forEach(path -> all.put(path, original.apply(path)));
    Optional<String> only = Optional.of(subject);
    all.forEach((path, content) ->
        content
            .filter(bytes -> bytes.length > 0)
            .ifPresent(bytes -> readTable(path, bytes, only, found, days)));
    Set<String> labels = new HashSet<>(Set.of(subject));
    sessions(subject).forEach(session -> session.label().ifPresent(labels::add));
    return new Known(KnownIdentifiers.union(found).without(labels), policy.of(subject, days));
  }

  /** The rows of one participant in a table of all, with the header line. */
  private Optional<byte[]> rowsOf(String subject, Path path) {
    Map<String, byte[]> bySubject = tablesBySubject.computeIfAbsent(path, this::bySubject);
    return Optional.ofNullable(bySubject.get(subject));
  }

  /** Rows of participants whose folders were not walked are passed over. */
  private Map<String, byte[]> bySubject(Path path) {
    return original
        .apply(path)
        .filter(bytes -> bytes.length > 0)
        .filter(bytes -> TsvTable.parseIfTable(bytes).isPresent())
        .map(bytes -> TsvTable.split(bytes, TableRows.SUBJECT_COLUMN, this::walkedLabel))
        .orElse(Map.of());
  }

  private Optional<String> walkedLabel(String participantId) {
    return Optional.of(TableRows.label(participantId)).filter(dataset::knows);
  }

  /** A table that cannot be read is named where it is scrubbed; the others still tell. */
  private void readTable(
      Path path,
      byte[] bytes,
      Optional<String> only,
      List<KnownIdentifiers> found,
      List<LocalDate> days) {
    try {
      found.add(tables.identifiers(bidsPath(path), bytes, only));
      days.addAll(tables.dates(bidsPath(path), bytes, only));
    } catch (Refusal damaged) {
      found.add(KnownIdentifiers.none());
    }
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
    List<Path> found = new ArrayList<>(dataset.top().inherited());
    dataset.subject(subject).stream()
        .flatMap(s -> ParticipantFiles.of(dataset.root(), s).stream())
        .filter(path -> path.toString().endsWith(".json"))
        .forEach(found::add);
    return found;
  }

  /** The relative path with forward slashes. */
  public static String bidsPath(Path relative) {
    return relative.toString().replace('\\', '/');
  }
}
