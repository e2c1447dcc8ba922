package org.bidsveil.originals;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.FolderTree;
import org.bidsveil.ledger.FormerFile;
import org.bidsveil.ledger.JournalRecovery;
import org.bidsveil.ledger.Manifest;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.StoreLayout;

/** Removes everything bidsveil wrote, and nothing else, once none of it is needed any more. */
final class Purge {
  private final OriginalsStore store;
  private final StoreLayout layout;
  private final Disk disk;

  Purge(OriginalsStore store) {
    this.store = store;
    this.layout = store.layout();
    this.disk = store.options().disk();
  }

  /**
   * Copies in a folder outside of the dataset stay.
   *
   * @param refusedBefore whether a file of this restore was refused
   * @return files of others in derivatives/bidsveil, which stay
   * @throws Refusal "purge-too-early" when a file is not as it was, or a copy has no row;
   *     "derivatives-of-another"; nothing is deleted then
   */
  List<Path> purge(boolean refusedBefore) {
    if (refusedBefore) {
      throw tooEarly("not every file could be restored");
    }
    OwnDerivatives derivatives = new OwnDerivatives(layout.derivatives(), disk);
    List<Path> left;
    // Where a purge was cut short there may be one and no longer the other.
    boolean wasDefaced =
        Files.exists(layout.derivatives(), LinkOption.NOFOLLOW_LINKS)
            || Files.exists(layout.ledger());
    List<Hold> holds = new ArrayList<>();
    // No run may begin on any participant while its originals are being deleted.
    try (RunLock _ = store.turns().lockDataset()) {
      everyParticipant().forEach(owner -> holds.add(holdNow(owner)));
      layout.owners().forEach(this::requireRestored);
      requireRows();
      derivatives.requireOurs();
      left = derivatives.delete();
      if (wasDefaced) {
        removeEmpty(layout.derivatives());
        removeEmpty(StoreLayout.folderOf(layout.derivatives()));
      }
      layout.subjects().forEach(this::clearParticipant);
      clear(layout.ledger(), StoreLayout.OWN_NAMES);
      // While they are held: a run that waits for one of them sees that its name is gone.
      FolderTree.children(layout.locks()).forEach(disk::delete);
    } finally {
      holds.forEach(Hold::close);
    }
    // Network file systems keep a deleted file in its folder until it is closed.
    removeEmpty(layout.locks());
    removeEmpty(layout.ledger());
    removeEmpty(StoreLayout.folderOf(layout.ledger()));
    return left;
  }

  /** After this everything in the ledger is known: it was put back, or bidsveil made it. */
  private void requireRows() {
    List<Path> unknown = new LedgerFiles(layout).withoutRow(layout.ledger());
    if (!unknown.isEmpty()) {
      throw tooEarly(
          "no row of originals.tsv speaks of "
              + StoreLayout.slashes(unknown.getFirst())
              + (unknown.size() == 1 ? "" : " and of " + (unknown.size() - 1) + " more")
              + " in sourcedata/bidsveil, which may be the only copy");
    }
  }

  private Set<Owner> everyParticipant() {
    Set<Owner> all = new TreeSet<>(Comparator.comparing(Owner::folder));
    all.addAll(layout.subjects());
    all.addAll(StoreLayout.subjectFolders(layout.root()));
    return all;
  }

  /** Does not wait: a run that waits for a participant must not hold the dataset. */
  private Hold holdNow(Owner owner) {
    return store
        .locks()
        .tryHold(owner)
        .orElseThrow(() -> RunLock.locked(layout.lock(owner), owner.folder()));
  }

  private void requireRestored(Owner owner) {
    if (Files.exists(layout.journal(owner))) {
      throw tooEarly("an interrupted run is not settled");
    }
    Manifest manifest = Manifest.read(layout, owner);
    if (manifest.isDefaced()) {
      throw tooEarly("not every participant is restored");
    }
    for (OriginalRow row : manifest.latest()) {
      if (manifest.versions(row.path()).size() > 1) {
        throw tooEarly("several originals of " + row.path() + " are kept");
      }
      Optional<Sha256> original = row.original().map(FormerFile::sha256);
      if (original.isPresent()
          && !JournalRecovery.shaOf(layout.target(row.path())).equals(original)) {
        throw tooEarly(row.path() + " is not its original any more");
      }
    }
  }

  private static Refusal tooEarly(String why) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "purge-too-early",
        "Nothing was purged: " + why + ".",
        "Restore everything first, or delete sourcedata/bidsveil yourself when you have looked at"
            + " it.");
  }

  private void clearParticipant(Owner owner) {
    Path manifest = layout.manifest(owner);
    Path folder = StoreLayout.folderOf(manifest);
    clear(folder, Set.of(String.valueOf(manifest.getFileName())));
    disk.delete(folder);
  }

  /**
   * All that is in a folder but the locks, also where the folder is a link to another disk. What
   * keeps the books goes after everything else has gone from the disk: a purge that ends in between
   * leaves no copy of which no row speaks, and the next one goes on.
   *
   * @param books the names of the files that go last
   */
  private void clear(Path folder, Set<String> books) {
    List<Path> kept = new ArrayList<>();
    for (Path child : FolderTree.children(folder)) {
      if (books.contains(String.valueOf(child.getFileName()))) {
        kept.add(child);
      } else if (!child.equals(layout.locks())) {
        FolderTree.delete(child, disk);
      }
    }
    if (Files.isDirectory(folder)) {
      disk.syncFolder(folder);
      kept.forEach(disk::delete);
      disk.syncFolder(folder);
    }
  }

  /** Not where a new run, or another program, has put something into it. */
  private void removeEmpty(Path folder) {
    boolean link = Files.isSymbolicLink(folder);
    boolean ours = folder.startsWith(layout.ledger()) || folder.equals(layout.derivatives());
    if (Files.isDirectory(folder) && FolderTree.children(folder).isEmpty() && (ours || !link)) {
      disk.delete(folder);
      disk.syncFolder(StoreLayout.folderOf(folder));
    }
  }
}
