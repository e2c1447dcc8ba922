package org.bidsveil.originals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.ledger.JournalRecovery;
import org.bidsveil.ledger.Manifest;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.RecordCheck;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.ledger.StoreOptions;

/**
 * The originals of one dataset: where they lie, what became of each, and the way by which a file of
 * the dataset is replaced. Safe for several threads; several processes exclude each other by locks
 * in {@code sourcedata/bidsveil/locks}.
 *
 * <p>Order of the locks: participant, then turn, then dataset. Nobody waits for a participant while
 * holding the dataset.
 */
public final class OriginalsStore {
  private final StoreLayout layout;
  private final OriginalsLocation location;
  private final StoreOptions options;
  private final StoreLocks locks;
  private final JournalRecovery recovery;
  private final Turns turns;

  private OriginalsStore(Path root, OriginalsLocation location, StoreOptions options) {
    this.layout = new StoreLayout(root, location);
    this.location = location;
    this.options = options;
    this.locks = new StoreLocks(layout, options);
    this.recovery = new JournalRecovery(layout, options);
    this.turns = new Turns(this);
  }

  /** Nothing is written before the first {@link #hold} or {@link #begin}. */
  public static OriginalsStore at(
      Path datasetRoot, OriginalsLocation location, StoreOptions options) {
    return new OriginalsStore(datasetRoot, location, options);
  }

  /**
   * Keeps a participant from other runs, best for the whole time one works on it. Within the store
   * several may hold the same participant; the last one to close lets go.
   *
   * @param subject label with or without {@code sub-}
   * @throws Refusal "locked" (exit 75) after the options' wait
   */
  public Hold hold(String subject) {
    return locks.hold(Owner.subject(subject));
  }

  /**
   * Keeps other runs from the files that belong to no participant: for what a run writes that
   * several share. Never while waiting for a participant.
   *
   * @throws Refusal "locked" (exit 75) after the options' wait
   */
  public Hold holdShared() {
    RunLock lock = turns.lockDataset();
    return new Hold(lock::close);
  }

  /**
   * Begins the replacement of one scan with its sidecars and tables.
   *
   * @param subject label with or without {@code sub-}
   * @throws Refusal "locked" (exit 75) when another run works on the participant
   */
  public Replacement begin(String subject) {
    Owner owner = Owner.subject(subject);
    Hold hold = locks.hold(owner);
    boolean begun = false;
    try {
      new StoreReadme(layout, options).writeIfMissing(turns::lockDataset);
      Replacement replacement = new Replacement(this, owner, hold);
      begun = true;
      return replacement;
    } finally {
      if (!begun) {
        hold.close();
      }
    }
  }

  /**
   * Where the original of a file is. Reads the file and, if it was replaced, its copy.
   *
   * @param relative to the dataset
   * @throws Refusal "original-damaged" or "original-missing" when the file was replaced and its
   *     copy is not what the manifest says
   */
  public OriginalFile original(Path relative) {
    String path = StoreLayout.key(relative);
    Path file = layout.target(path);
    Manifest manifest = Manifest.read(layout, Owner.of(path));
    Optional<OriginalRow> ours =
        manifest
            .latest(path)
            .filter(row -> JournalRecovery.shaOf(file).equals(Optional.of(row.current())));
    if (ours.isEmpty()) {
      return new OriginalFile.InPlace(file);
    }
    OriginalRow row = ours.get();
    return switch (row.status()) {
      case RESTORED -> new OriginalFile.InPlace(file);
      case CREATED -> new OriginalFile.Created(row);
      case DISCARDED -> new OriginalFile.NotKept(row);
      case REPLACED ->
          new OriginalFile.Kept(layout.verifiedCopy(row, manifest.versions(path).size()), row);
    };
  }

  /** The rows of a participant, the latest of each path. */
  public List<OriginalRow> rows(String subject) {
    return Manifest.read(layout, Owner.subject(subject)).latest();
  }

  /** The rows of the files that belong to no participant, the latest of each path. */
  public List<OriginalRow> datasetRows() {
    return Manifest.read(layout, Owner.DATASET).latest();
  }

  /** The participants of whom anything was ever replaced, as {@code sub-001}, sorted. */
  public List<String> subjects() {
    return layout.subjects().stream()
        .filter(owner -> Files.exists(layout.manifest(owner)))
        .map(Owner::folder)
        .toList();
  }

  /**
   * Where pictures of the heads before defacing may lie: beside the originals and their warning,
   * for they are as identifying; nowhere when no originals are kept. The caller does not hold what
   * is shared.
   */
  public Optional<Path> picturesFolder(String subject) {
    if (location instanceof OriginalsLocation.None) {
      return Optional.empty();
    }
    new StoreReadme(layout, options).writeIfMissing(turns::lockDataset);
    Path figures = Path.of(Owner.subject(subject).folder(), "figures");
    Path folder = layout.copies().resolve(figures);
    RecordCheck.requireUnlinked(layout.copies(), folder.resolve("any"), false);
    options.disk().createFoldersLike(layout.copies(), layout.root(), figures);
    return Optional.of(folder);
  }

  /**
   * Brings to an end what interrupted runs left, except for participants that another run is
   * working on. The first thing of an in-place run, a restore and a check.
   *
   * @return one line for each replacement that was finished or undone
   */
  public List<String> recover() {
    return recover(layout.subjects());
  }

  /**
   * The same for some participants: what others left is settled when it is their turn.
   *
   * @param subjects labels without {@code sub-}
   */
  public List<String> recover(Collection<String> subjects) {
    return recover(
        subjects.stream()
            .filter(label -> Owner.isSubjectFolder("sub-" + label))
            .map(Owner::subject)
            .toList());
  }

  private List<String> recover(List<Owner> owners) {
    List<String> lines = new ArrayList<>();
    for (Owner owner : owners) {
      if (!Files.exists(layout.journal(owner))) {
        continue;
      }
      Optional<Hold> hold = locks.tryHold(owner);
      if (hold.isPresent()) {
        try (Hold _ = hold.get();
            Turns.Turn turn = turns.take(owner, List.of())) {
          turn.settled().ifPresent(lines::add);
        }
      }
    }
    return lines;
  }

  /**
   * Which files of all participants are dealt with.
   *
   * @param settings what decides about their content, as one cell of a table
   */
  public SettledFiles settledFiles(String settings) {
    return new SettledFiles(this, settings);
  }

  /** Participants with a replacement that an interrupted, or a running, process has not ended. */
  public List<String> pending() {
    return layout.subjects().stream()
        .filter(owner -> Files.exists(layout.journal(owner)))
        .map(Owner::folder)
        .toList();
  }

  /** The one line at the end of a run: where the originals are, and what that means. */
  public String notice() {
    return switch (location) {
      case OriginalsLocation.None none ->
          "No originals were kept: the scans replaced in this run cannot be restored.";
      case OriginalsLocation.InDataset inDataset -> noticeOf(layout.ledger());
      case OriginalsLocation.Outside(Path folder) -> noticeOf(folder);
    };
  }

  /** The same of a run that replaced headers and sidecars alone. */
  public String noticeWithoutFaces() {
    return switch (location) {
      case OriginalsLocation.None none -> notice();
      case OriginalsLocation.InDataset inDataset -> noticeWithoutFaces(layout.ledger());
      case OriginalsLocation.Outside(Path folder) -> noticeWithoutFaces(folder);
    };
  }

  private static String noticeWithoutFaces(Path folder) {
    return "No face was removed; headers and sidecars as they were are in "
        + folder
        + ": do not share that folder.";
  }

  private static String noticeOf(Path folder) {
    return "The originals are in " + folder + ": uploading that folder publishes the faces.";
  }

  StoreLayout layout() {
    return layout;
  }

  StoreOptions options() {
    return options;
  }

  StoreLocks locks() {
    return locks;
  }

  JournalRecovery recovery() {
    return recovery;
  }

  Turns turns() {
    return turns;
  }

  Intake intake(Owner owner) {
    return new Intake(layout, location, options.force(), owner);
  }
}
