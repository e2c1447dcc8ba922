package org.bidsveil.originals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.Owner;
import org.bidsveil.ledger.ReplacementJournal;
import org.bidsveil.ledger.ReplacementJournal.State;
import org.bidsveil.ledger.StoreLayout;
import org.bidsveil.originals.Intake.Planned;

/**
 * One scan with its sidecars and tables, replaced together: all of them or none, whatever happens
 * in between. Not thread-safe; other replacements of the same participant wait from {@link
 * #prepare} to {@link #close}.
 *
 * <pre>
 * try (Replacement r = store.begin("sub-001")) {
 *   r.replace(image, newBytes, inputSha256);
 *   r.edit(Path.of("participants.tsv"), scrub);
 *   r.create(sidecar, json);
 *   r.prepare();
 *   r.commit("template", "0.1.0");
 * }
 * </pre>
 */
public final class Replacement implements AutoCloseable {
  private final OriginalsStore store;
  private final Owner owner;
  private final Hold hold;
  private final List<Change> changes = new ArrayList<>();
  private Stage stage = new Collecting();

  private sealed interface Stage {}

  private record Collecting() implements Stage {}

  private record Prepared(ReplacementJournal journal, Turns.Turn turn) implements Stage {}

  private record Ended() implements Stage {}

  Replacement(OriginalsStore store, Owner owner, Hold hold) {
    this.store = store;
    this.owner = owner;
    this.hold = hold;
  }

  /** Replaces an existing file, without checking what the new bytes were made from. */
  public void replace(Path relative, byte[] newBytes) {
    add(new Change.Replace(StoreLayout.key(relative), Content.of(newBytes), Optional.empty()));
  }

  /**
   * Replaces an existing file.
   *
   * @param relative to the dataset
   * @param newBytes no longer changed by the caller
   * @param input checksum of the bytes they were made from: the replacement is refused when the
   *     file no longer has it (or, in a further run, is no longer the result of it)
   */
  public void replace(Path relative, byte[] newBytes, Sha256 input) {
    add(new Change.Replace(StoreLayout.key(relative), Content.of(newBytes), Optional.of(input)));
  }

  /** Replaces an existing file that is too large for memory; the content is read more than once. */
  public void replace(Path relative, Content newBytes, Sha256 input) {
    add(new Change.Replace(StoreLayout.key(relative), newBytes, Optional.of(input)));
  }

  /**
   * Creates a file that is not there; a restore removes it.
   *
   * @throws Refusal at {@link #prepare}, "already-exists", unless an earlier run created it and it
   *     has not been changed since
   */
  public void create(Path relative, byte[] newBytes) {
    add(new Change.Create(StoreLayout.key(relative), Content.of(newBytes)));
  }

  /**
   * Edits a file that several scans or participants share, such as participants.tsv, scans.tsv or a
   * sidecar higher up. Whoever comes first changes it, under a lock; the others have nothing left
   * to do. If the user has changed it since, it is edited again and that version is kept as well.
   * With force, it is edited again from its original.
   *
   * @param edit from the whole file to the whole file; must not depend on the scan or the
   *     participant
   */
  public void edit(Path relative, UnaryOperator<byte[]> edit) {
    add(new Change.Edit(StoreLayout.key(relative), edit, false));
  }

  /**
   * Edits a shared file where the edit adds to what an earlier run may have written: a file that
   * the earlier run changed is edited again, from its original where that was kept.
   */
  public void editAnew(Path relative, UnaryOperator<byte[]> edit) {
    add(new Change.Edit(StoreLayout.key(relative), edit, true));
  }

  private void add(Change change) {
    if (!(stage instanceof Collecting)) {
      throw new IllegalStateException("Changes come before prepare()");
    }
    Owner of = Owner.of(change.path());
    if (!of.isDataset() && !of.equals(owner)) {
      throw new IllegalArgumentException(change.path() + " does not belong to " + owner.word());
    }
    if (changes.stream().anyMatch(c -> c.path().equals(change.path()))) {
      throw new IllegalArgumentException("Twice in one replacement: " + change.path());
    }
    changes.add(change);
  }

  /**
   * Makes the second copies of the originals and writes the new bytes to the disk beside the old
   * ones. The dataset is unchanged.
   *
   * @return the paths that {@link #commit} will change; those that already hold their new bytes are
   *     not among them
   * @throws Refusal when anything prevents it; nothing is left behind
   */
  public List<Path> prepare() {
    if (!(stage instanceof Collecting)) {
      throw new IllegalStateException("Already prepared");
    }
    Turns.Turn turn = store.turns().take(owner, changes);
    stage = new Ended();
    try {
      ReplacementJournal journal = prepareIn(store.intake(owner), turn.open());
      stage = new Prepared(journal, turn);
      return journal.entries().stream().map(e -> Path.of(e.path())).toList();
    } finally {
      // An Error, such as too little memory, must not keep the locks either.
      if (stage instanceof Ended) {
        turn.close();
      }
    }
  }

  private ReplacementJournal prepareIn(Intake intake, List<Change> open) {
    List<Planned> planned =
        open.stream()
            .sorted(Comparator.comparingInt(change -> rank(change.path())))
            .map(intake::plan)
            .flatMap(Optional::stream)
            .toList();
    ReplacementJournal journal =
        new ReplacementJournal(
            owner, State.PREPARING, planned.stream().map(Planned::entry).toList());
    if (!planned.isEmpty()) {
      new Preparation(store).prepare(journal, planned);
    }
    return journal;
  }

  /** The image first: a scan whose sidecar says "defaced" is defaced. */
  static int rank(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".nii") || name.endsWith(".nii.gz")) {
      return 0;
    }
    return name.endsWith(".json") ? 1 : 2;
  }

  /**
   * Puts the new bytes in place of the old ones and records it.
   *
   * @param defacer who made them, for originals.tsv
   * @param version of bidsveil
   * @throws Refusal when a step fails: everything is then as before or, if even that fails,
   *     "replacement-unfinished", which the next start settles
   */
  public void commit(String defacer, String version) {
    if (!(stage instanceof Prepared prepared)) {
      throw new IllegalStateException("commit() comes after prepare()");
    }
    try {
      if (!prepared.journal().entries().isEmpty()) {
        new Commit(store).commit(prepared.journal(), defacer, version);
      }
    } finally {
      stage = new Ended();
      prepared.turn().close();
    }
  }

  /** Undoes what was prepared but not committed, and lets the next replacement proceed. */
  @Override
  public void close() {
    try {
      if (stage instanceof Prepared prepared) {
        stage = new Ended();
        try {
          store.recovery().settle(owner);
        } finally {
          prepared.turn().close();
        }
      }
    } finally {
      hold.close();
    }
  }
}
