package org.bidsveil.plan;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.DerivativePaths;
import org.bidsveil.files.Content;
import org.bidsveil.files.Sha256;
import org.bidsveil.originals.OriginalFile;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.StoreOptions;

/** Whether an earlier run defaced a scan and nothing changed since, by the hashes that it left. */
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

  /** Everything is to be done. */
  record Never() implements DoneBefore {
    @Override
    public boolean contains(HeadScan scan) {
      return false;
    }
  }

  /**
   * The store of originals knows what lies there now. A scan whose mask is not there, or is that of
   * a later attempt that was interrupted, is done again, from its original, where that was kept. A
   * file of which only the metadata were scrubbed was not defaced.
   */
  record InStore(OriginalsStore store, DerivativePaths paths) implements DoneBefore {
    @Override
    public boolean contains(HeadScan scan) {
      return switch (store.original(scan.relativePath())) {
        case OriginalFile.Kept kept -> isOf(kept.row().current(), scan);
        case OriginalFile.NotKept notKept ->
            notKept.row().isDefaced() || isOf(notKept.row().current(), scan);
        case OriginalFile.InPlace _, OriginalFile.Created _ -> false;
      };
    }

    private boolean isOf(Sha256 current, HeadScan scan) {
      boolean masked =
          Files.exists(paths.mask(scan))
              && Files.exists(paths.maskRow(scan))
              && Recorded.in(paths.maskSidecar(scan), "DefacedSha256").equals(Optional.of(current));
      return masked || Recorded.in(paths.noFace(scan), "ImageSha256").equals(Optional.of(current));
    }
  }

  /** The sidecar of the mask knows what was read and what was written. */
  record InCopy(Path output, DerivativePaths paths) implements DoneBefore {
    @Override
    public boolean contains(HeadScan scan) {
      Path copy = output.resolve(scan.relativePath());
      return Files.exists(copy)
          && Recorded.in(paths.maskSidecar(scan), "SourceSha256")
              .equals(Optional.of(Sha256.of(scan.absolutePath())))
          && Recorded.in(paths.maskSidecar(scan), "DefacedSha256")
              .equals(Optional.of(Sha256.of(copy)));
    }
  }

  /** The hashes in what was written of a scan. */
  final class Recorded {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Recorded() {}

    static Optional<Sha256> in(Path json, String key) {
      return Content.ifPresent(json).flatMap(bytes -> in(bytes, key));
    }

    private static Optional<Sha256> in(byte[] sidecar, String key) {
      try {
        String hex = JSON.readTree(sidecar).path(key).asText();
        return hex.matches("[0-9a-f]{64}") ? Optional.of(new Sha256(hex)) : Optional.empty();
      } catch (JacksonException e) {
        // A damaged sidecar proves nothing: the scan is looked at again.
        return Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException("reading from memory", e);
      }
    }
  }
}
