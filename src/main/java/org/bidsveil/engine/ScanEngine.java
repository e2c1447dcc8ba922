package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.deface.BrainGuard;
import org.bidsveil.deface.CannotDeface;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.DefaceProposal;
import org.bidsveil.deface.Defacer;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.deface.ScanContext;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Judge;
import org.bidsveil.qc.PlacementConfidence;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.qc.Verdict;
import org.bidsveil.registration.Alignment;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.registration.RigidRegistration;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.NoisyBackground;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Steps 4 to 7 of the walk of one scan: registration, brain, proposal, guard, verdict. Pure: a
 * volume in, a mask out.
 */
public final class ScanEngine implements Engine {
  private final HeadAtlas atlas;
  private final Settings settings;
  private final TaskExecutor executor;

  /**
   * With a smaller share of the brain that the atlas expects in view an extractor has failed; on 49
   * volumes the two differ by at most 0.25 (docs/evaluation.md).
   */
  private static final double LEAST_INDEPENDENT = 0.5;

  /**
   * A placement below is tried again by the brain alone; the verdict's own bounds are in the table
   * of thresholds.
   */
  private static final double CONFIDENT = 0.5;

  /**
   * Where nose and mouth hold nothing but the background value, that is evidence itself: four
   * volumes that other tools had defaced measured 0.54 to 1.00, what was erased left out.
   */
  private static final double CONFIDENT_OF_ERASED = 0.1;

  /**
   * An image in which tissue just inside the placed head is brighter than air just outside with
   * this probability shows the face well enough to be measured: a head of any contrast has at least
   * 0.95 (docs/decisions/0016).
   */
  private static final double SHOWS_HEAD = 0.94;

  private static final String CONSTANT = "every voxel has the same value";

  /**
   * @param defacers the chain, first choice first: the next is tried when the verdict of the one
   *     before is fail
   * @param brainExtraction which extractor the guard uses; the measuring mask is the other one
   * @param options for every defacer
   * @param maxBrainLoss the largest accepted overlap, a share of the brain (brainprep: 0.05)
   * @param tools defacers of this run alone, besides those on the class path
   */
  public record Settings(
      List<String> defacers,
      BrainExtraction brainExtraction,
      DefaceOptions options,
      double maxBrainLoss,
      List<Defacer> tools) {
    public Settings {
      defacers = List.copyOf(defacers);
      tools = List.copyOf(tools);
    }

    /** With the defacers on the class path alone. */
    public Settings(
        List<String> defacers,
        BrainExtraction brainExtraction,
        DefaceOptions options,
        double maxBrainLoss) {
      this(defacers, brainExtraction, options, maxBrainLoss, List.of());
    }

    /** The defacer that the chain calls so. */
    Defacer defacer(String name) throws CannotDeface {
      return find(name).orElseThrow(() -> new CannotDeface("there is no defacer of this name"));
    }

    /** Whether a mask of this maker should take the ears; of a person's it should. */
    boolean earsShouldGo(String maker) {
      return find(maker).map(Defacer::removesEars).orElse(true);
    }

    private Optional<Defacer> find(String name) {
      Optional<Defacer> tool = tools.stream().filter(t -> t.name().equals(name)).findFirst();
      return tool.or(() -> onClassPath(name));
    }

    private static Optional<Defacer> onClassPath(String name) {
      return ServiceLoader.load(Defacer.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(d -> d.name().equals(name))
          .findFirst();
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

  @Override
  public ScanResult propose(Volume image) {
    Volume scan = NoisyBackground.damped(image, executor);
    Pyramid pyramid = Pyramid.of(scan, executor);
    Volume working = pyramid.working();
    if (Percentiles.of(working).isConstant()) {
      return new ScanResult.Impossible(CONSTANT);
    }
    HeadPlacement placed = HeadPlacement.of(atlas, pyramid, executor);
    if (placed.presence().skullStripped()) {
      return nothingToDo(ScanResult.Reason.SKULL_STRIPPED, placed);
    }
    if (placed.presence().alreadyDefaced()) {
      double confidence = placed.confidenceOfErased(atlas, working, executor);
      if (confidence >= CONFIDENT_OF_ERASED) {
        return nothingToDo(ScanResult.Reason.ALREADY_DEFACED, placed.with(confidence));
      }
    }
    if (placed.confidence() < CONFIDENT) {
      // Without a face or a skull the whole head misleads; its brain may not.
      HeadPlacement byBrain = HeadPlacement.byBrain(atlas, pyramid, executor);
      if (byBrain.presence().skullStripped()) {
        return nothingToDo(ScanResult.Reason.SKULL_STRIPPED, byBrain);
      }
      if (byBrain.confidence() > placed.confidence()) {
        return decided(scan, working, byBrain);
      }
    }
    return decided(scan, working, placed);
  }

  @Override
  public ScanResult proposeWith(Volume image, Volume donor, PlacedHead donorPlacement) {
    Volume scan = NoisyBackground.damped(image, executor);
    Volume working = Pyramid.workingOf(scan, executor);
    Volume other = Pyramid.workingOf(NoisyBackground.damped(donor, executor), executor);
    RigidRegistration.Result rigid =
        RigidRegistration.register(other, working, List.of(), executor);
    Alignment alignment = donorPlacement.alignment().carried(rigid.secondFromFirst());
    HeadPlacement placed = HeadPlacement.at(alignment, rigid.score(), atlas, working, executor);
    // Scan to scan scores higher than scan to atlas: a head must be seen to end there as well.
    boolean showsHead = !(placed.contrast() < SHOWS_HEAD);
    double confidence = showsHead ? placed.confidence() : 0;
    return decided(scan, working, placed.with(Math.min(confidence, donorPlacement.confidence())));
  }

  @Override
  public ScanResult.Proposed share(Volume image, ScanResult.Proposed donor) {
    if (donor.placement().isEmpty()) {
      return donor;
    }
    PlacedHead placement = donor.placement().get();
    Volume scan = NoisyBackground.damped(image, executor);
    Volume working = Pyramid.workingOf(scan, executor);
    Volume head = AtlasOnScan.pull(atlas.head(), placement.alignment(), working.grid(), executor);
    Mask judged = HeadPlacement.aboveChin(atlas, placement.alignment(), working.grid());
    if (!(PlacementConfidence.headContrast(working, head, judged, executor) >= SHOWS_HEAD)) {
      return donor;
    }
    SurfaceCheck check =
        SurfaceCheck.of(
            atlas, placement.alignment(), working, head, settings.options().keepEars(), executor);
    DefaceMetrics metrics =
        metrics(
            scan,
            donor.metrics().overlapProposed(),
            donor.removed(),
            donor.brain(),
            Optional.of(check),
            placement.confidence());
    return new ScanResult.Proposed(
        donor.defacer(),
        donor.removed(),
        donor.brain(),
        metrics,
        judge(settings.earsShouldGo(donor.defacer())).judge(metrics),
        donor.tried(),
        donor.placement(),
        donor.source());
  }

  @Override
  public boolean showsErasedFace(Volume image, PlacedHead placement) {
    Volume working = Pyramid.workingOf(image, executor);
    return HeadPlacement.presence(placement.alignment(), atlas, working, executor).alreadyDefaced();
  }

  @Override
  public ScanResult maskAt(Volume image, PlacedHead placement) {
    Volume scan = NoisyBackground.damped(image, executor);
    Volume working = Pyramid.workingOf(scan, executor);
    HeadPlacement placed =
        HeadPlacement.at(placement.alignment(), 0, atlas, working, executor)
            .with(placement.confidence());
    return chain(scan, working, placed, false);
  }

  private ScanResult decided(Volume scan, Volume working, HeadPlacement placed) {
    ScanResult result = chain(scan, working, placed, true);
    return result instanceof ScanResult.Proposed p && isWithoutFaceInView(p)
        ? nothingToDo(ScanResult.Reason.FACE_OUT_OF_VIEW, placed)
        : result;
  }

  /** A scan that shows no face from the front, and of which a defacer would take nothing. */
  private static boolean isWithoutFaceInView(ScanResult.Proposed proposed) {
    return proposed.removed().isEmpty()
        && Double.isNaN(proposed.metrics().faceLeft())
        && proposed.placement().filter(PlacedHead::isSure).isPresent();
  }

  /**
   * The numbers and the verdict of a mask that no defacer made: a person painted it. No brain guard
   * touches it.
   *
   * @param removed the voxels to remove, on the image's grid
   * @param maker stands for the defacer's name
   */
  public ScanResult measure(Volume image, Mask removed, String maker) {
    Volume scan = NoisyBackground.damped(image, executor);
    Pyramid pyramid = Pyramid.of(scan, executor);
    if (Percentiles.of(pyramid.working()).isConstant()) {
      return new ScanResult.Impossible(CONSTANT);
    }
    HeadPlacement placed = HeadPlacement.of(atlas, pyramid, executor);
    if (placed.confidence() < CONFIDENT) {
      HeadPlacement byBrain = HeadPlacement.byBrain(atlas, pyramid, executor);
      placed = byBrain.confidence() > placed.confidence() ? byBrain : placed;
    }
    Examined examined = examined(scan, pyramid.working(), placed, true);
    DefaceMetrics metrics =
        metrics(
            scan,
            share(examined.measuring(), removed),
            removed,
            examined.measuring(),
            examined.check(),
            placed.confidence());
    return new ScanResult.Proposed(
        maker,
        removed,
        examined.measuring(),
        metrics,
        judge(settings.earsShouldGo(maker)).judge(metrics).with(examined.remarks()),
        List.of());
  }

  /**
   * What is known of a scan before any mask is made.
   *
   * @param context for the defacers
   * @param guard keeps them from the brain
   * @param measuring brain mask on the scan's grid that the guard does not use
   * @param check compares face and ears before and after; empty when there was no face
   * @param remarks what a person should know of the numbers
   */
  private record Examined(
      ScanContext context,
      BrainGuard guard,
      Mask measuring,
      Optional<SurfaceCheck> check,
      List<String> remarks) {}

  private ScanResult chain(Volume scan, Volume working, HeadPlacement placed, boolean faceIsThere) {
    return chain(scan, examined(scan, working, placed, faceIsThere), placed.told());
  }

  private Examined examined(
      Volume scan, Volume working, HeadPlacement placed, boolean faceIsThere) {
    Alignment alignment = placed.alignment();
    Mask byAtlas = AtlasBrainExtractor.extract(working, placed.brain(), executor);
    Mask bySurface =
        placed.brainSurface(atlas, working, settings.options().betFraction(), executor);
    boolean guardByAtlas = settings.brainExtraction() == BrainExtraction.ATLAS;
    Mask guarded = guardByAtlas ? byAtlas : bySurface;
    Mask expected = placed.brain().atLeast(0.5);
    List<String> remarks = new ArrayList<>();
    Mask independent = guardByAtlas ? bySurface : byAtlas;
    if (expected.isEmpty()) {
      remarks.add("no-brain-in-view");
    } else if (independent.count() < LEAST_INDEPENDENT * expected.count()) {
      // A surface does not grow in a slab: the loss is measured against the atlas' brain alone.
      independent = expected;
      remarks.add("brain-measured-by-atlas");
    }
    Mask measuring = MaskLift.toGrid(independent, scan.grid(), executor);
    Optional<SurfaceCheck> check =
        faceIsThere
            ? Optional.of(
                SurfaceCheck.of(
                    atlas,
                    alignment,
                    working,
                    placed.head(),
                    settings.options().keepEars(),
                    executor))
            : Optional.empty();
    ScanContext context = new ScanContext(scan, working, alignment, atlas, guarded, executor);
    double margin =
        Double.isNaN(settings.options().bufferMm())
            ? BrainGuard.MARGIN_MM
            : settings.options().bufferMm();
    // Around the surface the atlas' own brain is what measures: it must not guard as well.
    BrainGuard guard =
        guardByAtlas && Double.isNaN(settings.options().bufferMm())
            ? BrainGuard.around(guarded, margin, placed.possibleBrain(), scan.grid(), executor)
            : BrainGuard.around(guarded, margin, scan.grid(), executor);
    return new Examined(context, guard, measuring, check, remarks);
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
            Double.NaN,
            placed.confidence()),
        Optional.of(placed.told()));
  }

  private ScanResult chain(Volume scan, Examined examined, PlacedHead placement) {
    List<String> tried = new ArrayList<>();
    List<ScanResult.Proposed> failed = new ArrayList<>();
    for (String name : settings.defacers()) {
      ScanResult.Proposed result;
      try {
        result = proposal(name, scan, examined, placement, failed, tried);
      } catch (CannotDeface e) {
        tried.add(name + ": " + e.getMessage());
        continue;
      }
      // Where no face is in view another defacer could only take what is none.
      if (!result.failed() || isWithoutFaceInView(result)) {
        return result;
      }
      tried.add(name + ": " + result.verdict().reason());
      failed.add(result);
    }
    return failed.isEmpty()
        ? new ScanResult.Impossible(String.join("; ", tried))
        : failed.getFirst().withTriedAfter(tried);
  }

  /**
   * What every defacer of the chain would do, whatever became of the one before: for evaluation.
   *
   * @param taker gets the results one by one
   */
  void proposeEach(Volume image, PlacedHead placement, Consumer<ScanResult> taker) {
    Volume scan = NoisyBackground.damped(image, executor);
    Volume working = Pyramid.workingOf(scan, executor);
    HeadPlacement placed =
        HeadPlacement.at(placement.alignment(), 0, atlas, working, executor)
            .with(placement.confidence());
    Examined examined = examined(scan, working, placed, true);
    for (String name : settings.defacers()) {
      try {
        taker.accept(proposal(name, scan, examined, placement, List.of(), List.of()));
      } catch (CannotDeface e) {
        taker.accept(new ScanResult.Impossible(name + ": " + e.getMessage()));
      }
    }
  }

  /**
   * @param failed what the defacers before made
   */
  private ScanResult.Proposed proposal(
      String name,
      Volume scan,
      Examined examined,
      PlacedHead placement,
      List<ScanResult.Proposed> failed,
      List<String> tried)
      throws CannotDeface {
    Defacer defacer = settings.defacer(name);
    DefaceProposal proposal = defacer.propose(examined.context(), settings.options());
    Mask removed = examined.guard().apply(proposal.removed());
    DefaceMetrics metrics =
        metrics(
            scan,
            share(examined.measuring(), proposal.removed()),
            removed,
            examined.measuring(),
            examined.check(),
            placement.confidence());
    return new ScanResult.Proposed(
        proposal.defacer(),
        removed,
        examined.measuring(),
        metrics,
        judge(earsShouldGo(defacer, failed)).judge(metrics).with(examined.remarks()),
        tried,
        Optional.of(placement),
        Optional.empty());
  }

  /**
   * Whether a mask fails that leaves the ears: of a defacer that takes them, and also of one that
   * does not where one before failed for them alone, for it would leave more of them.
   */
  static boolean earsShouldGo(Defacer defacer, List<ScanResult.Proposed> failed) {
    return defacer.removesEars() || failed.stream().anyMatch(ScanEngine::failedForEars);
  }

  private static boolean failedForEars(ScanResult.Proposed result) {
    return result.verdict() instanceof Verdict.Fail(List<String> reasons)
        && reasons.stream().allMatch(reason -> reason.startsWith(Check.EARS_LEFT.reason()));
  }

  private Judge judge(boolean earsShouldGo) {
    Thresholds usual = Thresholds.withBrainLoss(settings.maxBrainLoss());
    return new Judge(earsShouldGo ? usual : usual.withEarsForReview());
  }

  /** Share of the brain that a mask takes, 0 to 1; nothing can be taken where there is none. */
  private static double share(Mask brain, Mask taken) {
    int voxels = brain.count();
    return voxels == 0 ? 0 : (double) brain.countAnd(taken) / voxels;
  }

  private DefaceMetrics metrics(
      Volume scan,
      double overlapProposed,
      Mask removed,
      Mask brain,
      Optional<SurfaceCheck> check,
      double confidence) {
    double voxel = scan.grid().voxelVolumeMm3();
    int brainVoxels = brain.count();
    int removedVoxels = removed.count();
    Volume after = Pyramid.workingOf(without(scan, removed), executor);
    return new DefaceMetrics(
        brainVoxels,
        removedVoxels,
        brainVoxels * voxel,
        removedVoxels * voxel,
        overlapProposed,
        share(brain, removed),
        check.map(c -> c.face().faceLeft(after)).orElse(Double.NaN),
        check.map(c -> c.face().faceLikeness(after)).orElse(Double.NaN),
        check.map(c -> c.earsLeft(after)).orElse(Double.NaN),
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
