package org.bidsveil.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.DerivativePaths;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.derivatives.RecordedHashes;
import org.bidsveil.files.Sha256;
import org.bidsveil.ledger.OriginalRow;
import org.bidsveil.ledger.StoreOptions;
import org.bidsveil.originals.OriginalFile;
import org.bidsveil.originals.OriginalsStore;

/**
 * Tells whether an earlier run defaced a scan and nothing has changed since, by the hashes that it
 * left.
 */
public sealed interface DoneBefore {

  boolean contains(HeadScan scan);

  static DoneBefore in(RunConfiguration configuration) {
    if (configuration.force()) {
      return new Never();
    }
    return switch (configuration.target()) {
      case Target.InPlace inPlace ->
          new InStore(
              OriginalsStore.at(
                  configuration.dataset(), inPlace.originals(), StoreOptions.defaults()),
              new DerivativePaths(configuration.dataset()));
      case Target.Copy copy -> new InCopy(copy.output(), new DerivativePaths(copy.output()));
    };
  }

  /** Every scan is to be done. */
  record Never() implements DoneBefore {
    @Override
    public boolean contains(HeadScan scan) {
      return false;
    }
  }

  /**
   * For a run in place, where the store of originals knows what is there now. A scan whose mask is
   * missing, or comes from a later attempt that was interrupted, is done again from its original,
   * where that was kept. A file whose metadata alone were scrubbed does not count as defaced.
   */
  record InStore(OriginalsStore store, DerivativePaths paths) implements DoneBefore {
    @Override
    public boolean contains(HeadScan scan) {
      return switch (store.original(scan.relativePath())) {
        case OriginalFile.Kept kept -> isOf(kept.row().current(), scan);
        case OriginalFile.NotKept notKept ->
            notKept.row().isDefaced() || isOf(notKept.row().current(), scan);
        case OriginalFile.InPlace _ -> isWithoutOriginals(scan);
        case OriginalFile.Created _ -> false;
      };
    }

    /**
     * Of a dataset that was copied without its originals, what was written of the scan still holds
     * when it is about this very file. What a restore brought back is to be done again.
     */
    private boolean isWithoutOriginals(HeadScan scan) {
      List<OriginalRow> rows = store.rows(scan.subject());
      if (rows.stream().anyMatch(row -> row.path().equals(scan.bidsPath()))) {
        return false;
      }
      boolean masked = Files.exists(paths.mask(scan)) && Files.exists(paths.maskRow(scan));
      // Of a scan that stayed as it was only the table says that its sidecars were scrubbed too.
      boolean faceless = rows.isEmpty() && Evidence.hasRow(paths, scan);
      if (!masked && !faceless) {
        return false; // without reading the image: a first run plans before it reads
      }
      Optional<Sha256> now = Optional.of(Sha256.of(scan.absolutePath()));
      return masked && RecordedHashes.in(paths.maskSidecar(scan), "DefacedSha256").equals(now)
          || faceless && RecordedHashes.in(paths.noFace(scan), "ImageSha256").equals(now);
    }

    private boolean isOf(Sha256 current, HeadScan scan) {
      boolean masked =
          Files.exists(paths.mask(scan))
              && Files.exists(paths.maskRow(scan))
              && RecordedHashes.in(paths.maskSidecar(scan), "DefacedSha256")
                  .equals(Optional.of(current));
      return masked
          || RecordedHashes.in(paths.noFace(scan), "ImageSha256").equals(Optional.of(current));
    }
  }

  /**
   * For a run into a copy, where the sidecar of the mask records what was read and what was
   * written.
   */
  record InCopy(Path output, DerivativePaths paths) implements DoneBefore {
    @Override
    public boolean contains(HeadScan scan) {
      Path copy = output.resolve(scan.relativePath());
      return Files.exists(copy)
          && (isOf(scan, copy, paths.maskSidecar(scan), "DefacedSha256")
              || isOf(scan, copy, paths.noFace(scan), "ImageSha256"));
    }

    private static boolean isOf(HeadScan scan, Path copy, Path record, String key) {
      return RecordedHashes.in(record, "SourceSha256")
              .equals(Optional.of(Sha256.of(scan.absolutePath())))
          && RecordedHashes.in(record, key).equals(Optional.of(Sha256.of(copy)));
    }
  }
}
