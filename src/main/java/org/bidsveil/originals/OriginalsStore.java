package org.bidsveil.originals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.originals.JournalRecovery.Outcome;
import org.bidsveil.originals.ReplacementJournal.State;

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

  private OriginalsStore(Path root, OriginalsLocation location, StoreOptions options) {
    this.layout = new StoreLayout(root, location);
    this.location = location;
    this.options = options;
    this.locks = new StoreLocks(layout, options);
    this.recovery = new JournalRecovery(layout, options.disk());
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
      new StoreReadme(layout, options).writeIfMissing(this::lockDataset);
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
    Manifest manifest = Manifest.read(layout.manifest(Owner.of(path)));
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
    return Manifest.read(layout.manifest(Owner.subject(subject))).latest();
  }

  /** The rows of the files that belong to no participant, the latest of each path. */
  public List<OriginalRow> datasetRows() {
    return Manifest.read(layout.manifest(Owner.DATASET)).latest();
  }

  /** The participants of whom anything was ever replaced, as {@code sub-001}, sorted. */
  public List<String> subjects() {
    return layout.subjects().stream()
        .filter(owner -> Files.exists(layout.manifest(owner)))
        .map(Owner::folder)
        .toList();
  }

  /**
   * Where pictures of the heads before defacing may lie: beside the originals, for they are as
   * identifying; nowhere when no originals are kept.
   */
  public Optional<Path> picturesFolder(String subject) {
    return location instanceof OriginalsLocation.None
        ? Optional.empty()
        : Optional.of(layout.copies().resolve(Owner.subject(subject).folder()).resolve("figures"));
  }

  /**
   * Brings to an end what interrupted runs left, except for participants that another run is
   * working on. The first thing of an in-place run, a restore and a check.
   *
   * @return one line for each replacement that was finished or undone
   */
  public List<String> recover() {
    List<String> lines = new ArrayList<>();
    for (Owner owner : layout.subjects()) {
      if (!Files.exists(layout.journal(owner))) {
        continue;
      }
      Optional<Hold> hold = locks.tryHold(owner);
      if (hold.isPresent()) {
        try (Hold _ = hold.get();
            Turn turn = takeTurn(owner, List.of())) {
          turn.settled().ifPresent(lines::add);
        }
      }
    }
    return lines;
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

  Intake intake(Owner owner) {
    return new Intake(layout, location, options.force(), owner);
  }

  /** The time between looking at the files of a participant and having replaced them. */
  static final class Turn implements AutoCloseable {
    private final Hold turn;
    private final Optional<RunLock> dataset;
    private final Optional<String> settled;

    Turn(Hold turn, Optional<RunLock> dataset, Optional<String> settled) {
      this.turn = turn;
      this.dataset = dataset;
      this.settled = settled;
    }

    /** What an interrupted replacement came to, if there was one. */
    Optional<String> settled() {
      return settled;
    }

    @Override
    public void close() {
      try {
        dataset.ifPresent(RunLock::close);
      } finally {
        turn.close();
      }
    }
  }

  /**
   * Waits for the turn, takes the dataset's lock if a change needs it, and settles what an earlier
   * replacement of the participant left. The participant is held.
   */
  Turn takeTurn(Owner owner, List<Change> changes) {
    Hold turn = locks.turn(owner);
    Optional<RunLock> dataset = Optional.empty();
    boolean taken = false;
    try {
      Optional<ReplacementJournal> pending = ReplacementJournal.read(layout.journal(owner), owner);
      Intake intake = intake(owner);
      boolean shared =
          pending.filter(ReplacementJournal::touchesDatasetFiles).isPresent()
              || changes.stream().anyMatch(change -> touchesDataset(change, intake));
      dataset = shared ? Optional.of(locks.dataset()) : Optional.empty();
      Outcome outcome = recovery.settle(owner);
      if (shared) {
        settleShared();
      }
      Turn result = new Turn(turn, dataset, line(owner, pending, outcome));
      taken = true;
      return result;
    } finally {
      if (!taken) {
        dataset.ifPresent(RunLock::close);
        turn.close();
      }
    }
  }

  private static boolean touchesDataset(Change change, Intake intake) {
    boolean settled = change instanceof Change.Edit edit && intake.isSettled(edit);
    return Owner.of(change.path()).isDataset() && !settled;
  }

  private static Optional<String> line(
      Owner owner, Optional<ReplacementJournal> pending, Outcome outcome) {
    return pending.map(journal ->
        "An interrupted replacement of "
            + journal.entries().getFirst().path()
            + " was "
            + (outcome == Outcome.UNDONE ? "undone" : "finished")
            + " ("
            + owner.word()
            + ").");
  }

  /**
   * The dataset's lock. Who gets it first settles the replacements with dataset files that were
   * interrupted: such a journal exists only while its writer holds this lock, so the writer is
   * gone.
   */
  RunLock lockDataset() {
    RunLock lock = locks.dataset();
    boolean ready = false;
    try {
      settleShared();
      ready = true;
      return lock;
    } finally {
      if (!ready) {
        lock.close();
      }
    }
  }

  private void settleShared() {
    new DurableWrite(options.disk()).deleteLeftovers(layout.ledger());
    for (Owner owner : layout.subjects()) {
      Optional<ReplacementJournal> journal = ReplacementJournal.read(layout.journal(owner), owner);
      if (journal.filter(ReplacementJournal::touchesDatasetFiles).isPresent()) {
        recovery.settle(owner);
      }
    }
  }

  /** Undoes after a failure. What is returned is to be thrown. */
  RuntimeException undone(Owner owner, RuntimeException failure) {
    try {
      Optional<ReplacementJournal> journal = ReplacementJournal.read(layout.journal(owner), owner);
      if (journal.isPresent()) {
        ReplacementJournal undoing = journal.get();
        if (undoing.state() == State.COMMITTING) {
          undoing = undoing.in(State.UNDOING);
          undoing.write(layout.journal(owner), new DurableWrite(options.disk()));
        }
        recovery.undo(undoing);
      }
      return failure;
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
      return unfinished(owner, failure);
    }
  }

  static Refusal unfinished(Owner owner, RuntimeException failure) {
    return new Refusal(
        Refusal.Kind.IO,
        "replacement-unfinished",
        "A replacement of "
            + owner.word()
            + " could neither be finished nor undone: "
            + failure.getMessage(),
        "Every original is whole; run again when the disk works, which settles it first.",
        failure);
  }
}
