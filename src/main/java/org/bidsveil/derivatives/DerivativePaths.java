package org.bidsveil.derivatives;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bidsveil.bids.Entities;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Software;

/**
 * Where the masks, pictures, tables and logs of a dataset are kept; no other class knows these
 * places.
 *
 * @param root the dataset that holds {@code derivatives/}
 */
public record DerivativePaths(Path root) {

  /** {@code derivatives/bidsveil}. */
  public Path folder() {
    return root.resolve("derivatives").resolve(Software.NAME);
  }

  Path description() {
    return folder().resolve("dataset_description.json");
  }

  /** The mask of a scan: uint8, 1 = removed. */
  public Path mask(HeadScan scan) {
    return beside(scan, scan.entities().derived("defacemask").withExtension(".nii.gz"));
  }

  /** A mask that a person is painting and has not applied yet. */
  public Path draftMask(HeadScan scan) {
    return beside(
        scan, scan.entities().derived("defacemask").with("desc", "draft").withExtension(".nii.gz"));
  }

  /** A person's note on a scan that has no decision yet. */
  public Path draftNote(HeadScan scan) {
    return beside(
        scan, scan.entities().derived("defacemask").with("desc", "draft").withExtension(".txt"));
  }

  /** The last mask that was proposed and refused by a check. */
  public Path proposal(HeadScan scan) {
    return beside(
        scan,
        scan.entities().derived("defacemask").with("desc", "refused").withExtension(".nii.gz"));
  }

  public Path maskSidecar(HeadScan scan) {
    return beside(scan, scan.entities().derived("defacemask").withExtension(".json"));
  }

  Path maskSidecar(ScanName scan) {
    return beside(scan, scan.entities().derived("defacemask").withExtension(".json"));
  }

  /** The scan's own row of the table, so that a crash cannot lose it. */
  public Path maskRow(HeadScan scan) {
    return beside(scan, scan.entities().derived("defacemask").withExtension(".tsv"));
  }

  /** The record of a scan in which no face was found. */
  public Path noFace(HeadScan scan) {
    return beside(scan, scan.entities().derived("noface").withExtension(".json"));
  }

  Path noFace(ScanName scan) {
    return beside(scan, scan.entities().derived("noface").withExtension(".json"));
  }

  Path mosaic(HeadScan scan) {
    return mosaic(ScanName.of(scan));
  }

  Path mosaic(ScanName scan) {
    return figures(scan).resolve(mosaicName(scan.entities()));
  }

  static String mosaicName(Entities entities) {
    return entities.derived("defacemosaic").withExtension(".png").fileName();
  }

  Path renderAfter(HeadScan scan) {
    return renderAfter(ScanName.of(scan));
  }

  Path renderAfter(ScanName scan) {
    return figures(scan).resolve(render(scan.entities(), "after"));
  }

  /** Front and middle slice, small. */
  Path tile(ScanName scan) {
    return figures(scan).resolve(tileName(scan.entities()));
  }

  static String tileName(Entities entities) {
    return entities.derived("defacemosaic").with("desc", "tile").withExtension(".png").fileName();
  }

  /** Pictures of a scan that still has its face lie where the originals usually lie. */
  Path tileWithFace(ScanName scan) {
    return withOriginals(scan).resolve(tileName(scan.entities()));
  }

  Path mosaicWithFace(ScanName scan) {
    return withOriginals(scan)
        .resolve(scan.entities().derived("defacemosaic").withExtension(".png").fileName());
  }

  Path renderRefused(ScanName scan) {
    return withOriginals(scan).resolve(render(scan.entities(), "refused"));
  }

  Path renderBefore(ScanName scan) {
    return withOriginals(scan).resolve(render(scan.entities(), "before"));
  }

  private Path withOriginals(ScanName scan) {
    Path figures =
        root.resolve("sourcedata/bidsveil").resolve("sub-" + scan.subject()).resolve("figures");
    return scan.session().map(label -> figures.resolve("ses-" + label)).orElse(figures);
  }

  /** The name of a rendering of the head; {@code moment} is before or after. */
  static String render(HeadScan scan, String moment) {
    return render(scan.entities(), moment);
  }

  private static String render(Entities entities, String moment) {
    return entities.derived("render").with("desc", moment).withExtension(".png").fileName();
  }

  /** Every file named after the scan, so that no other scan may use the name. */
  public List<Path> ofScan(HeadScan scan) {
    return List.of(
        mask(scan),
        draftMask(scan),
        maskSidecar(scan),
        maskRow(scan),
        noFace(scan),
        mosaic(scan),
        renderAfter(scan));
  }

  /** The folder of one participant. */
  public Path subjectFolder(String subject) {
    return folder().resolve("sub-" + subject);
  }

  public Path subjectTable(String subject) {
    return folder().resolve("sub-" + subject).resolve("sub-" + subject + "_deface.tsv");
  }

  /** The data dictionary of a participant's table. */
  Path subjectDictionary(String subject) {
    return folder().resolve("sub-" + subject).resolve("sub-" + subject + "_deface.json");
  }

  public Path logs() {
    return folder().resolve("log");
  }

  public Path report(String time, String subject) {
    return logs().resolve("report_" + time + "_sub-" + subject + ".json");
  }

  /** The report on the files that participants share. */
  public Path sharedReport(String time) {
    return logs().resolve("report_" + time + "_dataset.json");
  }

  /** The lock of a participant, or of the shared tables, in a copied dataset. */
  public Path lock(String what) {
    return logs().resolve(what + ".lock");
  }

  /** The record of what a run wrote into a copy, for a participant or for the dataset. */
  public Path copied(String what) {
    return logs().resolve("copied_" + what + ".txt");
  }

  Path groupTable() {
    return folder().resolve("quality_check").resolve("mask_overlap.tsv");
  }

  /** The data dictionary of the table of all. */
  Path groupDictionary() {
    return folder().resolve("quality_check").resolve("mask_overlap.json");
  }

  /** The table of people's decisions: accept or reject. */
  public Path reviews() {
    return folder().resolve("quality_check").resolve("review.tsv");
  }

  Path histogram() {
    return folder().resolve("figures").resolve("histogram_overlap.svg");
  }

  /** The page of all scans. */
  Path page() {
    return folder().resolve("index.html");
  }

  /** Scans after the first thousand of the page. */
  Path shard(int number) {
    return folder().resolve(shardAddress(number));
  }

  /** From the page. */
  String shardAddress(int number) {
    return String.format(Locale.ROOT, "quality_check/page/scans_%04d.js", number);
  }

  /** The page of one participant, beside that of all. */
  Path subjectPage(String subject) {
    return folder().resolve("sub-" + subject + ".html");
  }

  private Path beside(HeadScan scan, Entities name) {
    return beside(ScanName.of(scan), name);
  }

  private Path beside(ScanName scan, Entities name) {
    return sessionFolder(scan).resolve(scan.datatype()).resolve(name.fileName());
  }

  private Path figures(ScanName scan) {
    return sessionFolder(scan).resolve("figures");
  }

  private Path sessionFolder(ScanName scan) {
    Path subject = folder().resolve("sub-" + scan.subject());
    Optional<Path> session = scan.session().map(label -> subject.resolve("ses-" + label));
    return session.orElse(subject);
  }
}
