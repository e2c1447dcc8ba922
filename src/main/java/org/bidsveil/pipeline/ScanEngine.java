package org.bidsveil.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.deface.BrainGuard;
import org.bidsveil.deface.CannotDeface;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.DefaceProposal;
import org.bidsveil.deface.Defacer;
import org.bidsveil.deface.FaceWindow;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.deface.ScanContext;
import org.bidsveil.deface.TissueThreshold;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.FaceCheck;
import org.bidsveil.qc.Judge;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.qc.Verdict;
import org.bidsveil.registration.Alignment;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Steps 4 to 7 of the walk of one scan: registration, brain, proposal, guard, verdict. Pure: a
 * volume in, a mask out.
 */
public final class ScanEngine {
  private final HeadAtlas atlas;
  private final Settings settings;
  private final TaskExecutor executor;

  /** The face is looked at from these sides, degrees; the first is the front. */
  private static final double[] VIEWS = {0, -35, 35};

  /**
   * A placement below is tried again by the brain alone; the verdict's own bounds are in the table
   * of thresholds.
   */
  private static final double CONFIDENT = 0.5;

  /**
   * @param defacers the chain, first choice first: the next is tried when the verdict of the one
   *     before is fail
   * @param brainExtraction which extractor the guard uses; the measuring mask is the other one
   * @param options for every defacer
   * @param maxBrainLoss the largest accepted overlap, a share of the brain (brainprep: 0.05)
   */
  public record Settings(
      List<String> defacers,
      BrainExtraction brainExtraction,
      DefaceOptions options,
      double maxBrainLoss) {
    public Settings {
      defacers = List.copyOf(defacers);
    }
  }

  /** The two brain extractors. */
  public enum BrainExtraction {
    ATLAS,
    BET
  }

  public ScanEngine(HeadAtlas atlas, Settings settings, TaskExecutor executor) {
    this.atlas = atlas;
    this.settings = settings;
    this.executor = executor;
  }

  /** The names that {@code --deid} knows: every defacer on the class path. */
  public static List<String> defacerNames() {
    return ServiceLoader.load(Defacer.class).stream().map(p -> p.get().name()).sorted().toList();
  }

  /** The decision on one volume (of a 4-D image: its first volume). */
  public ScanResult propose(Volume scan) {
    Pyramid pyramid = Pyramid.of(scan, executor);
    Volume working = pyramid.working();
    if (Percentiles.of(working).isConstant()) {
      return new ScanResult.Impossible("every voxel has the same value");
    }
    HeadPlacement placed = HeadPlacement.of(atlas, pyramid, executor);
    if (placed.presence().skullStripped()) {
      return nothingToDo(ScanResult.Reason.SKULL_STRIPPED, placed);
    }
    if (placed.presence().alreadyDefaced()
        && placed.confidenceOfErased(working, executor) >= CONFIDENT) {
      return nothingToDo(ScanResult.Reason.ALREADY_DEFACED, placed);
    }
    if (placed.confidence() < CONFIDENT) {
      // Without a face or a skull the whole head misleads; its brain may not.
      HeadPlacement byBrain = HeadPlacement.byBrain(atlas, pyramid, executor);
      if (byBrain.presence().skullStripped()) {
        return nothingToDo(ScanResult.Reason.SKULL_STRIPPED, byBrain);
      }
      if (byBrain.confidence() > placed.confidence()) {
        return propose(scan, working, byBrain);
      }
    }
    return propose(scan, working, placed);
  }

  private ScanResult propose(Volume scan, Volume working, HeadPlacement placed) {
    Alignment alignment = placed.alignment();
    Mask byAtlas = AtlasBrainExtractor.extract(working, placed.brain(), executor);
    Mask bySurface =
        placed.brainSurface(atlas, working, settings.options().betFraction(), executor);
    boolean guardByAtlas = settings.brainExtraction() == BrainExtraction.ATLAS;
    Mask guarded = guardByAtlas ? byAtlas : bySurface;
    Mask measuring = MaskLift.toGrid(guardByAtlas ? bySurface : byAtlas, scan.grid(), executor);
    FaceCheck check = faceCheck(working, alignment, TissueThreshold.of(working, placed.head()));
    ScanContext context =
        new ScanContext(scan.grid(), working, alignment, atlas, guarded, executor);
    double margin =
        Double.isNaN(settings.options().bufferMm())
            ? BrainGuard.MARGIN_MM
            : settings.options().bufferMm();
    BrainGuard guard = BrainGuard.around(guarded, margin, scan.grid(), executor);
    return chain(scan, context, guard, measuring, check, placed.confidence());
  }

  private static ScanResult nothingToDo(ScanResult.Reason reason, HeadPlacement placed) {
    Mask brain = placed.brain().atLeast(0.5);
    double voxel = brain.grid().voxelVolumeMm3();
    return new ScanResult.NothingToDo(
        reason,
        new DefaceMetrics(
            brain.count(),
            0,
            brain.count() * voxel,
            0,
            Double.NaN,
            0,
            Double.NaN,
            Double.NaN,
            placed.confidence()));
  }

  private ScanResult chain(
      Volume scan,
      ScanContext context,
      BrainGuard guard,
      Mask measuring,
      FaceCheck check,
      double confidence) {
    List<String> tried = new ArrayList<>();
    List<ScanResult.Proposed> failed = new ArrayList<>();
    Judge judge = new Judge(Thresholds.withBrainLoss(settings.maxBrainLoss()));
    for (String name : settings.defacers()) {
      DefaceProposal proposal;
      try {
        proposal = defacer(name).propose(context, settings.options());
      } catch (CannotDeface e) {
        tried.add(name + ": " + e.getMessage());
        continue;
      }
      Mask removed = guard.apply(proposal.removed());
      DefaceMetrics metrics =
          metrics(scan, proposal.removed(), removed, measuring, check, confidence);
      Verdict verdict = judge.judge(metrics);
      ScanResult.Proposed result =
          new ScanResult.Proposed(proposal.defacer(), removed, measuring, metrics, verdict, tried);
      if (!(verdict instanceof Verdict.Fail)) {
        return result;
      }
      tried.add(name + ": " + verdict.reason());
      failed.add(result);
    }
    return failed.isEmpty()
        ? new ScanResult.Impossible(String.join("; ", tried))
        : failed.getFirst();
  }

  private static Defacer defacer(String name) throws CannotDeface {
    return ServiceLoader.load(Defacer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new CannotDeface("there is no defacer of this name"));
  }

  private FaceCheck faceCheck(Volume working, Alignment alignment, TissueThreshold threshold) {
    List<FaceWindow> windows = new ArrayList<>();
    for (double view : VIEWS) {
      windows.add(FaceWindow.of(atlas, alignment, view));
    }
    return new FaceCheck(windows, working, threshold.value());
  }

  private DefaceMetrics metrics(
      Volume scan, Mask proposed, Mask removed, Mask brain, FaceCheck check, double confidence) {
    double voxel = scan.grid().voxelVolumeMm3();
    int brainVoxels = brain.count();
    int removedVoxels = removed.count();
    Volume after = Pyramid.workingOf(without(scan, removed), executor);
    return new DefaceMetrics(
        brainVoxels,
        removedVoxels,
        brainVoxels * voxel,
        removedVoxels * voxel,
        brainVoxels == 0 ? Double.NaN : (double) brain.countAnd(proposed) / brainVoxels,
        brainVoxels == 0 ? Double.NaN : (double) brain.countAnd(removed) / brainVoxels,
        check.faceLeft(after),
        check.faceLikeness(after),
        confidence);
  }

  private static Volume without(Volume scan, Mask removed) {
    Volume copy = scan.copy();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      copy.values()[v] = 0;
    }
    return copy;
  }
}
