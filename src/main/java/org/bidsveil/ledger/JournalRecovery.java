package org.bidsveil.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.ReplacementJournal.State;

/**
 * Finishes or undoes what a journal describes; see the table of {@link ReplacementJournal}. Both
 * rely on the disk alone, never on memory, so that they work after a kill as well as after a
 * failure. The caller holds the owner's lock, and the dataset's where the journal needs it.
 */
public final class JournalRecovery {
  private final StoreLayout layout;
  private final Disk disk;
  private final DurableWrite write;
  private final PutBack putBack;
  private final RecordCheck check;

  /** Recovery for the journals of one dataset. */
  public JournalRecovery(StoreLayout layout, StoreOptions options) {
    this.layout = layout;
    this.disk = options.disk();
    this.write = new DurableWrite(disk);
    this.putBack = new PutBack(disk);
    this.check = new RecordCheck(layout, options.force());
  }

  /** How a replacement ended. */
  public enum Outcome {
    NOTHING_PENDING,
    FINISHED,
    UNDONE
  }

  /**
   * Brings the owner's pending replacement, if any, to an end.
   *
   * @throws Refusal those of {@link RecordCheck#requireBelievable}; nothing was touched then
   */
  public Outcome settle(Owner owner) {
    Optional<ReplacementJournal> journal = ReplacementJournal.read(layout.journal(owner), owner);
    if (journal.isEmpty()) {
      deleteLeftovers(owner);
      return Outcome.NOTHING_PENDING;
    }
    check.requireBelievable(journal.get());
    return switch (journal.get().state()) {
      case COMMITTING ->
          hasSecondPlaces(journal.get()) ? finish(journal.get()) : undoing(journal.get());
      case PREPARING, UNDOING -> undo(journal.get());
    };
  }

  /**
   * Deletes the temporary files of a restore that was killed, which keeps no journal: they lie
   * beside what it was putting back. The owner's lock is held.
   */
  public void deleteLeftovers(Owner owner) {
    write.deleteLeftovers(layout.folder(owner));
    Manifest.read(layout, owner).latest().stream()
        .map(row -> layout.target(row.path()))
        .filter(target -> LinkKind.linkedFolder(layout.root(), target).isEmpty())
        .map(StoreLayout::folderOf)
        .distinct()
        .forEach(write::deleteLeftovers);
  }

  /** Whether no name takes new bytes before its old ones are known to be whole elsewhere. */
  private boolean hasSecondPlaces(ReplacementJournal journal) {
    return journal.entries().stream()
        .filter(entry -> stand(entry) == Stand.READY && entry.before().isPresent())
        .allMatch(entry ->
            shaOf(layout.resolve(entry.undo().orElseThrow().place()))
                .equals(entry.before().map(FormerFile::sha256)));
  }

  private Outcome undoing(ReplacementJournal journal) {
    ReplacementJournal undoing = journal.in(State.UNDOING);
    undoing.write(layout.journal(journal.owner()), write);
    return undo(undoing);
  }

  /** Whether every file already has its new bytes: only book-keeping is left then. */
  public boolean isAllNew(ReplacementJournal journal) {
    return journal.entries().stream().allMatch(e -> stand(e) == Stand.DONE);
  }

  /** From COMMITTING: makes all files new or, where that has become impossible, all old. */
  public Outcome finish(ReplacementJournal journal) {
    List<JournalEntry> entries = journal.entries();
    List<Stand> stands = entries.stream().map(this::stand).toList();
    if (stands.contains(Stand.LOST)) {
      return undoing(journal);
    }
    for (int i = 0; i < entries.size(); i++) {
      Path target = target(entries.get(i));
      if (stands.get(i) == Stand.READY) {
        write.publish(temporary(entries.get(i)), target);
      } else {
        // The rename may have been seen by a process that ended before it reached the disk.
        disk.syncFolder(StoreLayout.folderOf(target));
      }
    }
    writeManifests(journal);
    for (JournalEntry entry : entries) {
      entry
          .undo()
          .filter(undo -> undo.life() == JournalEntry.Life.ONLY_TO_UNDO)
          .ifPresent(undo -> write.delete(layout.resolve(undo.place())));
    }
    close(journal);
    return Outcome.FINISHED;
  }

  /**
   * From PREPARING or UNDOING: makes all files old; what somebody changed in between is left alone.
   */
  public Outcome undo(ReplacementJournal journal) {
    for (JournalEntry entry : journal.entries().reversed()) {
      undo(entry);
    }
    for (JournalEntry entry : journal.entries()) {
      entry.undo().ifPresent(undo -> dropSecondPlace(entry, undo));
    }
    close(journal);
    return Outcome.UNDONE;
  }

  private void undo(JournalEntry entry) {
    Path target = target(entry);
    Optional<Sha256> now = shaOf(target);
    boolean isNew = now.equals(Optional.of(entry.after()));
    if (entry.before().isPresent()) {
      FormerFile before = entry.before().get();
      if (isNew || now.isEmpty()) {
        putBack.put(target, before, layout.resolve(entry.undo().orElseThrow().place()));
      }
    } else if (isNew) {
      write.delete(target);
    }
    write.delete(temporary(entry));
  }

  /** Only when the first place has just been read and is whole. */
  private void dropSecondPlace(JournalEntry entry, JournalEntry.Undo undo) {
    boolean goes = undo.life() != JournalEntry.Life.KEPT_BEFORE;
    if (goes && shaOf(target(entry)).equals(entry.before().map(FormerFile::sha256))) {
      write.delete(layout.resolve(undo.place()));
    }
  }

  private void writeManifests(ReplacementJournal journal) {
    for (Owner owner : owners(journal)) {
      Manifest before = Manifest.read(layout, owner);
      Manifest after = before;
      for (JournalEntry entry : journal.entries()) {
        if (entry.owner().equals(owner)) {
          after = after.with(entry.row(), entry.version());
        }
      }
      if (!after.equals(before)) {
        write.replace(layout.manifest(owner), after.bytes());
      }
    }
  }

  /** The journal's own first; the dataset only where its lock is held. */
  private static Set<Owner> owners(ReplacementJournal journal) {
    Set<Owner> owners = new LinkedHashSet<>();
    owners.add(journal.owner());
    journal.entries().forEach(e -> owners.add(e.owner()));
    return owners;
  }

  /** Leaves nothing but the files themselves; the journal goes last. */
  private void close(ReplacementJournal journal) {
    for (JournalEntry entry : journal.entries()) {
      write.delete(temporary(entry));
      write.deleteLeftovers(StoreLayout.folderOf(target(entry)));
      entry
          .undo()
          .ifPresent(u -> write.deleteLeftovers(StoreLayout.folderOf(layout.resolve(u.place()))));
    }
    owners(journal).forEach(owner -> write.deleteLeftovers(layout.folder(owner)));
    Path undoFolder = layout.undoFolder(journal.owner());
    if (Files.isDirectory(undoFolder) && FolderTree.children(undoFolder).isEmpty()) {
      write.delete(undoFolder);
    }
    write.delete(layout.journal(journal.owner()));
  }

  private enum Stand {
    /** The new bytes have the name, or had it and were changed since. */
    DONE,
    /** The old bytes have the name and the new ones wait. */
    READY,
    /** The new bytes are gone before they had the name, or the old ones were changed. */
    LOST
  }

  private Stand stand(JournalEntry entry) {
    Optional<Sha256> now = shaOf(target(entry));
    if (now.equals(Optional.of(entry.after()))) {
      return Stand.DONE;
    }
    boolean isOld = now.equals(entry.before().map(FormerFile::sha256));
    Optional<Sha256> waiting = shaOf(temporary(entry));
    if (waiting.isPresent()) {
      return isOld && waiting.get().equals(entry.after()) ? Stand.READY : Stand.LOST;
    }
    return isOld ? Stand.LOST : Stand.DONE;
  }

  /** The checksum of a file; empty where there is none, a broken link included. */
  public static Optional<Sha256> shaOf(Path file) {
    return Files.isRegularFile(file) ? Optional.of(Sha256.of(file)) : Optional.empty();
  }

  private Path target(JournalEntry entry) {
    return layout.target(entry.path());
  }

  private Path temporary(JournalEntry entry) {
    return layout.resolve(entry.temporary());
  }
}
