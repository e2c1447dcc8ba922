package org.bidsveil.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bidsveil.bids.AnatomicalScan;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.Refusal;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;

/** Writes what a run leaves in {@code derivatives/bidsveil}. A file that is right already stays. */
final class Evidence {
  private final DerivativePaths paths;
  private final Disk disk;

  Evidence(DerivativePaths paths, Disk disk) {
    this.paths = paths;
    this.disk = disk;
  }

  DerivativePaths paths() {
    return paths;
  }

  /**
   * Makes the folder a BIDS derivative. Of many processes that start at once one creates the
   * description, the others find it.
   */
  void describe() {
    Path description = paths.description();
    if (Files.exists(description)) {
      return;
    }
    disk.createFolders(folder(description));
    try {
      new DurableWrite(disk)
          .createNew(
              description, Content.of(Provenance.derivativeDescription()), FileTraits.ofNewFile());
    } catch (Refusal refusal) {
      if (!Files.exists(description)) {
        throw refusal;
      }
    }
  }

  /** Writes one file, unless it holds these bytes already. */
  void write(Path file, byte[] bytes) {
    if (read(file).filter(before -> Arrays.equals(before, bytes)).isPresent()) {
      return;
    }
    disk.createFolders(folder(file));
    new DurableWrite(disk).replace(file, bytes);
  }

  /** Deletes one file if it is there. */
  void delete(Path file) {
    new DurableWrite(disk).delete(file);
  }

  /** Writes the mask of a scan with its sidecar and its row. */
  void mask(AnatomicalScan scan, byte[] mask, byte[] sidecar, DefaceRow row) {
    write(paths.mask(scan), mask);
    write(paths.maskSidecar(scan), sidecar);
    write(paths.maskRow(scan), new DefaceTable(List.of(row)).toBytes());
  }

  /** Deletes the mask of a scan with all that goes with it: the scan is not defaced. */
  void withdraw(AnatomicalScan scan) {
    delete(paths.mask(scan));
    delete(paths.maskSidecar(scan));
    delete(paths.maskRow(scan));
    delete(paths.mosaic(scan));
    delete(paths.renderAfter(scan));
  }

  /** Puts the row of a scan into the table of its participant; true when the table changed. */
  boolean row(ScanOutcome outcome) {
    Path file = paths.subjectTable(outcome.scan().subject());
    DefaceTable before = read(file).map(DefaceTable::parse).orElse(DefaceTable.EMPTY);
    Optional<DefaceRow> row = rowOf(outcome, before);
    DefaceTable after = before.with(row.stream().toList());
    if (after.equals(before)) {
      return false;
    }
    write(file, after.toBytes());
    write(paths.subjectDictionary(outcome.scan().subject()), DataDictionary.json());
    return true;
  }

  /** A scan done before keeps its row, or gets back the one that lies with its mask. */
  private Optional<DefaceRow> rowOf(ScanOutcome outcome, DefaceTable before) {
    if (!(outcome instanceof ScanOutcome.DoneBefore)) {
      return Optional.of(outcome.row());
    }
    String scan = outcome.scan().bidsPath();
    return before.row(scan).isPresent()
        ? Optional.empty()
        : read(paths.maskRow(outcome.scan()))
            .map(DefaceTable::parse)
            .flatMap(table -> table.row(scan));
  }

  static Optional<byte[]> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.IO,
          "read-failed",
          "reading " + file + " failed: " + e.getMessage() + ".",
          "Check the disk and the permissions.",
          e);
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file: " + file);
    }
    return folder;
  }
}
