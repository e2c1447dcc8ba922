package org.bidsveil.review;

import java.nio.file.Path;
import java.util.List;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.report.Standing;
import org.bidsveil.volume.Mask;

/**
 * A dataset under review: where its files are, and the only way to change a scan. The command line
 * implements it with the walk of a scan, which this package does not depend on.
 */
public interface Workbench {

  /** The dataset's root; nothing outside it and {@link #originals()} is served. */
  Path root();

  /** The folder with the originals, which may be outside the root. */
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

  /**
   * The brain by which a mask is measured, on the scan's grid; empty where none is found. Takes the
   * time of placing the atlas: some seconds.
   */
  Mask brain(HeadScan scan);

  /** The mask that is being painted and is not applied yet. */
  Path draft(HeadScan scan);

  /** The text of a person's note on a scan that has no decision yet. */
  Path note(HeadScan scan);

  /** The mask that a run proposed and its checks refused; missing when there was none. */
  Path proposal(HeadScan scan);

  /** How the file in the dataset now compares with its record; reads the file. */
  Standing standing(HeadScan scan);

  /** The participant's table of results. */
  Path table(HeadScan scan);

  /** The file {@code review.tsv}. */
  Path reviews();

  /** The lock that is held while {@code review.tsv} is replaced. */
  Path reviewsLock();

  /** Is told that a decision about a scan was kept, so that the participant's page shows it. */
  void decided(HeadScan scan);

  /**
   * Makes the scan again from its original.
   *
   * @param removed the voxels to remove, on the scan's grid
   * @param despiteFindings whether to do it even when a check fails
   * @throws org.bidsveil.files.Refusal when it cannot be done; the scan then stays as it was
   */
  Remade remake(HeadScan scan, Mask removed, boolean despiteFindings);
}
