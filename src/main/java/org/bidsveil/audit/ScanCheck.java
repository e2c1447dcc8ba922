package org.bidsveil.audit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.bids.Dataset;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Headway;
import org.bidsveil.files.Sha256;
import org.bidsveil.report.ReviewRow;

/**
 * Whether each image of a head is the very file that a run left. No voxel is looked at: what was
 * found and measured stands in the records, and a hash tells whether they are of this file.
 */
final class ScanCheck {
  private static final String NO_RECORD = "no record that it was defaced";
  private static final String RESTORED =
      "restored: what lay here before it was defaced lies here again";

  private final Dataset dataset;
  private final DefacingRecords records;

  ScanCheck(Dataset dataset, DefacingRecords records) {
    this.dataset = dataset;
    this.records = records;
  }

  List<Finding> findings(Headway headway) {
    List<HeadScan> judged = dataset.scans().filter(this::judges).toList();
    Headway.Count count = headway.count("compared scans", judged.size());
    return judged.parallelStream()
        .map(this::finding)
        .peek(_ -> count.one())
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Every anatomical image; of the others those whose names say that they show the whole head, and
   * those that a run was asked to deface.
   */
  boolean judges(HeadScan scan) {
    return scan.datatype() == Datatype.ANAT
        || FileRules.of(scan.bidsPath(), FileZone.RAW).isPresent()
        || records.row(scan.bidsPath()).isPresent()
        || !records.facelessVersions(scan.bidsPath()).isEmpty();
  }

  private Optional<Finding> finding(HeadScan scan) {
    return switch (scan.content()) {
      case PRESENT -> findingInContent(scan);
      case EMPTY ->
          scan(
              scan,
              "the file holds no bytes: nothing can be judged",
              "Put the image in its place, or remove the file.");
      case ANNEX_LINK_BROKEN, ANNEX_POINTER ->
          scan(
              scan,
              "its content is not here: nothing can be judged",
              "Fetch it with datalad get, and check again.");
      case LINK_BROKEN -> scan(scan, "a link that leads nowhere", "Repair the link, or remove it.");
      case UNREADABLE ->
          scan(scan, "no permission to read it", "Ask its owner for the right to read it.");
    };
  }

  private Optional<Finding> findingInContent(HeadScan scan) {
    String path = scan.bidsPath();
    Set<Sha256> faceless = records.facelessVersions(path);
    Optional<DefacingRecords.Judged> row = records.row(path);
    if (row.filter(r -> r.verdict().equals("fail")).isPresent()) {
      return scan(
          scan,
          "the last attempt to deface it failed: " + row.get().reason(),
          "Deface it by hand or with another --deid, or remove it.");
    }
    Set<Sha256> originals = records.originals(path);
    if (faceless.isEmpty() && originals.isEmpty()) {
      return scan(scan, NO_RECORD, run(scan));
    }
    Sha256 file = Sha256.of(scan.absolutePath());
    if (!faceless.contains(file)) {
      String changed = faceless.isEmpty() ? NO_RECORD : "replaced or changed after it was defaced";
      return scan(scan, originals.contains(file) ? RESTORED : changed, run(scan));
    }
    Optional<ReviewRow> review = records.review(path, file);
    if (review.isPresent()) {
      return decided(scan, review.get());
    }
    return row.filter(r -> r.verdict().equals("review"))
        .map(r ->
            new Finding(
                path,
                FindingClass.REVIEW,
                Finding.FACE,
                "",
                "defaced, to be looked at: " + r.reason(),
                "Look at it with bidsveil review and accept it there, accept all with --accept"
                    + " review, or deface it again."));
  }

  /** A person has looked at this very file: that counts more than the verdict. */
  private static Optional<Finding> decided(HeadScan scan, ReviewRow review) {
    return switch (review.decision()) {
      case ACCEPT -> Optional.empty();
      case REJECT ->
          scan(
              scan,
              "rejected by a person" + (review.note().isEmpty() ? "" : ": " + review.note()),
              "Repaint its mask with bidsveil review and apply it, deface it with another --deid,"
                  + " or remove it.");
    };
  }

  private static String run(HeadScan scan) {
    return switch (scan.datatype()) {
      case ANAT -> "Run bidsveil BIDS_DIR participant.";
      case FMAP, PET ->
          "Run bidsveil BIDS_DIR participant --suffix "
              + scan.suffix()
              + ", or accept it after looking at it.";
    };
  }

  private static Optional<Finding> scan(HeadScan scan, String reason, String remedy) {
    FindingClass kind =
        switch (scan.datatype()) {
          case ANAT -> FindingClass.SCAN;
          case FMAP -> FindingClass.FMAP;
          case PET -> FindingClass.PET;
        };
    return Optional.of(new Finding(scan.bidsPath(), kind, Finding.FACE, "", reason, remedy));
  }
}
