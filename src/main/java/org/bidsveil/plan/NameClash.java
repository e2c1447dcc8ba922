package org.bidsveil.plan;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.DerivativePaths;

/**
 * Scans whose files cannot have names of their own: two that would write one file, as an image
 * beside its compressed copy, or two that differ in case only (BIDS, "Case collision intolerance":
 * names must not); and names too long to derive others from.
 */
final class NameClash {
  /** NAME_MAX of Linux, macOS and NTFS, in bytes of UTF-8 at most. */
  private static final int LONGEST_NAME_BYTES = 255;

  private final DerivativePaths paths;
  private final Map<HeadScan, HeadScan> clashing = new HashMap<>();

  /**
   * @param scans of the whole dataset, because the other one need not be asked for
   */
  NameClash(DerivativePaths paths, List<HeadScan> scans) {
    this.paths = paths;
    Map<String, HeadScan> owners = new LinkedHashMap<>();
    for (HeadScan scan : scans) {
      for (Path file : paths.ofScan(scan)) {
        HeadScan other = owners.putIfAbsent(file.toString().toLowerCase(Locale.ROOT), scan);
        if (other != null && !other.equals(scan)) {
          clashing.put(scan, other);
          clashing.put(other, scan);
        }
      }
    }
  }

  /** Why nothing can be written for a scan, if so. */
  Optional<PlannedScan.Blocked> of(HeadScan scan) {
    HeadScan other = clashing.get(scan);
    if (other != null) {
      return Optional.of(
          new PlannedScan.Blocked(
              "two-names: its mask would have the name of that of "
                  + other.bidsPath()
                  + ". Remove one of the two, or rename it."));
    }
    return paths.ofScan(scan).stream()
        .map(file -> String.valueOf(file.getFileName()))
        .filter(name -> name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES)
        .findFirst()
        .map(name ->
            new PlannedScan.Blocked(
                "name-too-long: "
                    + name
                    + " would have more than "
                    + LONGEST_NAME_BYTES
                    + " bytes. Give the scan a shorter name."));
  }
}
