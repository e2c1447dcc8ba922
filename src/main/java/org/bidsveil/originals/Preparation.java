package org.bidsveil.originals;

import java.nio.file.Path;
import java.util.List;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.FormerFile;
import org.bidsveil.ledger.JournalEntry;
import org.bidsveil.ledger.PutBack;
import org.bidsveil.ledger.RecordCheck;
import org.bidsveil.ledger.ReplacementJournal;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.originals.Intake.Planned;

/** The harmless half of a replacement: journal, copies, staged bytes. */
final class Preparation {
  private final OriginalsStore store;
  private final StoreLayout layout;
  private final Disk disk;
  private final DurableWrite write;

  Preparation(OriginalsStore store) {
    this.store = store;
    this.layout = store.layout();
    this.disk = store.options().disk();
    this.write = new DurableWrite(disk);
  }

  /** On failure nothing is left, or the journal from which the next start removes it. */
  void prepare(ReplacementJournal journal, List<Planned> planned) {
    try {
      disk.createFoldersLike(layout.ledger(), layout.root(), Path.of(journal.owner().folder()));
      journal.write(layout.journal(journal.owner()), write);
      planned.forEach(p -> copy(p.entry()));
      planned.forEach(this::stage);
    } catch (OutOfMemoryError e) {
      throw store.turns().undone(journal.owner(), Refusal.ofMemory(e));
    } catch (RuntimeException e) {
      throw store.turns().undone(journal.owner(), e);
    }
  }

  private void copy(JournalEntry entry) {
    if (entry.undo().isEmpty()) {
      return;
    }
    FormerFile before = entry.before().orElseThrow();
    Path target = layout.target(entry.path());
    Path place = layout.resolve(entry.undo().get().place());
    if (entry.undo().get().life() == JournalEntry.Life.KEPT_BEFORE) {
      PutBack.verifyCopy(place, before.sha256());
      return;
    }
    Path base = place.startsWith(layout.ledger()) ? layout.ledger() : layout.copies();
    RecordCheck.requireUnlinked(base, place, false);
    disk.createFoldersLike(base, layout.root(), base.relativize(place).getParent());
    Sha256 copied =
        write.createNew(place, Content.of(target), before.copyTraits().withAttributesOf(target));
    if (!copied.equals(before.sha256())) {
      throw new Refusal(
          Refusal.Kind.TRY_AGAIN,
          "changed-meanwhile",
          entry.path() + " was changed while it was being copied.",
          "Run again when nothing else writes to the dataset.");
    }
  }

  private void stage(Planned planned) {
    JournalEntry entry = planned.entry();
    Path target = layout.target(entry.path());
    FileTraits traits = DurableWrite.replacementTraits(target);
    disk.createFolders(StoreLayout.folderOf(target));
    write.stage(target, layout.resolve(entry.temporary()), planned.bytes(), traits);
  }
}
