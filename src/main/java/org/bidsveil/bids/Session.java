package org.bidsveil.bids;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A session of a participant, which is the folder that holds the datatype folders: {@code
 * sub-x/ses-y}, or {@code sub-x} itself.
 *
 * @param label without {@code ses-}; empty for the subject folder itself
 * @param relativePath from the dataset's root
 * @param scans the images of the head, in order of datatype and name
 * @param unrecognised NIfTI files in {@code anat/} whose name is not that of an anatomical image:
 *     masks and label images, but also a head with an invalid name. Relative paths.
 */
public record Session(
    Optional<String> label, Path relativePath, List<HeadScan> scans, List<Path> unrecognised) {
  public Session {
    scans = List.copyOf(scans);
    unrecognised = List.copyOf(unrecognised);
  }
}
