package org.bidsveil.destination;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.bids.DatasetWalker;
import org.bidsveil.bids.Software;
import org.bidsveil.files.Content;
import org.bidsveil.ledger.OriginalsLocation;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.metadata.FileEdit;
import org.bidsveil.metadata.Scrubber;
import org.bidsveil.metadata.Scrubbing;
import org.bidsveil.metadata.SharedFiles;
import org.bidsveil.originals.OriginalFile;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Replacement;

/**
 * Puts shifted dates into the tables that all participants share. By how much the dates of a
 * participant move follows from all its files, which a run on another participant does not read: it
 * leaves these dates out, docs/decisions/0080.
 */
public final class LateDates {
  private LateDates() {}

  /**
   * Scrubs the shared tables again from their originals, with the dates of everybody. A table that
   * was changed by hand since, or whose original was not kept, stays as it is.
   *
   * @param scrubbing as the participants' runs had it, with the same seed
   * @return the tables that changed, relative to the root
   * @throws org.bidsveil.files.Refusal "locked" of kind TRY_AGAIN, and those of the walk
   */
  public static List<Path> fill(Path root, OriginalsLocation originals, Scrubbing scrubbing) {
    Dataset dataset = DatasetWalker.walk(root, DatasetDescription.read(root));
    OriginalsStore store = OriginalsStore.at(root, originals, StoreOptions.defaults());
    SharedFiles shared = new SharedFiles(store, scrubbing, false);
    Scrubber scrubber = InPlaceDestination.scrubber(scrubbing, dataset, store);
    List<Path> changed = fill(dataset, store, shared, scrubber);
    shared.settle();
    return changed;
  }

  /**
   * Does the same for a dataset of which every participant was walked.
   *
   * @param shared is told what was done
   * @param scrubber of that dataset
   */
  static List<Path> fill(
      Dataset dataset, OriginalsStore store, SharedFiles shared, Scrubber scrubber) {
    List<Path> changed = new ArrayList<>();
    for (Path table : dataset.top().tablesOfAll()) {
      if (!dataset.subjects().isEmpty()
          && store.original(table) instanceof OriginalFile.Kept kept
          && differs(dataset.root().resolve(table), table, kept, scrubber)) {
        FileEdit edit = new FileEdit(table, true, true, bytes -> scrubber.table(table, bytes));
        try (Replacement replacement = store.begin(dataset.subjects().getFirst().label())) {
          replacement.editAnew(table, edit.edit());
          replacement.prepare();
          replacement.commit(kept.row().defacer(), Software.version());
        }
        shared.done(edit);
        changed.add(table);
      }
    }
    return changed;
  }

  private static boolean differs(Path file, Path table, OriginalFile.Kept kept, Scrubber scrubber) {
    byte[] wanted = scrubber.table(table, Content.ifPresent(kept.copy()).orElseThrow());
    return !Arrays.equals(wanted, Content.ifPresent(file).orElseThrow());
  }
}
