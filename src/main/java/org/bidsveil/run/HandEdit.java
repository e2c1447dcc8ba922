package org.bidsveil.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.ImageContent;
import org.bidsveil.derivatives.DerivativePaths;
import org.bidsveil.derivatives.Evidence;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.derivatives.ScansOnDisk;
import org.bidsveil.engine.ScanEngine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.originals.Preflight;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.RunConfiguration;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.qc.Verdict;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.Standing;
import org.bidsveil.rewrite.Fill;
import org.bidsveil.session.EveryVolume;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Applies masks that a person painted: measures them in the same way as those of the defacers, and
 * makes the scan again from its original by the same walk.
 */
public final class HandEdit {

  /**
   * The entry in place of the defacer's name in the row, in the mask's sidecar and in
   * originals.tsv.
   */
  public static final String MAKER = "edited by hand";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunConfiguration configuration;
  private final RunPlan plan;
  private final DerivativePaths paths;
  private final Measure measure;

  /** The numbers and the verdict of a mask; {@link ScanEngine#measure} in earnest. */
  @FunctionalInterface
  interface Measure {
    ScanResult of(Volume scan, Mask removed);
  }

  /** The result of applying a painted mask. */
  public sealed interface Result {}

  /** The scan was replaced. */
  public record Applied(ScanOutcome.Defaced outcome) implements Result {}

  /** A check failed and the person has not said to go on; nothing was changed. */
  public record Doubtful(String reason) implements Result {}

  /**
   * @param configuration a configuration in place; its settings for metadata apply to scans that no
   *     run has touched yet
   */
  public HandEdit(RunConfiguration configuration) {
    this(
        configuration,
        (scan, removed) ->
            new ScanEngine(
                    ShippedAtlas.get(),
                    configuration.defacing().engineSettings(),
                    TaskExecutor.of(configuration.resources().processors()))
                .measure(scan, removed, MAKER));
  }

  HandEdit(RunConfiguration configuration, Measure measure) {
    this.configuration = configuration;
    this.plan = RunPlan.of(configuration);
    this.paths = new DerivativePaths(configuration.dataset());
    this.measure = measure;
  }

  /**
   * Every image whose bytes are here: the anatomical ones, and any others that a run was asked to
   * deface.
   */
  public List<HeadScan> scans() {
    Set<HeadScan> planned =
        plan.scans().stream().map(PlannedScan::scan).collect(Collectors.toUnmodifiableSet());
    return plan.dataset()
        .scans()
        .filter(scan -> scan.content() == ImageContent.PRESENT)
        .filter(scan -> planned.contains(scan) || Evidence.hasRow(paths, scan))
        .toList();
  }

  /**
   * The file with the undefaced scan.
   *
   * @throws Refusal when it was not kept, or is damaged; not-the-original
   */
  public Path original(HeadScan scan) {
    return original(files(), scan);
  }

  /** Writes the participant's page again, for a person has decided about one of its scans. */
  public void decided(HeadScan scan) {
    files().page(scan.subject());
  }

  public Path mask(HeadScan scan) {
    return paths.mask(scan);
  }

  /**
   * The brain that measures what a mask takes of it, on the scan's grid; empty where none is found.
   * It is looked for in the original; in the scan where no original was kept.
   *
   * @throws Refusal when the original was kept but is damaged or not there
   */
  public Mask brain(HeadScan scan) {
    Path file = files().destination().readable(scan);
    MemoryBudget.requireRoom(file, configuration.resources().memoryMegabytes());
    Volume volume = MeanVolume.of(NiftiReader.read(file));
    Mask nothing = new Mask(volume.grid());
    return switch (measure.of(volume, nothing)) {
      case ScanResult.Proposed proposed -> proposed.brain();
      case ScanResult.Impossible _, ScanResult.NothingToDo _ -> nothing;
    };
  }

  public Path draft(HeadScan scan) {
    return paths.draftMask(scan);
  }

  public Path note(HeadScan scan) {
    return paths.draftNote(scan);
  }

  public Path proposal(HeadScan scan) {
    return paths.proposal(scan);
  }

  /** How the file in the dataset now compares with what the last run recorded. */
  public Standing standing(HeadScan scan) {
    return ScansOnDisk.standing(
        configuration.dataset(),
        Content.ifPresent(paths.subjectTable(scan.subject()))
            .flatMap(bytes -> DefaceTable.parse(bytes).row(scan.bidsPath())),
        scan);
  }

  public Path table(HeadScan scan) {
    return paths.subjectTable(scan.subject());
  }

  public Path reviews() {
    return paths.reviews();
  }

  public Path reviewsLock() {
    return paths.lock("review");
  }

  /**
   * Makes the scan again from its original.
   *
   * @param removed the voxels to remove, on the scan's grid
   * @param despiteFindings whether to do it even when a check fails; the verdict is then review,
   *     with the failed checks as its reason
   * @throws Refusal when it cannot be done; the scan then stays as it was
   */
  public Result remake(HeadScan scan, Mask removed, boolean despiteFindings) {
    Preflight.refusalFor(configuration.dataset(), scan.relativePath(), configuration.force())
        .ifPresent(refusal -> {
          throw refusal;
        });
    RunFiles files = files();
    files.begin(planOf(scan), note -> {});
    Path original = original(files, scan);
    MemoryBudget.requireRoom(original, configuration.resources().memoryMegabytes());
    return switch (measured(NiftiReader.read(original), removed)) {
      case ScanResult.Impossible impossible -> throw failed(impossible.reason(), Optional.empty());
      case ScanResult.NothingToDo nothing ->
          throw failed(nothing.reason().words(), Optional.empty());
      case ScanResult.Proposed proposed ->
          switch (proposed.verdict()) {
            case Verdict.Fail fail ->
                despiteFindings
                    ? walked(scan, files, proposed.with(new Verdict.Review(fail.reasons())))
                    : new Doubtful(fail.reason());
            case Verdict.Pass _, Verdict.Review _ -> walked(scan, files, proposed);
          };
    };
  }

  /** Of several volumes the mean is measured, and each of them. */
  private ScanResult measured(NiftiImage image, Mask removed) {
    return EveryVolume.measured(
        image, measure.of(MeanVolume.of(image), removed), volume -> measure.of(volume, removed));
  }

  private Result walked(HeadScan scan, RunFiles files, ScanResult.Proposed proposed) {
    ScanWalk walk = new ScanWalk(asBefore(scan), files, Pictures::draw, new ReentrantLock());
    ScanOutcome outcome = walk.remake(scan, proposed, configuration.resources().processors());
    return switch (outcome) {
      case ScanOutcome.Defaced defaced -> {
        files.page(scan.subject());
        yield new Applied(defaced);
      }
      case ScanOutcome.Failed failure -> throw failed(failure.reason(), failure.cause());
      case ScanOutcome.NoFace _, ScanOutcome.DoneBefore _ ->
          throw new IllegalStateException("a mask was given, and the walk did not take it");
    };
  }

  /** What was refaced is refaced again, unless another fill is asked for. */
  private RunConfiguration asBefore(HeadScan scan) {
    boolean refaced =
        Content.ifPresent(paths.maskSidecar(scan))
            .flatMap(bytes -> text(bytes, "Fill"))
            .filter(Fill.FACE.toString()::equals)
            .isPresent();
    Defacing defacing = configuration.defacing();
    return refaced && defacing.fill() == Defacing.DEFAULT.fill()
        ? configuration.with(defacing.with(Fill.FACE))
        : configuration;
  }

  private static Refusal failed(String reason, Optional<Throwable> cause) {
    return cause.orElse(null) instanceof Refusal refusal
        ? refusal
        : new Refusal(
            Refusal.Kind.IO,
            "not-applied",
            "the mask could not be applied: " + reason + ".",
            "The draft is kept; try again when the cause is gone.");
  }

  /**
   * A scan whose mask was made on other bytes, as in a defaced copy, has its original elsewhere:
   * what lies here must not be taken for it.
   */
  private Path original(RunFiles files, HeadScan scan) {
    Path original = files.destination().source(scan);
    Optional<String> madeFrom =
        Content.ifPresent(paths.maskSidecar(scan)).flatMap(bytes -> text(bytes, "SourceSha256"));
    if (madeFrom.isPresent() && !madeFrom.get().equals(Sha256.of(original).hex())) {
      throw new Refusal(
          Refusal.Kind.INPUT_MISSING,
          "not-the-original",
          "the mask of " + scan.bidsPath() + " was made from another file than the original here.",
          "Review the dataset in which the original lies (of a copy: the one it was made from), or"
              + " give --originals.");
    }
    return original;
  }

  private static Optional<String> text(byte[] sidecar, String key) {
    try {
      return Optional.of(JSON.readTree(sidecar).path(key).asText()).filter(text -> !text.isEmpty());
    } catch (JacksonException e) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "mask-sidecar-damaged",
          "the sidecar of a mask cannot be read.",
          "Deface the scan again with --force.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private RunFiles files() {
    return RunFiles.of(plan, Disk.unobserved(), Clock.systemUTC());
  }

  private RunPlan planOf(HeadScan scan) {
    return new RunPlan(
        configuration,
        plan.dataset(),
        List.of(new PlannedScan(scan, new PlannedScan.Deface(scan.datatype()), Optional.empty())),
        Map.of());
  }
}
