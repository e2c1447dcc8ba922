package org.bidsveil.originals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Content;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.FormerFile;
import org.bidsveil.ledger.JournalEntry;
import org.bidsveil.ledger.JournalEntry.Life;
import org.bidsveil.ledger.JournalEntry.Undo;
import org.bidsveil.ledger.Manifest;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.OriginalRow.Status;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.PutBack;
import org.bidsveil.ledger.StoreLayout;

/**
 * Decides what a change means for the originals, by what the manifest knows of the name and what
 * lies there now. Reads only.
 */
final class Intake {
  private final StoreLayout layout;
  private final boolean keepsCopies;
  private final boolean force;
  private final Owner journalOwner;

  Intake(StoreLayout layout, OriginalsLocation location, boolean force, Owner journalOwner) {
    this.layout = layout;
    this.keepsCopies = !(location instanceof OriginalsLocation.None);
    this.force = force;
    this.journalOwner = journalOwner;
  }

  /** A change with its bytes and its place in the journal. */
  record Planned(JournalEntry entry, Content bytes) {}

  /**
   * @return nothing where the file already holds the bytes it would get
   * @throws Refusal when the file must not be replaced
   */
  Optional<Planned> plan(Change change) {
    Path target = layout.target(change.path());
    Manifest manifest = Manifest.read(layout, Owner.of(change.path()));
    LinkKind kind = LinkKind.of(layout.root(), target);
    return switch (change) {
      case Change.Create create when kind == LinkKind.ABSENT ->
          Optional.of(created(create, manifest));
      case Change.Create create -> {
        refuseUnlessCreatedByUs(target, manifest.latest(create.path()));
        yield replaced(create.path(), create.bytes(), manifest, Optional.empty());
      }
      case Change.Replace replace -> {
        Preflight.requireReplaceable(replace.path(), kind, force);
        yield replaced(replace.path(), replace.bytes(), manifest, replace.input());
      }
      case Change.Edit edit -> {
        Preflight.requireReplaceable(edit.path(), kind, force);
        Optional<byte[]> input = inputOf(edit, target, manifest);
        yield input.isEmpty()
            ? Optional.empty()
            : replaced(
                edit.path(),
                Content.of(edit.edit().apply(input.get())),
                manifest,
                Optional.empty());
      }
    };
  }

  /**
   * Whether an edit has nothing to do: looks without a lock, which is safe because the manifest is
   * written after the file.
   */
  boolean isSettled(Change.Edit edit) {
    Path target = layout.target(edit.path());
    Optional<OriginalRow> row = Manifest.read(layout, Owner.of(edit.path())).latest(edit.path());
    return !isAnew(edit)
        && row.isPresent()
        && Files.isRegularFile(target)
        && isOurs(row.get(), target);
  }

  private boolean isAnew(Change.Edit edit) {
    return force || edit.anew();
  }

  private Optional<byte[]> inputOf(Change.Edit edit, Path target, Manifest manifest) {
    Optional<OriginalRow> row = manifest.latest(edit.path());
    if (row.isEmpty() || !isOurs(row.get(), target)) {
      return Optional.of(bytes(target));
    }
    if (!isAnew(edit) || row.get().status() != Status.REPLACED) {
      return Optional.empty();
    }
    int version = manifest.versions(edit.path()).size();
    Path copy = layout.verifiedCopy(row.get(), version);
    return Optional.of(bytes(copy));
  }

  private static boolean isOurs(OriginalRow row, Path target) {
    return row.status() != Status.RESTORED && Sha256.of(target).equals(row.current());
  }

  private Planned created(Change.Create create, Manifest manifest) {
    List<OriginalRow> rows = manifest.versions(create.path());
    boolean reuse = !rows.isEmpty() && rows.getLast().original().isEmpty();
    int version = reuse ? rows.size() : rows.size() + 1;
    OriginalRow row =
        row(create.path(), Optional.empty(), Sha256.of(create.bytes()), Status.CREATED);
    return new Planned(
        new JournalEntry(
            Optional.empty(), Optional.empty(), newTemporary(create.path()), version, row),
        create.bytes());
  }

  private Optional<Planned> replaced(
      String path, Content bytes, Manifest manifest, Optional<Sha256> input) {
    FormerFile now = FormerFile.of(layout.target(path));
    Sha256 after = Sha256.of(bytes);
    List<OriginalRow> rows = manifest.versions(path);
    Optional<OriginalRow> known =
        manifest
            .latest(path)
            .filter(row -> row.status() != Status.RESTORED)
            .filter(row -> row.current().equals(now.sha256()));
    refuseOtherInput(path, input, now, known);
    if (after.equals(now.sha256())) {
      return Optional.empty();
    }
    return Optional.of(
        new Planned(
            known.isPresent()
                ? again(known.get(), rows.size(), now, after)
                : first(path, rows, now, after),
            bytes));
  }

  /** What lies there is what a run wrote: its original stays the original. */
  private JournalEntry again(OriginalRow row, int version, FormerFile now, Sha256 after) {
    if (row.status() == Status.REPLACED) {
      layout.verifiedCopy(row, version);
    }
    return new JournalEntry(
        Optional.of(now),
        Optional.of(onlyToUndo()),
        newTemporary(row.path()),
        version,
        row(row.path(), row.original(), after, row.status()));
  }

  /** What lies there is an original: the first of this name, the same again, or a new one. */
  private JournalEntry first(String path, List<OriginalRow> rows, FormerFile now, Sha256 after) {
    boolean sameAgain =
        !rows.isEmpty()
            && rows.getLast().original().map(FormerFile::sha256).equals(Optional.of(now.sha256()));
    int version = sameAgain ? rows.size() : rows.size() + 1;
    FormerFile original = sameAgain ? rows.getLast().requireOriginal() : now;
    Optional<Path> copy = layout.existingCopy(path, version);
    boolean wasKept = sameAgain && rows.getLast().status() != Status.DISCARDED;
    copy.ifPresent(c -> refuseForeignCopy(path, c, now.sha256(), wasKept));
    boolean keep = keepsCopies || copy.isPresent();
    Undo undo =
        !keep
            ? onlyToUndo()
            : new Undo(
                layout.portable(copy.orElse(layout.copy(path, version))),
                copy.isPresent() ? Life.KEPT_BEFORE : Life.KEPT_WHEN_DONE);
    return new JournalEntry(
        Optional.of(now),
        Optional.of(undo),
        newTemporary(path),
        version,
        row(path, Optional.of(original), after, keep ? Status.REPLACED : Status.DISCARDED));
  }

  private Undo onlyToUndo() {
    return new Undo(layout.portable(layout.newUndo(journalOwner)), Life.ONLY_TO_UNDO);
  }

  private String newTemporary(String path) {
    return layout.portable(DurableWrite.temporaryFor(layout.target(path)));
  }

  /** Defacer, version and time are signed at the commit. */
  private static OriginalRow row(
      String path, Optional<FormerFile> original, Sha256 current, Status status) {
    return new OriginalRow(path, original, current, "n/a", "n/a", Instant.EPOCH, status);
  }

  private static void refuseForeignCopy(String path, Path copy, Sha256 now, boolean wasKept) {
    if (Sha256.of(copy).equals(now)) {
      return;
    }
    if (wasKept) {
      PutBack.verifyCopy(copy, now);
    }
    throw new Refusal(
        Refusal.Kind.BAD_DATA,
        "copy-exists",
        "Where the original of " + path + " is to be kept, another file lies: " + copy + ".",
        "Move it away if it belongs elsewhere (two datasets need two --originals folders, and names"
            + " that differ in upper and lower case a file system that tells them apart).");
  }

  private static void refuseOtherInput(
      String path, Optional<Sha256> input, FormerFile now, Optional<OriginalRow> known) {
    boolean expected =
        input.isEmpty()
            || input.get().equals(now.sha256())
            || known.flatMap(OriginalRow::original).map(FormerFile::sha256).equals(input);
    if (!expected) {
      throw new Refusal(
          Refusal.Kind.TRY_AGAIN,
          "changed-meanwhile",
          path + " was changed while it was being worked on.",
          "Run again when nothing else writes to the dataset.");
    }
  }

  private static void refuseUnlessCreatedByUs(Path target, Optional<OriginalRow> row) {
    boolean ours =
        row.filter(r -> r.status() == Status.CREATED)
            .filter(r -> Files.isRegularFile(target) && isOurs(r, target))
            .isPresent();
    if (!ours) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "already-exists",
          target + " exists already.",
          "Run again: the file appeared while bidsveil was about to create it.");
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }
}
