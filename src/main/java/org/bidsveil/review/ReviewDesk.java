package org.bidsveil.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.LinkKind;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.RunLock;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.report.CurrentReview;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.ReviewRow;
import org.bidsveil.report.ReviewTable;
import org.bidsveil.report.ScanPage;
import org.bidsveil.report.ScanStatus;
import org.bidsveil.report.Standing;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;

/**
 * What the page can do. Scans are named by their number in the list, so that no request can name a
 * file. Until {@link #apply} no scan is changed: drafts and decisions lie in {@code derivatives/}.
 */
final class ReviewDesk implements Desk {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

  private final Workbench bench;
  private final Clock clock;
  private final Disk disk = Disk.unobserved();
  private final List<HeadScan> scans;
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Stamp, Sha256> hashes = new ConcurrentHashMap<>();

  ReviewDesk(Workbench bench, Clock clock) {
    this.bench = bench;
    this.clock = clock;
    this.scans = List.copyOf(bench.scans());
  }

  /** A file as it is now: when it changes, its hash is computed again. */
  private record Stamp(Path file, FileTime modified, long bytes) {}

  @Override
  public PageOf page() {
    return PageOf.DATASET;
  }

  @Override
  public boolean has(int number) {
    return number >= 0 && number < scans.size();
  }

  /**
   * Every scan with its row, its decision, and whether a draft waits; and what the numbers are.
   * What lies on the disk is only read for one scan, {@link #describe}: there may be thousands.
   */
  @Override
  public ObjectNode list() {
    ReviewTable reviews = reviews();
    Map<Path, DefaceTable> tables = new HashMap<>();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode list = node.putArray("scans");
    for (int n = 0; n < scans.size(); n++) {
      HeadScan scan = scans.get(n);
      DefaceTable table = tables.computeIfAbsent(bench.table(scan), ReviewDesk::table);
      Standing standing =
          Files.exists(scan.absolutePath()) ? Standing.AS_RECORDED : Standing.MISSING;
      Optional<ReviewRow> review = reviews.row(scan.bidsPath());
      list.add(described(n, scan, table.row(scan.bidsPath()), review, standing));
    }
    node.set("columns", ScanPage.columns());
    return node;
  }

  /** One scan of {@link #list}, true of what lies on the disk. */
  @Override
  public ObjectNode describe(int number) {
    HeadScan scan = scans.get(number);
    return described(
        number,
        scan,
        table(bench.table(scan)).row(scan.bidsPath()),
        reviews().row(scan.bidsPath()),
        bench.standing(scan));
  }

  private ObjectNode described(
      int number,
      HeadScan scan,
      Optional<DefaceRow> row,
      Optional<ReviewRow> review,
      Standing standing) {
    Optional<CurrentReview> current =
        review.map(r -> new CurrentReview(r, r.reviewed().equals(sha256(scan.absolutePath()))));
    Optional<ScanStatus> status =
        row.map(r -> ScanStatus.of(r.value(DefaceColumn.VERDICT), standing, current));
    ObjectNode node =
        new DescribedScan(
                number,
                scan.bidsPath(),
                status.map(ScanStatus::word).orElse("not run"),
                status.filter(ReviewDesk::isAcceptable).isPresent(),
                Files.exists(bench.mask(scan)),
                Files.exists(bench.draft(scan)),
                isProposalShown(scan),
                note(scan).or(() -> review.map(ReviewRow::note)).orElse(""),
                row)
            .json();
    current.ifPresent(r -> {
      ObjectNode decision = node.putObject("review");
      decision.put("decision", r.row().decision().word());
      decision.put("note", r.row().note());
      decision.put("time", r.row().time().toString());
      decision.put("current", r.isCurrent());
    });
    return node;
  }

  /** A scan that has its face, or that was never checked, cannot be accepted. */
  private static boolean isAcceptable(ScanStatus status) {
    return switch (status) {
      case PASS, REVIEW, ACCEPTED, REJECTED -> true;
      case RESTORED, REPLACED, MISSING, FAIL -> false;
    };
  }

  private boolean isProposalShown(HeadScan scan) {
    return !Files.exists(bench.mask(scan)) && Files.exists(bench.proposal(scan));
  }

  private Optional<String> note(HeadScan scan) {
    return Content.ifPresent(bench.note(scan))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Keeps a note until a decision takes it. */
  void saveNote(int number, String note) {
    write(bench.note(scans.get(number)), note.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public byte[] original(int number) {
    return picture(bench.original(scans.get(number)));
  }

  /** The scan as it lies in the dataset now. */
  @Override
  public byte[] current(int number) {
    return picture(scans.get(number).absolutePath());
  }

  private byte[] picture(Path file) {
    NiftiImage image = NiftiReader.read(inside(file));
    return NiftiWriter.encode(MeanVolume.of(image), NiftiDatatype.FLOAT32);
  }

  @Override
  public byte[] mask(int number) {
    HeadScan scan = scans.get(number);
    return NiftiWriter.encode(storedMask(scan).orElseGet(() -> new Mask(grid(scan))));
  }

  private Optional<Mask> storedMask(HeadScan scan) {
    for (Path file : List.of(bench.draft(scan), bench.mask(scan), bench.proposal(scan))) {
      if (Files.exists(file)) {
        return Optional.of(EditedMask.parse(read(inside(file)), grid(scan)));
      }
    }
    return Optional.empty();
  }

  @Override
  public byte[] brain(int number) {
    HeadScan scan = scans.get(number);
    inside(scan.absolutePath());
    return NiftiWriter.encode(bench.brain(scan));
  }

  @Override
  public int maskBytes(int number) {
    return Math.addExact(grid(scans.get(number)).voxelCount(), 1 << 16);
  }

  @Override
  public void saveDraft(int number, byte[] file) {
    HeadScan scan = scans.get(number);
    Mask mask = EditedMask.parse(file, grid(scan));
    byte[] bytes = ParallelGzip.compress(NiftiWriter.encode(mask), ParallelGzip.DEFAULT_LEVEL, 1);
    write(bench.draft(scan), bytes);
  }

  @Override
  public void discardDraft(int number) {
    new DurableWrite(disk).delete(bench.draft(scans.get(number)));
  }

  @Override
  public Remade apply(int number, boolean despiteFindings) {
    HeadScan scan = scans.get(number);
    writing.lock();
    try {
      Path draft = bench.draft(scan);
      if (!Files.exists(draft)) {
        throw noDraft();
      }
      Mask mask = EditedMask.parse(read(inside(draft)), grid(scan));
      Remade remade = bench.remake(scan, mask, despiteFindings);
      if (remade instanceof Remade.Applied) {
        discardDraft(number);
      }
      return remade;
    } finally {
      writing.unlock();
    }
  }

  static Refusal noDraft() {
    return new Refusal(
        Refusal.Kind.INPUT_MISSING,
        "no-draft",
        "there is no repainted mask of this scan.",
        "Paint and save first.");
  }

  /**
   * Keeps a decision about the scan as it lies there now.
   *
   * @throws Refusal face-is-there when such a scan is to be accepted
   */
  void decide(int number, ReviewRow.Decision decision, String note) {
    HeadScan scan = scans.get(number);
    if (decision == ReviewRow.Decision.ACCEPT && !describe(number).path("acceptable").asBoolean()) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "face-is-there",
          "the scan as it lies here was not defaced, so it cannot be accepted.",
          "Paint a mask and apply it, or run the participant level again.");
    }
    ReviewRow row =
        new ReviewRow(
            scan.bidsPath(),
            decision,
            note,
            sha256(scan.absolutePath()),
            clock.instant().truncatedTo(ChronoUnit.SECONDS));
    writing.lock();
    try (RunLock _ =
        RunLock.acquire(bench.reviewsLock(), LOCK_WAIT, "the table of reviews", disk)) {
      write(bench.reviews(), reviews().with(row).toBytes());
      new DurableWrite(disk).delete(bench.note(scan));
    } finally {
      writing.unlock();
    }
    bench.decided(scan);
  }

  private ReviewTable reviews() {
    Path file = bench.reviews();
    return Files.exists(file) ? ReviewTable.parse(read(file)) : ReviewTable.EMPTY;
  }

  private static DefaceTable table(Path file) {
    return Files.exists(file) ? DefaceTable.parse(read(file)) : DefaceTable.EMPTY;
  }

  private Grid grid(HeadScan scan) {
    return NiftiReader.read(inside(scan.absolutePath())).grid();
  }

  /**
   * The file, when it really lies in the dataset or among the originals: a link may not lead out.
   *
   * @throws Refusal outside-dataset
   */
  private Path inside(Path file) {
    try {
      Path real = file.toRealPath();
      if (real.startsWith(bench.root().toRealPath())
          || (Files.exists(bench.originals()) && real.startsWith(bench.originals().toRealPath()))) {
        return real;
      }
      throw outside(file);
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  private static Refusal outside(Path file) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "outside-dataset",
        file + " is a link that leads out of the dataset, or lies in a folder that is one.",
        "Review the dataset where its files are.");
  }

  private Sha256 sha256(Path file) {
    try {
      Stamp stamp = new Stamp(file, Files.getLastModifiedTime(file), Files.size(file));
      return hashes.computeIfAbsent(stamp, s -> Sha256.of(s.file()));
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  /**
   * @throws Refusal outside-dataset: a linked folder below derivatives/bidsveil may lead anywhere
   */
  private void write(Path file, byte[] bytes) {
    Path root = bench.root().toAbsolutePath();
    Path own = root.resolve("derivatives").resolve("bidsveil");
    Path target = file.toAbsolutePath();
    if (LinkKind.linkedFolder(target.startsWith(own) ? own : root, target).isPresent()) {
      throw outside(file);
    }
    disk.createFolders(target.resolveSibling("").normalize());
    new DurableWrite(disk).replace(target, bytes);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }
}
