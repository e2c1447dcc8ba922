package org.bidsveil.ledger;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;

/**
 * Checks the records found in a dataset, which are input: whoever made the dataset may have written
 * them. A path from a record is accepted only when it is where bidsveil itself would have put it,
 * with the links on the way checked; otherwise nothing is touched.
 */
public final class RecordCheck {
  /** Below these no file is replaced, so no row can speak of one. */
  private static final List<Path> NEVER_REPLACED =
      List.of(
          Path.of("sourcedata", "bidsveil"),
          Path.of("derivatives", "bidsveil"),
          Path.of(".git"),
          Path.of(".datalad"));

  private final StoreLayout layout;
  private final boolean force;

  /**
   * @param force whether files in linked folders may be replaced
   */
  RecordCheck(StoreLayout layout, boolean force) {
    this.layout = layout;
    this.force = force;
  }

  /**
   * Whether a path can be that of a file that a run replaced or created for {@code owner}.
   *
   * @throws Refusal "record-not-believed"
   */
  static void requirePath(String path, Owner owner, boolean created, Path record) {
    Path relative;
    try {
      relative = Path.of(path);
    } catch (InvalidPathException e) {
      throw notBelieved(record, path, "is no path");
    }
    if (relative.isAbsolute()
        || !relative.normalize().toString().equals(path)
        || path.isEmpty()
        || relative.startsWith("..")) {
      throw notBelieved(record, path, "does not lie below the dataset");
    }
    if (!Owner.of(path).equals(owner)) {
      throw notBelieved(record, path, "does not belong to " + owner.word());
    }
    if (NEVER_REPLACED.stream().anyMatch(relative::startsWith)) {
      throw notBelieved(record, path, "is no file that a run replaces");
    }
    if (created && !path.endsWith(".json")) {
      throw notBelieved(record, path, "is no sidecar, and runs create nothing else");
    }
  }

  /**
   * Whether every place that a journal names is one that its run can have used.
   *
   * @throws Refusal "record-not-believed", "originals-elsewhere", "linked-folder"
   */
  void requireBelievable(ReplacementJournal journal) {
    Path record = layout.journal(journal.owner());
    for (JournalEntry entry : journal.entries()) {
      Owner owner = entry.owner().isDataset() ? Owner.DATASET : journal.owner();
      requirePath(entry.path(), owner, entry.before().isEmpty(), record);
      Path target = layout.target(entry.path());
      requireTemporary(entry, target, record);
      requireUnlinked(layout.root(), target, force);
      entry.undo().ifPresent(undo -> requirePlace(journal.owner(), entry, undo, record));
    }
  }

  private void requireTemporary(JournalEntry entry, Path target, Path record) {
    Path temporary = Path.of(entry.temporary());
    boolean beside =
        !temporary.isAbsolute()
            && DurableWrite.isTemporary(temporary)
            && layout
                .resolve(entry.temporary())
                .equals(target.resolveSibling(temporary.getFileName()));
    if (!beside) {
      throw notBelieved(record, entry.temporary(), "is no temporary file beside " + entry.path());
    }
  }

  private void requirePlace(Owner owner, JournalEntry entry, JournalEntry.Undo undo, Path record) {
    Path place = layout.resolve(undo.place());
    boolean ours =
        switch (undo.life()) {
          case ONLY_TO_UNDO -> layout.isUndo(owner, place);
          case KEPT_BEFORE, KEPT_WHEN_DONE -> layout.isCopy(entry.path(), entry.version(), place);
        };
    if (!ours
        && undo.life() != JournalEntry.Life.ONLY_TO_UNDO
        && Path.of(undo.place()).isAbsolute()) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "originals-elsewhere",
          "The journal of an interrupted run, "
              + record
              + ", keeps an original at "
              + undo.place()
              + ", which is not in the folder of originals of this run.",
          "Give --originals with the folder of that run; nothing was touched.");
    }
    if (!ours) {
      throw notBelieved(record, undo.place(), "is no place for the original of " + entry.path());
    }
    Path base = place.startsWith(layout.ledger()) ? layout.ledger() : layout.copies();
    requireUnlinked(base, place, false);
  }

  /**
   * @throws Refusal "linked-folder" when a folder between {@code base} and {@code file} is a link
   */
  public static void requireUnlinked(Path base, Path file, boolean force) {
    Optional<Path> link = force ? Optional.empty() : LinkKind.linkedFolder(base, file);
    if (link.isPresent()) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "linked-folder",
          file + " lies in " + link.get() + ", which is a link: it may belong to others as well.",
          "Look where the link leads; make a folder of it, or give --force if a run with --force"
              + " replaced the file there.");
    }
  }

  private static Refusal notBelieved(Path record, String path, String why) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "record-not-believed",
        "The record "
            + record
            + " names "
            + path.replaceAll("\\p{Cntrl}", "?")
            + ", which "
            + why
            + ".",
        "Nothing was touched; if the dataset came from elsewhere do not trust it, otherwise put the"
            + " record back from a backup.");
  }
}
