package org.bidsveil.scrub;

import java.util.List;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.nifti.NiftiImage;

/**
 * An image with a scrubbed header.
 *
 * @param image the same voxels
 * @param records what was done, in the order of the header
 */
public record ScrubbedImage(NiftiImage image, List<ScrubRecord> records) {
  public ScrubbedImage {
    records = List.copyOf(records);
  }
}
