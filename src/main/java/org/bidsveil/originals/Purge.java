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

/** Removes everything bidsveil wrote, once nothing of it is needed any more. */
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
   * @throws Refusal "purge-too-early" when a file is not as it was; nothing is deleted then
   */
  void purge(boolean refusedBefore) {
    if (refusedBefore) {
      throw tooEarly("not every file could be restored");
    }
    List<Hold> holds = new ArrayList<>();
    // No run may begin on any participant while its originals are being deleted.
    try (RunLock _ = store.lockDataset()) {
      everyParticipant().forEach(owner -> holds.add(holdNow(owner)));
      layout.owners().forEach(this::requireRestored);
      remove(layout.derivatives());
      remove(layout.ledger());
    } finally {
      holds.forEach(Hold::close);
    }
  }

  private Set<Owner> everyParticipant() {
    Set<Owner> all = new TreeSet<>(Comparator.comparing(Owner::folder));
    all.addAll(layout.subjects());
    all.addAll(StoreLayout.subjectFolders(layout.root()));
    return all;
  }

  /** Does not wait: whoever waits for a participant must not hold the dataset. */
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
    Manifest manifest = Manifest.read(layout.manifest(owner));
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

  /** Also where the folder is a link to another disk, and with it a parent left empty. */
  private void remove(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    FolderTree.children(folder).forEach(child -> FolderTree.delete(child, disk));
    FolderTree.delete(folder, disk);
    Path parent = StoreLayout.folderOf(folder);
    disk.syncFolder(parent);
    if (Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)
        && FolderTree.children(parent).isEmpty()) {
      disk.delete(parent);
      disk.syncFolder(layout.root());
    }
  }
}
