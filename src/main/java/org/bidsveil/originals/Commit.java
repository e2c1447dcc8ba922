package org.bidsveil.originals;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.FormerFile;
import org.bidsveil.ledger.JournalEntry;
import org.bidsveil.ledger.JournalRecovery;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.ReplacementJournal;
import org.bidsveil.ledger.ReplacementJournal.State;
import org.bidsveil.ledger.StoreLayout;

/** The only destructive step of bidsveil: staged bytes take the names of the originals. */
final class Commit {
  private final OriginalsStore store;
  private final StoreLayout layout;
  private final JournalRecovery recovery;

  Commit(OriginalsStore store) {
    this.store = store;
    this.layout = store.layout();
    this.recovery = store.recovery();
  }

  void commit(ReplacementJournal prepared, String defacer, String version) {
    Owner owner = prepared.owner();
    // Seconds: what a reader of the table wants to know.
    Instant time = store.options().clock().instant().truncatedTo(ChronoUnit.SECONDS);
    ReplacementJournal journal =
        new ReplacementJournal(
            owner,
            State.COMMITTING,
            prepared.entries().stream().map(e -> e.by(defacer, version, time)).toList());
    try {
      refuseChanged(journal);
      journal.write(layout.journal(owner), new DurableWrite(store.options().disk()));
      recovery.finish(journal);
    } catch (OutOfMemoryError e) {
      settle(owner, Refusal.ofMemory(e));
    } catch (RuntimeException e) {
      settle(owner, e);
    }
  }

  /** The last look before the names change. */
  private void refuseChanged(ReplacementJournal journal) {
    for (JournalEntry entry : journal.entries()) {
      Path target = layout.target(entry.path());
      Optional<Sha256> now = JournalRecovery.shaOf(target);
      if (!now.equals(entry.before().map(FormerFile::sha256))) {
        throw new Refusal(
            Refusal.Kind.TRY_AGAIN,
            "changed-meanwhile",
            entry.path() + " was changed while it was being worked on.",
            "Run again when nothing else writes to the dataset.");
      }
    }
  }

  /**
   * After a failed step. When all names have their new bytes, only book-keeping failed, and it is
   * tried once more; otherwise everything goes back: a scan that fails stays as it was.
   */
  private void settle(Owner owner, RuntimeException failure) {
    Optional<ReplacementJournal> journal;
    try {
      journal = ReplacementJournal.read(layout.journal(owner), owner);
      if (journal.isEmpty()) {
        // Deleted last of all: everything is done, only that deletion may not be durable.
        return;
      }
      if (journal.get().state() == State.COMMITTING && recovery.isAllNew(journal.get())) {
        recovery.finish(journal.get());
        return;
      }
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
      throw Turns.unfinished(owner, failure);
    }
    throw store.turns().undone(owner, failure);
  }
}
