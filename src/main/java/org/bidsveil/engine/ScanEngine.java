package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.alignment.PlacementDisagreement;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.BrainGuard;
import org.bidsveil.deface.FacePresence;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.deface.ScanContext;
import org.bidsveil.deface.TissueThreshold;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.IndependentEvidence;
import org.bidsveil.qc.PlacementConfidence;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.registration.RigidRegistration;
import org.bidsveil.volume.AirLevel;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.TaskExecutor.Both;
import org.bidsveil.volume.Volume;

/**
 * The engine of steps 4 to 7 of the walk of one scan: the head is searched ({@link HeadSearch}),
 * the brain masked ({@link BrainMasks}), defacers propose and the guard keeps the brain ({@link
 * DefacerChain}), and what is left is measured ({@link Measurement}). Pure: a volume in, a mask
 * out.
 */
public final class ScanEngine implements Engine {

  /**
   * An image in which tissue just inside the placed head is brighter than air just outside with
   * this probability shows the face well enough to be measured: a head of any contrast has at least
   * 0.95 (docs/decisions/0016).
   */
  private static final double SHOWS_HEAD = 0.94;

  private static final String CONSTANT = "every voxel has the same value";

  private static final String NO_HEAD =
      "no-head: what lies where a brain should be shows nothing of one";

  /** Image sides from the head of a preterm newborn (60 mm) to what no scanner sees at once, mm. */
  private static final double SHORTEST_SIDE_MM = 50;

  private static final double LONGEST_SIDE_MM = 3000;

  private final HeadAtlas atlas;
  private final EngineSettings settings;
  private final TaskExecutor executor;

  public ScanEngine(HeadAtlas atlas, EngineSettings settings, TaskExecutor executor) {
    this.atlas = atlas;
    this.settings = settings;
    this.executor = executor;
  }

  /** Air at 0 and dark: every later step takes that for granted. */
  private Volume prepared(Volume image) {
    return AirLevel.darkened(image, executor);
  }

  /** Why no head can be looked for. */
  private static Optional<ScanResult> impossible(Volume scan, Pyramid pyramid) {
    Grid grid = scan.grid();
    double side = 0;
    for (int axis = 0; axis < 3; axis++) {
      side = Math.max(side, grid.size(axis) * grid.voxelSizeMm(axis));
    }
    if (side < SHORTEST_SIDE_MM || side > LONGEST_SIDE_MM) {
      return Optional.of(
          new ScanResult.Impossible(
              String.format(
                  Locale.ROOT,
                  "by its header the image is %.3g mm long, which no image of a head is;"
                      + " see pixdim, sform and xyzt_units",
                  side)));
    }
    return pyramid.isConstant()
        ? Optional.of(new ScanResult.Impossible(CONSTANT))
        : Optional.empty();
  }

  @Override
  public ScanResult propose(Volume image) {
    Volume scan = prepared(image);
    Pyramid pyramid = Pyramid.of(scan, executor);
    Volume working = pyramid.working();
    return impossible(scan, pyramid)
        .orElseGet(() ->
            switch (search().search(pyramid)) {
              case HeadSearch.Found.NoFace(ScanResult.NothingToDo result) -> result;
              case HeadSearch.Found.Face(HeadPlacement placed, List<String> remarks) ->
                  decided(scan, working, placed, remarks);
              case HeadSearch.Found.NoHead(HeadPlacement placed) ->
                  withoutHead(decided(scan, working, placed, List.of()));
            });
  }

  private HeadSearch search() {
    return new HeadSearch(atlas, settings.options().keepEars(), executor);
  }

  /** Untouched, whatever else the numbers say. */
  private static ScanResult withoutHead(ScanResult result) {
    return switch (result) {
      case ScanResult.Proposed proposed -> proposed.refused(NO_HEAD);
      case ScanResult.Impossible _ -> new ScanResult.Impossible(NO_HEAD);
      case ScanResult.NothingToDo nothing -> nothing;
    };
  }

  @Override
  public ScanResult proposeWith(Volume image, Volume donor, PlacedHead donorPlacement) {
    Volume scan = prepared(image);
    Pyramid pyramid = Pyramid.of(scan, executor);
    Volume working = pyramid.working();
    Volume other = Pyramid.workingOf(prepared(donor), executor);
    RigidRegistration.Result rigid =
        RigidRegistration.register(other, working, List.of(), executor);
    Alignment alignment = donorPlacement.alignment().carried(rigid.secondFromFirst());
    HeadPlacement placed = HeadPlacement.at(alignment, rigid.score(), atlas, pyramid, executor);
    // Scan to scan scores higher than scan to atlas: a head must be seen to end there as well.
    boolean showsHead = !(placed.contrast() < SHOWS_HEAD);
    double confidence = showsHead ? placed.confidence() : 0;
    return decided(
        scan, working, placed.with(Math.min(confidence, donorPlacement.confidence())), List.of());
  }

  @Override
  public SharedMask share(Volume image, ScanResult.Proposed donor) {
    if (donor.placement().isEmpty()) {
      return new SharedMask.NotMeasurable();
    }
    PlacedHead placement = donor.placement().get();
    Volume scan = prepared(image);
    Volume working = Pyramid.workingOf(scan, executor);
    Volume head = AtlasOnScan.pull(atlas.head(), placement.alignment(), working.grid(), executor);
    Mask judged = HeadPlacement.aboveChin(atlas, placement.alignment(), working.grid());
    if (!(PlacementConfidence.headContrast(working, head, judged, executor) >= SHOWS_HEAD)) {
      return new SharedMask.NotMeasurable();
    }
    SurfaceCheck check =
        surfaceCheck(
            placement.alignment(), working, TissueThreshold.of(working, head).value(), Float.NaN);
    IndependentEvidence known = donor.metrics().evidence();
    HeadEvidence evidence =
        HeadEvidence.of(
            atlas,
            placement.second(),
            known.measuredBy(),
            new PlacementDisagreement(known.placementMedianMm(), known.placementLargestMm()),
            head,
            working,
            executor);
    DefaceMetrics metrics =
        new Measurement(
                scan,
                working,
                donor.brain(),
                Optional.of(check),
                evidence,
                known.brainAgreement(),
                placement.confidence())
            .of(donor.metrics().overlapProposed(), donor.removed(), executor);
    return new SharedMask.Measured(
        donor.judgedAnew(
            metrics, settings.judge(settings.earsShouldGo(donor.defacer())).judge(metrics)));
  }

  @Override
  public boolean showsErasedFace(Volume image, PlacedHead placement) {
    Volume working = Pyramid.workingOf(prepared(image), executor);
    return HeadPlacement.presence(placement.alignment(), atlas, working, executor).alreadyDefaced();
  }

  @Override
  public ScanResult maskAt(Volume image, PlacedHead placement) {
    Volume scan = prepared(image);
    Pyramid pyramid = Pyramid.of(scan, executor);
    HeadPlacement placed = given(placement, pyramid);
    Volume working = pyramid.working();
    return chain(scan, working, placed, look(working, placed, false)).run();
  }

  /**
   * The numbers and the verdict of a mask that a person painted and no defacer made. The brain
   * guard is not applied to it.
   *
   * @param removed the voxels to remove, on the image's grid
   * @param maker the entry in place of the defacer's name
   */
  public ScanResult measure(Volume image, Mask removed, String maker) {
    Volume scan = prepared(image);
    Pyramid pyramid = Pyramid.of(scan, executor);
    Volume working = pyramid.working();
    Optional<ScanResult> impossible = impossible(scan, pyramid);
    if (impossible.isPresent()) {
      return impossible.get();
    }
    HeadPlacement placed = search().surest(pyramid);
    return painted(scan, working, placed, List.of(removed), maker).getFirst();
  }

  private List<ScanResult.Proposed> painted(
      Volume scan, Volume working, HeadPlacement placed, List<Mask> masks, String maker) {
    Looked looked = look(working, placed, true);
    BrainMasks brains = looked.brains(placed, scan.grid(), executor);
    Measurement measurement =
        measurement(scan, working, placed, brains, looked.evidence(), looked.check());
    List<ScanResult.Proposed> measured = new ArrayList<>();
    for (Mask removed : masks) {
      DefaceMetrics metrics = measurement.of(measurement.overlap(removed), removed, executor);
      measured.add(
          ScanResult.Proposed.of(
                  maker,
                  removed,
                  brains.measuring(),
                  metrics,
                  settings
                      .judge(settings.earsShouldGo(maker))
                      .judge(metrics)
                      .with(brains.remarks()))
              .at(placed.told()));
    }
    return measured;
  }

  /**
   * What would be said of each of these masks at a placement, had a person painted it.
   *
   * @param masks on the image's grid
   */
  List<ScanResult.Proposed> measureEach(Volume image, PlacedHead placement, List<Mask> masks) {
    Volume scan = prepared(image);
    Pyramid pyramid = Pyramid.of(scan, executor);
    HeadPlacement placed = given(placement, pyramid);
    return painted(scan, pyramid.working(), placed, masks, "painted");
  }

  /**
   * What the chain would do at a placement had another brain been extracted.
   *
   * @param guarded on the working lattice
   */
  ScanResult proposeGuarding(Volume image, PlacedHead placement, Mask guarded) {
    Volume scan = prepared(image);
    Pyramid pyramid = Pyramid.of(scan, executor);
    Volume working = pyramid.working();
    HeadPlacement placed = given(placement, pyramid);
    HeadEvidence evidence = placed.evidence(atlas, working, executor);
    BrainMasks brains = BrainMasks.of(guarded, placed, evidence, scan.grid(), executor);
    double tissue = TissueThreshold.of(working, placed.head()).value();
    Optional<SurfaceCheck> check = Optional.of(check(working, placed, tissue));
    return chain(scan, working, placed, brains, evidence, check, tissue).run();
  }

  /**
   * Proposes with every defacer of the chain at a placement, whatever the result of the one before.
   *
   * @param taker receives the results one by one
   */
  public void proposeEach(Volume image, PlacedHead placement, Consumer<ScanResult> taker) {
    Volume scan = prepared(image);
    Pyramid pyramid = Pyramid.of(scan, executor);
    Volume working = pyramid.working();
    HeadPlacement placed = given(placement, pyramid);
    chain(scan, working, placed, look(working, placed, true)).each(taker);
  }

  private HeadPlacement given(PlacedHead placement, Pyramid scan) {
    return HeadPlacement.at(placement.alignment(), 0, atlas, scan, executor)
        .with(placement.confidence());
  }

  /**
   * @param remarks why a person should look, whatever the numbers say
   */
  private ScanResult decided(
      Volume scan, Volume working, HeadPlacement placed, List<String> remarks) {
    return switch (chain(scan, working, placed, look(working, placed, true)).run()) {
      case ScanResult.Proposed p when p.isWithoutFaceInView() -> FoundWithoutFace.outOfView(placed);
      case ScanResult.Proposed p -> p.with(p.verdict().with(remarks));
      case ScanResult other -> other;
    };
  }

  /**
   * What masks on a placed head are made and judged by.
   *
   * @param evidence by other means than the placement
   * @param check of face and ears; empty where no mask is measured by them
   * @param guarded the brain that guards, on the working lattice
   * @param tissue brighter is tissue
   */
  private record Looked(
      HeadEvidence evidence, Optional<SurfaceCheck> check, Mask guarded, double tissue) {

    BrainMasks brains(HeadPlacement placed, Grid grid, TaskExecutor executor) {
      return BrainMasks.of(guarded, placed, evidence, grid, executor);
    }
  }

  private Looked look(Volume working, HeadPlacement placed, boolean checked) {
    double tissue = TissueThreshold.of(working, placed.head()).value();
    Both<HeadEvidence, Both<Optional<SurfaceCheck>, Mask>> looked =
        executor.both(
            () -> placed.evidence(atlas, working, executor),
            () ->
                executor.both(
                    () -> checked ? Optional.of(check(working, placed, tissue)) : Optional.empty(),
                    () -> BrainMasks.guarded(working, placed, atlas, settings, executor)));
    return new Looked(looked.first(), looked.second().first(), looked.second().second(), tissue);
  }

  private DefacerChain chain(Volume scan, Volume working, HeadPlacement placed, Looked looked) {
    BrainMasks brains = looked.brains(placed, scan.grid(), executor);
    return chain(scan, working, placed, brains, looked.evidence(), looked.check(), looked.tissue());
  }

  private DefacerChain chain(
      Volume scan,
      Volume working,
      HeadPlacement placed,
      BrainMasks brains,
      HeadEvidence evidence,
      Optional<SurfaceCheck> check,
      double tissue) {
    Both<Optional<Mask>, BrainGuard> made =
        executor.both(
            () -> folded(working, placed, tissue, scan.grid()),
            () -> guard(brains.guarded(), placed, scan));
    ScanContext context =
        new ScanContext(scan, working, placed.placed(), atlas, brains.guarded(), executor);
    return new DefacerChain(
        settings,
        context,
        made.second(),
        measurement(scan, working, placed, brains, evidence, check),
        brains,
        made.first(),
        placed.told(),
        executor);
  }

  /** What of the face came out again at an opposite edge, on the scan's grid. */
  private Optional<Mask> folded(Volume working, HeadPlacement placed, double tissue, Grid grid) {
    return FoldOver.of(
            working,
            placed.head(),
            atlas,
            placed.placed(),
            settings.options().keepEars(),
            tissue,
            executor)
        .map(mask -> MaskLift.toGrid(mask, grid, executor));
  }

  private static Measurement measurement(
      Volume scan,
      Volume working,
      HeadPlacement placed,
      BrainMasks brains,
      HeadEvidence evidence,
      Optional<SurfaceCheck> check) {
    return new Measurement(
        scan,
        working,
        brains.measuring(),
        check,
        evidence,
        brains.agreement(),
        placed.confidence());
  }

  /** Who asks for the surface or for a margin gets no more than that guarded. */
  private BrainGuard guard(Mask guarded, HeadPlacement placed, Volume scan) {
    double asked = settings.options().bufferMm();
    double margin = Double.isNaN(asked) ? BrainGuard.MARGIN_MM : asked;
    return settings.brainExtraction() == BrainExtraction.ATLAS && Double.isNaN(asked)
        ? BrainGuard.around(guarded, margin, placed.possibleBrain(), scan.grid(), executor)
        : BrainGuard.around(guarded, margin, scan.grid(), executor);
  }

  private SurfaceCheck check(Volume working, HeadPlacement placed, double tissue) {
    FacePresence presence = placed.presence();
    float erased = presence.featuresErased() ? presence.background() : Float.NaN;
    return surfaceCheck(placed.alignment(), working, tissue, erased);
  }

  private SurfaceCheck surfaceCheck(
      Alignment alignment, Volume working, double tissue, float erased) {
    return SurfaceCheck.of(
        atlas, alignment, working, tissue, erased, settings.options().keepEars(), executor);
  }
}
