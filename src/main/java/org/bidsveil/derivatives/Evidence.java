package org.bidsveil.derivatives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Software;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.FileTraits;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;

/**
 * Writes what a run leaves in {@code derivatives/bidsveil}. A file that is already right is left
 * alone.
 */
public final class Evidence {
  /** Whoever holds it writes one file. */
  private static final Duration SHARED_WAIT = Duration.ofMinutes(2);

  private final DerivativePaths paths;
  private final Path dataset;
  private final Disk disk;

  /**
   * @param dataset the dataset, whose participants' folders say who may read what is derived from
   *     them
   */
  public Evidence(DerivativePaths paths, Path dataset, Disk disk) {
    this.paths = paths;
    this.dataset = dataset;
    this.disk = disk;
  }

  public DerivativePaths paths() {
    return paths;
  }

  /** Whether the folder is a BIDS derivative already. */
  public boolean isDescribed() {
    return Files.exists(paths.description());
  }

  /** Makes the folder a BIDS derivative. The caller keeps other runs away from it. */
  public void describe() {
    if (!isDescribed()) {
      write(paths.description(), DerivativeDocuments.derivativeDescription());
    }
  }

  /** Deletes the temporary files that killed runs left among the shared files. */
  public void clearShared() {
    if (hasLeftovers(paths.folder()) || hasLeftovers(paths.logs())) {
      try (RunLock _ = lockShared()) {
        DurableWrite write = new DurableWrite(disk);
        write.deleteLeftovers(paths.folder());
        write.deleteLeftovers(paths.logs());
      }
    }
  }

  private static boolean hasLeftovers(Path folder) {
    return DurableWrite.hasLeftovers(folder, false);
  }

  /**
   * The pages, descriptions and logs that lie side by side: whoever writes one of them keeps those
   * away who delete what killed runs left there, for a moment. Nobody waits for anything else
   * meanwhile.
   */
  private RunLock lockShared() {
    disk.createFoldersLike(paths.folder(), dataset, paths.folder().relativize(paths.logs()));
    return RunLock.acquire(paths.lock("shared"), SHARED_WAIT, "the pages of " + dataset, disk);
  }

  /**
   * Deletes such temporary files in the folders of a scan and of its participant, and in {@code
   * others}.
   */
  public void clear(HeadScan scan, Collection<Path> others) {
    DurableWrite write = new DurableWrite(disk);
    Set<Path> folders = new LinkedHashSet<>(others);
    folders.add(folder(paths.mask(scan)));
    folders.add(folder(paths.mosaic(scan)));
    folders.add(folder(paths.subjectTable(scan.subject())));
    folders.forEach(write::deleteLeftovers);
  }

  /** Writes one file, unless it holds these bytes already. */
  public void write(Path file, byte[] bytes) {
    if (!file.startsWith(paths.folder())) {
      // Beside the originals: a head before.
      writePrivate(file, bytes);
      return;
    }
    Optional<Path> link =
        LinkKind.linkedFolder(paths.folder().toAbsolutePath(), file.toAbsolutePath());
    if (link.isPresent()) {
      throw new Refusal(
          Refusal.Kind.CANNOT_CREATE,
          "linked-folder",
          link.get() + " is a link: what lies there may belong to others.",
          "Put a folder in its place.");
    }
    disk.createFoldersLike(paths.folder(), dataset, paths.folder().relativize(file).getParent());
    boolean shared =
        paths.folder().equals(file.getParent()) || paths.logs().equals(file.getParent());
    if (shared && !Content.ifPresent(file).filter(b -> Arrays.equals(b, bytes)).isPresent()) {
      try (RunLock _ = lockShared()) {
        new DurableWrite(disk).replaceIfChanged(file, bytes);
      }
    } else {
      new DurableWrite(disk).replaceIfChanged(file, bytes);
    }
  }

  /** The same for a picture of a head before, which only its owner needs to see. */
  void writePrivate(Path file, byte[] bytes) {
    Path folder = folder(file);
    Path ledger = dataset.toAbsolutePath().resolve("sourcedata").resolve(Software.NAME);
    if (folder.startsWith(ledger)) {
      disk.createFoldersLike(ledger, dataset, ledger.relativize(folder));
    } else {
      disk.createFoldersLike(folder(folder), folder(folder), folder.getFileName());
    }
    FileTraits traits =
        FileTraits.ofNewFile().withMode(PosixFilePermissions.fromString("rw-------"));
    new DurableWrite(disk).replace(file, Content.of(bytes), traits.asFarAsPossible());
  }

  /** Deletes one file if it is there. */
  void delete(Path file) {
    new DurableWrite(disk).delete(file);
  }

  /**
   * Writes the mask of a scan with its sidecar and its row. The sidecar goes first because it says
   * which file the mask belongs to: after a kill in between, the mask is not mistaken for that of
   * the scan.
   */
  public void mask(HeadScan scan, byte[] mask, byte[] sidecar, DefaceRow row) {
    write(paths.maskSidecar(scan), sidecar);
    write(paths.mask(scan), mask);
    write(paths.maskRow(scan), new DefaceTable(List.of(row)).toBytes());
    delete(paths.noFace(scan));
    delete(paths.proposal(scan));
  }

  /** Keeps the refused mask of a scan, if one was made. */
  public void refused(HeadScan scan, Optional<byte[]> mask) {
    mask.ifPresentOrElse(
        bytes -> write(paths.proposal(scan), bytes), () -> delete(paths.proposal(scan)));
  }

  /** Records that no face was found in a scan. */
  public void noFace(HeadScan scan, byte[] record) {
    write(paths.noFace(scan), record);
  }

  /**
   * The mask of a scan and all that goes with it, as they were before an attempt to deface the
   * scan.
   *
   * @param files what each held; empty where there was none
   */
  public record Former(Map<Path, Optional<byte[]>> files) {}

  public Former former(HeadScan scan) {
    Map<Path, Optional<byte[]>> files = new LinkedHashMap<>();
    Stream.of(
            paths.mask(scan),
            paths.maskSidecar(scan),
            paths.maskRow(scan),
            paths.noFace(scan),
            paths.tile(ScanName.of(scan)),
            paths.mosaic(scan),
            paths.renderAfter(scan))
        .forEach(file -> files.put(file, Content.ifPresent(file)));
    return new Former(files);
  }

  /**
   * Puts these files back after a failed attempt: the scan stays as it was, and so does what goes
   * with it.
   */
  public void putBack(Former former) {
    former
        .files()
        .forEach((file, bytes) -> bytes.ifPresentOrElse(b -> write(file, b), () -> delete(file)));
  }

  /**
   * Puts the row of a scan into the table of its participant; the files that explain the table are
   * written first.
   *
   * @param news the new row; empty for a scan that an earlier run defaced
   */
  public void row(HeadScan scan, Optional<DefaceRow> news) {
    String subject = scan.subject();
    Optional<DefaceTable> table = tableWith(scan, news);
    if (table.isPresent()) {
      write(paths.subjectDictionary(subject), DataDictionary.json());
      write(paths.subjectTable(subject), table.get().toBytes());
    }
  }

  /** Whether the table of the participant has a row for a scan. */
  public static boolean hasRow(DerivativePaths paths, HeadScan scan) {
    return Content.ifPresent(paths.subjectTable(scan.subject()))
        .flatMap(bytes -> DefaceTable.parse(bytes).row(scan.bidsPath()))
        .isPresent();
  }

  /** The table of the participant with the row of a scan; empty when it is there already. */
  public Optional<DefaceTable> tableWith(HeadScan scan, Optional<DefaceRow> news) {
    DefaceTable before =
        Content.ifPresent(paths.subjectTable(scan.subject()))
            .map(DefaceTable::parse)
            .orElse(DefaceTable.EMPTY);
    DefaceTable after = before.with(news.or(() -> formerRow(scan, before)).stream().toList());
    return after.equals(before) ? Optional.empty() : Optional.of(after);
  }

  /**
   * A scan done before keeps its row. It gets back the one that lies with its mask where a kill
   * lost the row, or where a later attempt failed and left the scan as it was.
   */
  private Optional<DefaceRow> formerRow(HeadScan scan, DefaceTable before) {
    boolean stands =
        before.row(scan.bidsPath()).filter(row -> !row.value("verdict").equals("fail")).isPresent();
    return stands
        ? Optional.empty()
        : Content.ifPresent(paths.maskRow(scan))
            .map(DefaceTable::parse)
            .flatMap(table -> table.row(scan.bidsPath()));
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file: " + file);
    }
    return folder;
  }
}
