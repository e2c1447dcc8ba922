package org.bidsveil.derivatives;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.Content;
import org.bidsveil.files.Sha256;

/** Reads the hashes recorded for a scan. */
public final class RecordedHashes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordedHashes() {}

  /** What the last run left in the place of a scan, defaced or with its voxels as they were. */
  static Optional<Sha256> left(DerivativePaths paths, ScanName scan) {
    return in(paths.maskSidecar(scan), "DefacedSha256")
        .or(() -> in(paths.noFace(scan), "ImageSha256"));
  }

  /** What lay there before any run. */
  static Optional<Sha256> source(DerivativePaths paths, ScanName scan) {
    return in(paths.maskSidecar(scan), "SourceSha256")
        .or(() -> in(paths.noFace(scan), "SourceSha256"));
  }

  /** The hash under a key of a JSON file; empty where there is none. */
  public static Optional<Sha256> in(Path json, String key) {
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
