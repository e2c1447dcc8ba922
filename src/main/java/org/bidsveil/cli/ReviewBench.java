package org.bidsveil.cli;

import java.nio.file.Path;
import java.util.List;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.report.Standing;
import org.bidsveil.review.Remade;
import org.bidsveil.review.Workbench;
import org.bidsveil.run.HandEdit;
import org.bidsveil.volume.Mask;

/** The walk of a scan behind the review's own interface. */
record ReviewBench(Path root, Path originals, HandEdit edit) implements Workbench {
  @Override
  public List<HeadScan> scans() {
    return edit.scans();
  }

  @Override
  public Path original(HeadScan scan) {
    return edit.original(scan);
  }

  @Override
  public Path mask(HeadScan scan) {
    return edit.mask(scan);
  }

  @Override
  public Mask brain(HeadScan scan) {
    return edit.brain(scan);
  }

  @Override
  public Path draft(HeadScan scan) {
    return edit.draft(scan);
  }

  @Override
  public Path note(HeadScan scan) {
    return edit.note(scan);
  }

  @Override
  public Path proposal(HeadScan scan) {
    return edit.proposal(scan);
  }

  @Override
  public Standing standing(HeadScan scan) {
    return edit.standing(scan);
  }

  @Override
  public Path table(HeadScan scan) {
    return edit.table(scan);
  }

  @Override
  public Path reviews() {
    return edit.reviews();
  }

  @Override
  public Path reviewsLock() {
    return edit.reviewsLock();
  }

  @Override
  public void decided(HeadScan scan) {
    edit.decided(scan);
  }

  @Override
  public Remade remake(HeadScan scan, Mask removed, boolean despiteFindings) {
    return switch (edit.remake(scan, removed, despiteFindings)) {
      case HandEdit.Applied applied ->
          new Remade.Applied(applied.outcome().word(), applied.outcome().why());
      case HandEdit.Doubtful doubtful -> new Remade.Doubtful(doubtful.reason());
    };
  }
}
