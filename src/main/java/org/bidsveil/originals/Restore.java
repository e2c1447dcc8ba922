package org.bidsveil.originals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.files.Sha256;
import org.bidsveil.originals.OriginalRow.Status;
import org.bidsveil.originals.RestoreReport.Item;

/**
 * The originals back, byte for byte, with mode, time and links; what runs created removed. Each
 * file changes in one step and the manifest after them, so an interrupted restore is simply
 * repeated.
 */
public final class Restore {
  private final OriginalsStore store;
  private final StoreLayout layout;
  private final DurableWrite write;
  private final PutBack putBack;
  private final List<Item> items = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Restore(OriginalsStore store) {
    this.store = store;
    this.layout = store.layout();
    this.write = new DurableWrite(store.options().disk());
    this.putBack = new PutBack(store.options().disk());
  }

  /**
   * Restores participants, and, when none remains defaced, the files they share.
   *
   * @param store with force in its options, files that the user changed since are overwritten
   * @param subjects labels with or without {@code sub-}; empty means all
   * @param purge whether, when everything is as it was, derivatives/bidsveil and
   *     sourcedata/bidsveil are removed
   * @throws Refusal "nothing-to-restore" when a label was given of whom nothing was replaced
   */
  public static RestoreReport restore(
      OriginalsStore store, Collection<String> subjects, boolean purge) {
    return new Restore(store).run(subjects, purge);
  }

  private RestoreReport run(Collection<String> labels, boolean purge) {
    List<Owner> chosen = labels.stream().map(Owner::subject).distinct().sorted(byName()).toList();
    List<Owner> known = layout.subjects();
    chosen.stream().filter(owner -> !known.contains(owner)).findFirst().ifPresent(Restore::refuse);
    notes.addAll(store.recover());
    for (Owner owner : chosen.isEmpty() ? known : chosen) {
      subject(owner);
    }
    shared();
    boolean purged = false;
    if (purge) {
      purged = purge();
    }
    return new RestoreReport(items, notes, purged);
  }

  private static Comparator<Owner> byName() {
    return Comparator.comparing(Owner::folder);
  }

  private static void refuse(Owner owner) {
    throw new Refusal(
        Refusal.Kind.NOTHING_MATCHES,
        "nothing-to-restore",
        "Nothing of " + owner.folder() + " was ever replaced.",
        "Check the label.");
  }

  private void subject(Owner owner) {
    try (Hold _ = store.locks().hold(owner);
        Turns.Turn _ = store.turns().take(owner, List.of())) {
      files(owner);
    } catch (Refusal e) {
      items.add(new Item.Refused(owner.folder(), e));
    }
  }

  /** What all participants share goes back with the last of them. */
  private void shared() {
    if (!Manifest.read(layout.manifest(Owner.DATASET)).isDefaced()) {
      return;
    }
    try (RunLock _ = store.turns().lockDataset()) {
      Optional<Owner> defaced =
          layout.subjects().stream()
              .filter(owner -> Manifest.read(layout.manifest(owner)).isDefaced())
              .findFirst();
      if (defaced.isPresent()) {
        notes.add(
            "Files that several participants share stay as they are, for "
                + defaced.get().folder()
                + " is not restored.");
      } else {
        files(Owner.DATASET);
      }
    } catch (Refusal e) {
      items.add(new Item.Refused("files of the dataset", e));
    }
  }

  private void files(Owner owner) {
    Path file = layout.manifest(owner);
    Manifest manifest = Manifest.read(file);
    Manifest after = manifest;
    // Images last: a face never lies beside a sidecar that says it was removed.
    List<OriginalRow> rows =
        manifest.latest().stream()
            .filter(row -> row.status() != Status.RESTORED)
            .sorted(Comparator.comparingInt((OriginalRow r) -> -Replacement.rank(r.path())))
            .toList();
    for (OriginalRow row : rows) {
      int version = manifest.versions(row.path()).size();
      Item item;
      try {
        item = file(row, version);
        after = after.with(row.withStatus(Status.RESTORED), version);
        noteEarlier(row, version);
      } catch (Refusal e) {
        item = new Item.Refused(row.path(), e);
      }
      items.add(item);
    }
    if (!after.equals(manifest)) {
      write.replace(file, after.bytes());
    }
  }

  private void noteEarlier(OriginalRow row, int version) {
    if (version > 1) {
      notes.add(
          row.path()
              + " was changed by you after a first run: your version is back; what lay there before"
              + " is kept among the originals.");
    }
  }

  private Item file(OriginalRow row, int version) {
    Path target = layout.target(row.path());
    Optional<Sha256> now = JournalRecovery.shaOf(target);
    boolean isOurs = now.isEmpty() || now.get().equals(row.current());
    boolean isOriginal = now.isPresent() && now.equals(row.original().map(FormerFile::sha256));
    if (isOriginal) {
      return new Item.AlreadyThere(row.path());
    }
    if (!isOurs && !store.options().force()) {
      throw changedSince(row.path());
    }
    return switch (row.status()) {
      case REPLACED -> {
        write.deleteLeftovers(StoreLayout.folderOf(target));
        putBack.put(target, row.requireOriginal(), layout.verifiedCopy(row, version));
        yield new Item.PutBack(row.path());
      }
      case CREATED -> {
        write.delete(target);
        yield new Item.Removed(row.path());
      }
      case DISCARDED -> throw notKept(row.path());
      case RESTORED -> new Item.AlreadyThere(row.path());
    };
  }

  private static Refusal changedSince(String path) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "changed-since",
        path + " is not what bidsveil wrote: it was changed since.",
        "Keep a copy of it if you need it, then give --force to overwrite it with the original.");
  }

  private static Refusal notKept(String path) {
    return new Refusal(
        Refusal.Kind.INPUT_MISSING,
        "original-not-kept",
        path + " was replaced with --originals none.",
        "Take it from another copy of the dataset.");
  }

  private boolean purge() {
    try {
      new Purge(store).purge(items.stream().anyMatch(i -> i instanceof Item.Refused));
      return true;
    } catch (Refusal e) {
      items.add(new Item.Refused("sourcedata/bidsveil", e));
      return false;
    }
  }
}
