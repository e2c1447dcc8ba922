package org.bidsveil.derivatives;

import java.util.Optional;
import org.bidsveil.bids.Entities;
import org.bidsveil.bids.HeadScan;

/**
 * What decides where the derivatives of a scan lie.
 *
 * @param subject label of the subject folder, without {@code sub-}
 * @param session label of the session folder, without {@code ses-}
 * @param datatype folder of the image, such as {@code anat}
 * @param entities the file name, taken apart
 */
record ScanName(String subject, Optional<String> session, String datatype, Entities entities) {

  static ScanName of(HeadScan scan) {
    return new ScanName(scan.subject(), scan.session(), scan.datatype().label(), scan.entities());
  }

  /** From a path as it stands in the tables; empty when it is no such path. */
  static Optional<ScanName> of(String bidsPath) {
    String[] parts = bidsPath.split("/");
    if (parts.length < 2 || !parts[0].startsWith("sub-")) {
      return Optional.empty();
    }
    Optional<String> session =
        parts[1].startsWith("ses-") ? Optional.of(parts[1].substring(4)) : Optional.empty();
    return Entities.parse(parts[parts.length - 1])
        .map(entities ->
            new ScanName(parts[0].substring(4), session, parts[parts.length - 2], entities));
  }
}
