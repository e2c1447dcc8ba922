package org.bidsveil.originals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Headway;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.FormerFile;
import org.bidsveil.ledger.JournalRecovery;
import org.bidsveil.ledger.Manifest;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.OriginalRow.Status;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.PutBack;
import org.bidsveil.ledger.RecordCheck;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.originals.RestoreReport.Item;

/**
 * Puts the originals back, byte for byte, with mode, time and links, and removes what runs created.
 * A scan is restored with all files of its name or not at all, and only if it still has its name.
 * Each file changes in one step and the manifest after them, so an interrupted restore can simply
 * be repeated.
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
   * Restores participants, and, when no participant remains defaced, the files they share.
   *
   * @param store with force in its options, files that the user changed since are overwritten
   * @param subjects labels with or without {@code sub-}; empty means all
   * @param purge whether, when everything is as it was, derivatives/bidsveil and
   *     sourcedata/bidsveil are removed
   * @throws Refusal "nothing-to-restore" when a label was given for which nothing was replaced
   */
  public static RestoreReport restore(
      OriginalsStore store, Collection<String> subjects, boolean purge) {
    return restore(store, subjects, purge, Headway.UNSEEN);
  }

  /** Does the same, telling how far it has come. */
  public static RestoreReport restore(
      OriginalsStore store, Collection<String> subjects, boolean purge, Headway headway) {
    return new Restore(store).run(subjects, purge, headway);
  }

  private RestoreReport run(Collection<String> labels, boolean purge, Headway headway) {
    List<Owner> chosen = labels.stream().map(Owner::subject).distinct().sorted(byName()).toList();
    List<Owner> known = layout.subjects();
    chosen.stream().filter(owner -> !known.contains(owner)).findFirst().ifPresent(Restore::refuse);
    notes.addAll(store.recover());
    List<Owner> owners = chosen.isEmpty() ? known : chosen;
    Headway.Count restored = headway.count("restored participants", owners.size());
    for (Owner owner : owners) {
      subject(owner);
      restored.one();
    }
    shared();
    if (chosen.isEmpty()) {
      withoutRow();
    }
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
    if (!Manifest.read(layout, Owner.DATASET).isDefaced()) {
      return;
    }
    try (RunLock _ = store.turns().lockDataset()) {
      Optional<Owner> defaced =
          layout.subjects().stream()
              .filter(owner -> Manifest.read(layout, owner).isDefaced())
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

  /** Of what nothing is recorded nothing can be verified: it is named, and stays where it is. */
  private void withoutRow() {
    Set<Path> folders = new LinkedHashSet<>(List.of(layout.ledger(), layout.copies()));
    for (Path folder : folders) {
      for (Path copy : new LedgerFiles(layout).withoutRow(folder)) {
        String path = StoreLayout.slashes(copy);
        Path participant = layout.root().resolve(Owner.of(path).folder());
        if (folder.equals(layout.ledger())
            || (!Owner.of(path).isDataset() && Files.isDirectory(participant))) {
          items.add(new Item.Refused(path, copyWithoutRow(folder.resolve(copy))));
        }
      }
    }
  }

  private static Refusal copyWithoutRow(Path copy) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "copy-without-row",
        "No originals.tsv mentions " + copy + ", so it was not put back.",
        "Put the participant's originals.tsv back from a backup, or copy the file to its place"
            + " yourself; it stays where it is.");
  }

  private void files(Owner owner) {
    Manifest manifest = Manifest.read(layout, owner);
    Manifest after = manifest;
    // Images last: a face never lies beside a sidecar that says it was removed.
    List<OriginalRow> rows =
        manifest.latest().stream()
            .filter(row -> row.status() != Status.RESTORED)
            .sorted(Comparator.comparingInt((OriginalRow r) -> -Replacement.rank(r.path())))
            .toList();
    Map<String, Refusal> inTheWay = new HashMap<>();
    Map<String, String> held = new HashMap<>();
    for (OriginalRow row : rows) {
      try {
        requireRestorable(row, manifest.versions(row.path()).size());
      } catch (Refusal e) {
        inTheWay.put(row.path(), e);
        held.putIfAbsent(scanOf(row.path()), row.path());
      }
    }
    for (OriginalRow row : rows) {
      int version = manifest.versions(row.path()).size();
      Item item;
      try {
        requireWholeScan(row.path(), inTheWay, held);
        item = file(row, version);
        after = after.with(row.withStatus(Status.RESTORED), version);
        noteEarlier(row, version);
      } catch (Refusal e) {
        item = new Item.Refused(row.path(), e);
      }
      items.add(item);
    }
    if (!after.equals(manifest)) {
      write.replace(layout.manifest(owner), after.bytes());
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

  /** An image and the files beside it that have its name but for the extension. */
  private static String scanOf(String path) {
    int name = path.lastIndexOf('/') + 1;
    int dot = path.indexOf('.', name);
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** A face beside a sidecar that says it was removed, or the reverse, would be a false record. */
  private static void requireWholeScan(
      String path, Map<String, Refusal> inTheWay, Map<String, String> held) {
    Refusal own = inTheWay.get(path);
    if (own != null) {
      throw own;
    }
    String other = held.get(scanOf(path));
    if (other != null) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "scan-kept-together",
          path + " stays as it is, because " + other + " of the same scan cannot be restored.",
          "Follow the advice for that file, and restore again.");
    }
  }

  /** Looks only: whether the file may change, and its original is whole. */
  private void requireRestorable(OriginalRow row, int version) {
    if (isOriginal(row)) {
      return;
    }
    Path target = layout.target(row.path());
    boolean force = store.options().force();
    RecordCheck.requireUnlinked(layout.root(), target, force);
    Optional<Sha256> now = JournalRecovery.shaOf(target);
    if (now.isEmpty() && row.status() == Status.REPLACED && !force) {
      throw goneSince(row.path());
    }
    if (now.isPresent() && !now.get().equals(row.current()) && !force) {
      throw changedSince(row.path());
    }
    switch (row.status()) {
      case REPLACED -> layout.verifiedCopy(row, version);
      case DISCARDED -> throw notKept(row.path());
      case CREATED, RESTORED -> {}
    }
  }

  private boolean isOriginal(OriginalRow row) {
    Optional<Sha256> now = JournalRecovery.shaOf(layout.target(row.path()));
    return now.isPresent() && now.equals(row.original().map(FormerFile::sha256));
  }

  private Item file(OriginalRow row, int version) {
    Path target = layout.target(row.path());
    if (isOriginal(row)) {
      return new Item.AlreadyThere(row.path());
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

  /** A participant that withdrew, or has another label now, must not come back by accident. */
  private static Refusal goneSince(String path) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "gone-since",
        path + " is no longer there: it was renamed or removed after the run.",
        "Its original was left where it is kept; give --force to put it back under this name.");
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
      new Purge(store)
          .purge(items.stream().anyMatch(i -> i instanceof Item.Refused))
          .forEach(file -> notes.add(file + " stays: bidsveil did not write it."));
      return true;
    } catch (Refusal e) {
      items.add(new Item.Refused("sourcedata/bidsveil", e));
      return false;
    }
  }
}
