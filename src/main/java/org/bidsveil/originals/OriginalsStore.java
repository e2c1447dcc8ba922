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
 * The originals of one dataset: where they are, what became of each, and the way in which a file of
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

  /** Opens the store; nothing is written before the first {@link #hold} or {@link #begin}. */
  public static OriginalsStore at(
      Path datasetRoot, OriginalsLocation location, StoreOptions options) {
    return new OriginalsStore(datasetRoot, location, options);
  }

  /**
   * Keeps other runs away from a participant, ideally for as long as the work on it lasts. Within
   * the store several holds on the same participant are possible; the last one closed releases it.
   *
   * @param subject label with or without {@code sub-}
   * @throws Refusal "locked" (exit 75) after the options' wait
   */
  public Hold hold(String subject) {
    return locks.hold(Owner.subject(subject));
  }

  /**
   * Keeps other runs away from the files that belong to no participant, while shared files are
   * written. Never call it while waiting for a participant.
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
   * Finds the original of a file. Reads the file and, if it was replaced, its copy.
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

  /** The latest row of each path of a participant. */
  public List<OriginalRow> rows(String subject) {
    return Manifest.read(layout, Owner.subject(subject)).latest();
  }

  /** The latest row of each path that belongs to no participant. */
  public List<OriginalRow> datasetRows() {
    return Manifest.read(layout, Owner.DATASET).latest();
  }

  /** The participants for whom anything was ever replaced, as {@code sub-001}, sorted. */
  public List<String> subjects() {
    return layout.subjects().stream()
        .filter(owner -> Files.exists(layout.manifest(owner)))
        .map(Owner::folder)
        .toList();
  }

  /**
   * Where pictures of heads before defacing may be kept: beside the originals and their warning,
   * because they identify just as much; empty when no originals are kept. The caller must not hold
   * the shared files.
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
   * Finishes or undoes what interrupted runs left, except for participants that another run is
   * working on. An in-place run, a restore and a check do this first.
   *
   * @return one line for each replacement that was finished or undone
   */
  public List<String> recover() {
    return recover(layout.subjects());
  }

  /**
   * Does the same for some participants; what is left of others is settled when it is their turn.
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
   * The files shared by all participants that have been dealt with.
   *
   * @param settings the settings that decide their content, as one cell of a table
   */
  public SettledFiles settledFiles(String settings) {
    return new SettledFiles(this, settings);
  }

  /** The participants with a replacement that an interrupted or running process has not ended. */
  public List<String> pending() {
    return layout.subjects().stream()
        .filter(owner -> Files.exists(layout.journal(owner)))
        .map(Owner::folder)
        .toList();
  }

  /** The line at the end of a run that says where the originals are and what that means. */
  public String notice() {
    return switch (location) {
      case OriginalsLocation.None none ->
          "No originals were kept: the scans replaced in this run cannot be restored.";
      case OriginalsLocation.InDataset inDataset -> noticeOf(layout.ledger());
      case OriginalsLocation.Outside(Path folder) -> noticeOf(folder);
    };
  }

  /** The same line for a run that replaced only headers and sidecars. */
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
