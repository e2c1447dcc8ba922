package org.bidsveil.bids;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bidsveil.files.Refusal;

/**
 * The filter for the scans that are asked for. An empty set asks for all, but images other than
 * anatomical ones must be asked for by their suffixes. Labels are compared with their case; the
 * prefixes {@code sub-} and {@code ses-} are optional.
 *
 * @param participants labels of the wanted subjects, without prefix
 * @param excluded labels of subjects that are left out even if they are wanted
 * @param sessions labels of the wanted sessions, without prefix; a scan without session then does
 *     not match
 * @param suffixes wanted kinds of image; empty for every anatomical one
 * @param queries of a filter file; empty where none was given
 */
public record BidsFilter(
    Set<String> participants,
    Set<String> excluded,
    Set<String> sessions,
    Set<ImageSuffix> suffixes,
    Optional<BidsFilterFile> queries) {
  /** Asks for every anatomical scan. */
  public static final BidsFilter ALL =
      new BidsFilter(Set.of(), Set.of(), Set.of(), Set.of(), Optional.empty());

  public BidsFilter {
    participants = Set.copyOf(participants);
    excluded = Set.copyOf(excluded);
    sessions = Set.copyOf(sessions);
    suffixes = Set.copyOf(suffixes);
  }

  public BidsFilter withParticipants(Collection<String> labels) {
    return new BidsFilter(stripped(labels, "sub-"), excluded, sessions, suffixes, queries);
  }

  public BidsFilter withExcluded(Collection<String> labels) {
    return new BidsFilter(participants, stripped(labels, "sub-"), sessions, suffixes, queries);
  }

  public BidsFilter withSessions(Collection<String> labels) {
    return new BidsFilter(participants, excluded, stripped(labels, "ses-"), suffixes, queries);
  }

  /**
   * This filter for these kinds of image only.
   *
   * @throws Refusal unknown-suffix, where a name is not the suffix of an image of a head
   */
  public BidsFilter withSuffixes(Collection<String> names) {
    Set<ImageSuffix> wanted =
        names.stream().map(BidsFilter::suffix).collect(Collectors.toUnmodifiableSet());
    return new BidsFilter(participants, excluded, sessions, wanted, queries);
  }

  public BidsFilter withQueries(BidsFilterFile file) {
    return new BidsFilter(participants, excluded, sessions, suffixes, Optional.of(file));
  }

  private static ImageSuffix suffix(String name) {
    return ImageSuffix.of(name.startsWith("_") ? name.substring(1) : name)
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.USAGE,
                "unknown-suffix",
                name + " is not the suffix of an anatomical image, a PET image or a field map.",
                "Use suffixes of the BIDS standard, such as T1w, FLAIR, pet or magnitude1; the"
                    + " case matters."));
  }

  private static Set<String> stripped(Collection<String> labels, String prefix) {
    return labels.stream()
        .map(label -> label.startsWith(prefix) ? label.substring(prefix.length()) : label)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the subject is asked for. */
  public boolean acceptsSubject(String label) {
    return (participants.isEmpty() || participants.contains(label)) && !excluded.contains(label);
  }

  /** Whether every subject is accepted, whatever its label. */
  public boolean acceptsEverybody() {
    return participants.isEmpty() && excluded.isEmpty();
  }

  /** Whether the scan is asked for. */
  public boolean accepts(HeadScan scan) {
    return acceptsSubject(scan.subject())
        && (sessions.isEmpty() || scan.session().filter(sessions::contains).isPresent())
        && acceptsSuffix(scan.suffix())
        && queries.map(q -> q.accepts(scan)).orElse(true);
  }

  private boolean acceptsSuffix(ImageSuffix suffix) {
    return suffixes.isEmpty() ? suffix.datatype() == Datatype.ANAT : suffixes.contains(suffix);
  }

  /** The scans that are asked for, in the dataset's order. */
  public List<HeadScan> select(Dataset dataset) {
    return dataset.scans().filter(this::accepts).toList();
  }

  /** The subjects that are asked for by name but are not in the dataset, sorted. */
  public List<String> missingParticipants(Dataset dataset) {
    Set<String> missing = new TreeSet<>(participants);
    missing.removeIf(label ->
        dataset.subject(label).isPresent()
            || (excluded.contains(label) && dataset.top().names(label)));
    return List.copyOf(missing);
  }

  /** The sessions that are asked for by name but that no accepted subject has, sorted. */
  public List<String> missingSessions(Dataset dataset) {
    Set<String> missing = new TreeSet<>(sessions);
    dataset.subjects().stream()
        .filter(subject -> acceptsSubject(subject.label()))
        .flatMap(subject -> subject.sessions().stream())
        .forEach(session -> session.label().ifPresent(missing::remove));
    return List.copyOf(missing);
  }
}
