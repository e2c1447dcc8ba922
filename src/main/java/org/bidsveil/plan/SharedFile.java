package org.bidsveil.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.DatasetDescription;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.metadata.SharedFiles;
import org.bidsveil.originals.OriginalsStore;

/**
 * A file at the root of a dataset that belongs to no participant, which a run deals with once for
 * all of them.
 *
 * @param path from the root
 * @param done whether an earlier run has dealt with it
 */
public record SharedFile(Path path, boolean done) {

  /** Those of a dataset, in order: its description, sidecars that recordings inherit, tables. */
  static List<SharedFile> of(RunConfiguration configuration, Dataset dataset) {
    Predicate<Path> done =
        switch (configuration.target()) {
          case Target.InPlace inPlace ->
              new SharedFiles(
                      OriginalsStore.at(
                          configuration.dataset(), inPlace.originals(), StoreOptions.defaults()),
                      configuration.scrubbing(),
                      configuration.force())
                  ::isDone;
          case Target.Copy _ -> path -> false;
        };
    return Stream.of(
            Stream.of(Path.of(DatasetDescription.FILE_NAME))
                .filter(name -> Files.exists(dataset.root().resolve(name))),
            dataset.top().inherited().stream(),
            dataset.top().tablesOfAll().stream())
        .flatMap(paths -> paths)
        .map(path -> new SharedFile(path, done.test(path)))
        .toList();
  }
}
