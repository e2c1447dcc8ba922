package org.bidsveil.pipeline;

import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.bids.AnatomicalScan;
import org.bidsveil.bids.Entities;

/**
 * Where the masks, pictures, tables and logs of a dataset lie. The only class that knows.
 *
 * @param root the dataset whose {@code derivatives/} it is
 */
record DerivativePaths(Path root) {

  /** {@code derivatives/bidsveil}. */
  Path folder() {
    return root.resolve("derivatives").resolve(Provenance.NAME);
  }

  Path description() {
    return folder().resolve("dataset_description.json");
  }

  /** The mask of a scan: uint8, 1 = removed. */
  Path mask(AnatomicalScan scan) {
    return anat(scan, scan.entities().derived("defacemask").withExtension(".nii.gz"));
  }

  Path maskSidecar(AnatomicalScan scan) {
    return anat(scan, scan.entities().derived("defacemask").withExtension(".json"));
  }

  /** The scan's own row of the table, so that no crash can lose it. */
  Path maskRow(AnatomicalScan scan) {
    return anat(scan, scan.entities().derived("defacemask").withExtension(".tsv"));
  }

  Path mosaic(AnatomicalScan scan) {
    return sessionFolder(scan)
        .resolve("figures")
        .resolve(scan.entities().derived("defacemosaic").withExtension(".png").fileName());
  }

  Path renderAfter(AnatomicalScan scan) {
    return sessionFolder(scan).resolve("figures").resolve(render(scan, "after"));
  }

  /** The name of a rendering of the head; {@code moment} is before or after. */
  static String render(AnatomicalScan scan, String moment) {
    return scan.entities().derived("render").with("desc", moment).withExtension(".png").fileName();
  }

  Path subjectTable(String subject) {
    return folder().resolve("sub-" + subject).resolve("sub-" + subject + "_deface.tsv");
  }

  Path report(String time, String subject) {
    return folder().resolve("log").resolve("report_" + time + "_sub-" + subject + ".json");
  }

  /** Lock of a participant, or of the tables of all, of a copied dataset. */
  Path lock(String what) {
    return folder().resolve("log").resolve(what + ".lock");
  }

  Path groupTable() {
    return folder().resolve("quality_check").resolve("mask_overlap.tsv");
  }

  private Path anat(AnatomicalScan scan, Entities name) {
    return sessionFolder(scan).resolve("anat").resolve(name.fileName());
  }

  private Path sessionFolder(AnatomicalScan scan) {
    Path subject = folder().resolve("sub-" + scan.subject());
    Optional<Path> session = scan.session().map(label -> subject.resolve("ses-" + label));
    return session.orElse(subject);
  }
}
