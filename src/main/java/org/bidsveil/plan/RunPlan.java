package org.bidsveil.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bidsveil.bids.BidsFilter;
import org.bidsveil.bids.BidsFilterFile;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.DatasetWalker;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.ImageContent;
import org.bidsveil.bids.Inheritance;
import org.bidsveil.bids.Sidecar;
import org.bidsveil.bids.Subject;
import org.bidsveil.derivatives.DerivativePaths;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.files.Refusal;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.originals.Preflight;
import org.bidsveil.session.MaskGroup;

/**
 * The plan of a run: which scans it deals with and what it does with each. Making a plan writes
 * nothing.
 *
 * @param configuration what was asked for
 * @param dataset as it was walked
 * @param scans every image of the selection, once, in the dataset's order
 * @param sessions for every session with a scan in the selection, which of its images share a mask
 */
public record RunPlan(
    RunConfiguration configuration,
    Dataset dataset,
    List<PlannedScan> scans,
    Map<SessionKey, List<MaskGroup>> sessions) {

  public RunPlan {
    scans = List.copyOf(scans);
    sessions = Map.copyOf(sessions);
  }

  /**
   * A session of a participant.
   *
   * @param subject label without {@code sub-}
   * @param session label without {@code ses-}; empty for scans that belong to none
   */
  public record SessionKey(String subject, Optional<String> session) {
    static SessionKey of(HeadScan scan) {
      return new SessionKey(scan.subject(), scan.session());
    }
  }

  /**
   * Walks the dataset and decides what to do with each scan.
   *
   * @throws Refusal of kind INVALID_BIDS, NOTHING_MATCHES for a label that is not in the dataset,
   *     and those of the walk
   */
  public static RunPlan of(RunConfiguration configuration) {
    BidsFilter filter = filter(configuration.selection());
    Dataset dataset = walk(configuration, filter);
    requireLabels("participant", "sub-", filter.missingParticipants(dataset));
    requireLabels("session", "ses-", filter.missingSessions(dataset));
    DoneBefore done = DoneBefore.in(configuration);
    List<HeadScan> selected = filter.select(dataset);
    Map<SessionKey, List<MaskGroup>> sessions = sessions(dataset, selected);
    NameClash names =
        new NameClash(
            new DerivativePaths(configuration.target().root(configuration.dataset())),
            dataset.scans().filter(scan -> scan.content() != ImageContent.EMPTY).toList());
    List<PlannedScan> scans =
        selected.stream()
            .map(scan ->
                new PlannedScan(
                    scan, action(configuration, scan, done, names), leaderOf(scan, sessions)))
            .toList();
    return new RunPlan(configuration, dataset, scans, sessions);
  }

  /**
   * The groups also hold images that are not in the selection, because a mask may come from them:
   * anatomical ones, and those of the selection's datatypes.
   */
  private static Map<SessionKey, List<MaskGroup>> sessions(
      Dataset dataset, List<HeadScan> selected) {
    Map<SessionKey, Set<Datatype>> wanted =
        selected.stream()
            .collect(
                Collectors.groupingBy(
                    SessionKey::of,
                    Collectors.mapping(
                        HeadScan::datatype,
                        Collectors.toCollection(() -> EnumSet.of(Datatype.ANAT)))));
    return dataset
        .scans()
        .filter(scan -> scan.content() == ImageContent.PRESENT)
        .filter(
            scan -> wanted.getOrDefault(SessionKey.of(scan), Set.of()).contains(scan.datatype()))
        .collect(
            Collectors.groupingBy(
                SessionKey::of, Collectors.collectingAndThen(Collectors.toList(), MaskGroup::of)));
  }

  private static Optional<HeadScan> leaderOf(
      HeadScan scan, Map<SessionKey, List<MaskGroup>> sessions) {
    return sessions.getOrDefault(SessionKey.of(scan), List.of()).stream()
        .filter(group -> group.members().contains(scan))
        .map(MaskGroup::leader)
        .findFirst();
  }

  /** Nobody looks into the folder of a participant that is not asked for, with one exception. */
  private static Dataset walk(RunConfiguration configuration, BidsFilter filter) {
    Dataset asked = walk(configuration, filter::acceptsSubject);
    return needsEverybody(configuration, asked) ? walk(configuration, _ -> true) : asked;
  }

  /**
   * Where dates are shifted and no original is kept, dates that are left out of the tables of all
   * could not be put in later: the first run reads everybody and puts them all in.
   */
  private static boolean needsEverybody(RunConfiguration configuration, Dataset asked) {
    boolean forGood =
        configuration.scrubbing().dates() instanceof Scrubbing.ShiftDates
            && configuration.target() instanceof Target.InPlace(OriginalsLocation.None _);
    if (!forGood || asked.isWhole()) {
      return false;
    }
    List<Path> tables = asked.top().tablesOfAll();
    return SharedFile.of(configuration, asked).stream()
        .anyMatch(file -> tables.contains(file.path()) && !file.done());
  }

  private static Dataset walk(RunConfiguration configuration, Predicate<String> wanted) {
    Path root = configuration.dataset();
    boolean described = Files.exists(root.resolve(DatasetDescription.FILE_NAME));
    return configuration.skipValidation() && !described
        ? DatasetWalker.walk(root, DatasetDescription.absent(), wanted)
        : DatasetWalker.walk(root, wanted);
  }

  private static BidsFilter filter(Selection selection) {
    BidsFilter filter =
        BidsFilter.ALL
            .withParticipants(selection.participants())
            .withExcluded(selection.excluded())
            .withSessions(selection.sessions())
            .withSuffixes(selection.suffixes());
    return selection.filterFile().map(RunPlan::read).map(filter::withQueries).orElse(filter);
  }

  private static BidsFilterFile read(Path file) {
    try {
      return BidsFilterFile.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "filter-file-unreadable",
          "the filter file " + file + " cannot be read.",
          "Give a JSON file in fMRIPrep's format.",
          e);
    }
  }

  private static void requireLabels(String sort, String prefix, List<String> missing) {
    if (!missing.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.NOTHING_MATCHES,
          sort + "-missing",
          "the dataset has no "
              + sort
              + " "
              + missing.stream().map(prefix::concat).collect(Collectors.joining(", "))
              + ".",
          "Check the labels against the folder names.");
    }
  }

  private static PlannedScan.Action action(
      RunConfiguration configuration, HeadScan scan, DoneBefore done, NameClash names) {
    return switch (scan.content()) {
      case PRESENT ->
          names
              .of(scan)
              .<PlannedScan.Action>map(blocked -> blocked)
              .orElseGet(() -> actionOnContent(configuration, scan, done));
      case EMPTY -> new PlannedScan.Empty();
      case ANNEX_LINK_BROKEN, ANNEX_POINTER ->
          new PlannedScan.NotHere("content not here: datalad get " + scan.bidsPath());
      case LINK_BROKEN -> new PlannedScan.NotHere("link without target");
      case UNREADABLE -> new PlannedScan.NotHere("no permission to read it");
    };
  }

  private static PlannedScan.Action actionOnContent(
      RunConfiguration configuration, HeadScan scan, DoneBefore done) {
    try {
      if (done.contains(scan)) {
        return new PlannedScan.DoneBefore();
      }
    } catch (Refusal damagedOriginal) {
      return blocked(damagedOriginal);
    }
    return switch (configuration.target()) {
      case Target.InPlace _ ->
          Preflight.refusalFor(configuration.dataset(), scan.relativePath(), configuration.force())
              .map(RunPlan::blocked)
              .orElseGet(() -> new PlannedScan.Deface(scan.datatype()));
      case Target.Copy _ -> new PlannedScan.Deface(scan.datatype());
    };
  }

  private static PlannedScan.Action blocked(Refusal refusal) {
    return new PlannedScan.Blocked(refusal.sentence() + " " + refusal.remedy());
  }

  /**
   * Refuses a run that could not do what was asked, before anything is changed.
   *
   * @throws Refusal content-missing and link-broken listing every such file, including sidecars;
   *     not-readable; nothing-matches; no-anatomical-image
   */
  public void requireReady() {
    Inheritance inheritance = new Inheritance(dataset);
    Preflight.requireContent(
        configuration.dataset(),
        scans.stream()
            .map(PlannedScan::scan)
            .flatMap(scan ->
                Stream.concat(
                    Stream.of(scan.relativePath()),
                    inheritance.sidecarsOf(scan).stream().map(Sidecar::relativePath)))
            .distinct()
            .toList());
    List<String> unreadable =
        scans.stream()
            .filter(scan -> scan.action() instanceof PlannedScan.NotHere)
            .map(scan -> scan.scan().bidsPath() + " (" + scan.action().reason() + ")")
            .toList();
    if (!unreadable.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "not-readable",
          unreadable.size()
              + (unreadable.size() == 1 ? " image" : " images")
              + " cannot be read: "
              + String.join(", ", unreadable)
              + ".",
          "Ask the owner for the right to read them, or leave them out; nothing was changed.");
    }
    if (scans.isEmpty() && !hasMetadata()) {
      throw configuration.selection().equals(Selection.EVERYTHING)
          ? new Refusal(
              Refusal.Kind.INPUT_MISSING,
              "no-anatomical-image",
              "the dataset has no anatomical image.",
              "There is nothing to deface; check that the right folder is given.")
          : new Refusal(
              Refusal.Kind.NOTHING_MATCHES,
              "nothing-matches",
              "no image matches the labels, suffixes and filters.",
              "Look at what there is with --dry-run and no filter; PET images and field maps are"
                  + " listed with --suffix only.");
    }
  }

  /**
   * In place the metadata of participants without any image of a head are scrubbed all the same.
   */
  private boolean hasMetadata() {
    return configuration.selection().equals(Selection.EVERYTHING)
        && configuration.target() instanceof Target.InPlace
        && !dataset.subjects().isEmpty();
  }

  /**
   * The participant folders whose labels cannot occur in a file name; nothing in them is processed.
   */
  public List<String> oddFolders() {
    return dataset.top().oddLabels().stream()
        .map(label ->
            "sub-"
                + label
                + "/: its label is none of the standard, so that nothing in it is found by its"
                + " name. Rename it and its files to a label of letters and digits.")
        .toList();
  }

  /**
   * The plan as one JSON object, contract "--dry-run --json"; with the files that participants
   * share.
   */
  public String toJson() {
    ObjectNode node = JsonDocument.object();
    ArrayNode list = node.putArray("scans");
    for (PlannedScan planned : scans) {
      ObjectNode scan = list.addObject();
      scan.put("path", planned.scan().bidsPath());
      scan.put("suffix", planned.scan().suffix().label());
      scan.put("action", planned.action().word());
      scan.put("reason", planned.action().reason());
      planned.maskFrom().ifPresent(leader -> scan.put("mask_from", leader.bidsPath()));
    }
    ArrayNode shared = node.putArray("shared");
    for (SharedFile file : shared()) {
      shared
          .addObject()
          .put("path", file.path().toString().replace('\\', '/'))
          .put("action", file.done() ? "skip" : "scrub");
    }
    return JsonDocument.text(node);
  }

  /** The files that all participants share; each is dealt with once. */
  public List<SharedFile> shared() {
    return SharedFile.of(configuration, dataset);
  }

  /** The filter for the participants and sessions that are asked for. */
  public BidsFilter filter() {
    return filter(configuration.selection());
  }

  /** The scans, session by session, in the plan's order. */
  public List<List<PlannedScan>> bySession() {
    return List.copyOf(
        scans.stream()
            .collect(
                Collectors.groupingBy(
                    planned -> SessionKey.of(planned.scan()),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values());
  }

  /** The sessions of each participant. */
  public List<List<List<PlannedScan>>> byParticipant() {
    return List.copyOf(
        bySession().stream()
            .collect(
                Collectors.groupingBy(
                    session -> session.getFirst().scan().subject(),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values());
  }

  /** The groups of images in the scan's session that share a mask, the best leader first. */
  public List<MaskGroup> groups(HeadScan scan) {
    return sessions.getOrDefault(SessionKey.of(scan), List.of());
  }

  /** The labels of the participants that are asked for, with or without a scan, in order. */
  public List<String> askedFor() {
    BidsFilter filter = filter();
    return dataset.subjects().stream().map(Subject::label).filter(filter::acceptsSubject).toList();
  }

  /** The participants that have a scan in the plan, in order. */
  public List<String> subjects() {
    return scans.stream().map(planned -> planned.scan().subject()).distinct().toList();
  }

  /** The NIfTI files in anat folders whose names are not those of an anatomical image or a mask. */
  public List<String> overlooked() {
    return dataset
        .unrecognised()
        .map(path -> path.toString().replace('\\', '/'))
        .filter(path -> !path.matches(".*_(defacemask|mask|dseg|probseg)\\.nii(\\.gz)?"))
        .toList();
  }
}
