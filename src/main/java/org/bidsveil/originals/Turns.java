package org.bidsveil.originals;

import java.util.List;
import java.util.Optional;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.ledger.JournalRecovery.Outcome;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.ReplacementJournal;
import org.bidsveil.ledger.ReplacementJournal.State;
import org.bidsveil.ledger.StoreLayout;

/**
 * Whose turn it is to replace files, and that whatever was left unfinished is settled before.
 *
 * <p>Order of the locks: participant, then turn, then dataset. Nobody waits for a participant while
 * holding the dataset.
 */
final class Turns {
  private final OriginalsStore store;
  private final StoreLayout layout;
  private final StoreLocks locks;
  private final DurableWrite write;

  Turns(OriginalsStore store) {
    this.store = store;
    this.layout = store.layout();
    this.locks = store.locks();
    this.write = new DurableWrite(store.options().disk());
  }

  /** The time between looking at the files of a participant and having replaced them. */
  static final class Turn implements AutoCloseable {
    private final Hold turn;
    private final Optional<RunLock> dataset;
    private final List<Change> open;
    private final Optional<String> settled;

    Turn(Hold turn, Optional<RunLock> dataset, List<Change> open, Optional<String> settled) {
      this.turn = turn;
      this.dataset = dataset;
      this.open = List.copyOf(open);
      this.settled = settled;
    }

    /**
     * The changes that are left to do. Decided before the dataset's lock was taken or not taken: a
     * shared file that another program changes afterwards must not be touched without it.
     */
    List<Change> open() {
      return open;
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
  Turn take(Owner owner, List<Change> changes) {
    Hold turn = locks.turn(owner);
    Optional<RunLock> dataset = Optional.empty();
    boolean taken = false;
    try {
      Optional<ReplacementJournal> pending = ReplacementJournal.read(layout.journal(owner), owner);
      Intake intake = store.intake(owner);
      List<Change> open =
          changes.stream()
              .filter(change -> !(change instanceof Change.Edit edit && intake.isSettled(edit)))
              .toList();
      boolean shared =
          pending.filter(ReplacementJournal::touchesDatasetFiles).isPresent()
              || open.stream().anyMatch(change -> Owner.of(change.path()).isDataset());
      dataset = shared ? Optional.of(locks.dataset()) : Optional.empty();
      Outcome outcome = store.recovery().settle(owner);
      if (shared) {
        settleShared();
      }
      Turn result = new Turn(turn, dataset, open, line(owner, pending, outcome));
      taken = true;
      return result;
    } finally {
      if (!taken) {
        dataset.ifPresent(RunLock::close);
        turn.close();
      }
    }
  }

  private static Optional<String> line(
      Owner owner, Optional<ReplacementJournal> pending, Outcome outcome) {
    return pending.map(journal ->
        "An interrupted replacement of "
            + journal.entries().getFirst().path()
            + " was "
            + word(outcome)
            + " ("
            + owner.word()
            + ").");
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case FINISHED -> "finished";
      case UNDONE -> "undone";
      case NOTHING_PENDING -> "settled by another run";
    };
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
    store.recovery().deleteLeftovers(Owner.DATASET);
    write.deleteLeftovers(layout.copies());
    for (Owner owner : layout.subjects()) {
      Optional<ReplacementJournal> journal = ReplacementJournal.read(layout.journal(owner), owner);
      if (journal.filter(ReplacementJournal::touchesDatasetFiles).isPresent()) {
        store.recovery().settle(owner);
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
          undoing.write(layout.journal(owner), write);
        }
        store.recovery().undo(undoing);
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
