package org.bidsveil.review;

import java.nio.file.Path;
import java.util.List;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.report.Standing;
import org.bidsveil.volume.Mask;

/**
 * A dataset under review: where its files lie, and the one way to change a scan. The command line
 * implements it with the walk of a scan, which this package does not know.
 */
public interface Workbench {

  /** The dataset's root: nothing outside of it, and of {@link #originals()}, is served. */
  Path root();

  /** The folder with the originals; may lie outside of the root. */
  Path originals();

  /** Every anatomical image with content, in the dataset's order. */
  List<HeadScan> scans();

  /**
   * The file with the undefaced scan.
   *
   * @throws org.bidsveil.files.Refusal when it was not kept, or is damaged
   */
  Path original(HeadScan scan);

  /** The mask in force; the file is missing when the scan was not defaced. */
  Path mask(HeadScan scan);

  /** A mask that is being painted and not applied yet. */
  Path draft(HeadScan scan);

  /** A note that a person wrote and did not decide by yet; text. */
  Path note(HeadScan scan);

  /** The mask that a run proposed and its checks refused; missing when there was none. */
  Path proposal(HeadScan scan);

  /** What lies in the dataset now; reads the file. */
  Standing standing(HeadScan scan);

  /** The participant's table of results. */
  Path table(HeadScan scan);

  /** {@code review.tsv}. */
  Path reviews();

  /** Held while {@code review.tsv} is replaced. */
  Path reviewsLock();

  /**
   * Makes the scan again from its original.
   *
   * @param removed the voxels to remove, on the scan's grid
   * @param despiteFindings whether it is done also when a check fails
   * @throws org.bidsveil.files.Refusal when it cannot be done; the scan is then as it was
   */
  Remade remake(HeadScan scan, Mask removed, boolean despiteFindings);
}
