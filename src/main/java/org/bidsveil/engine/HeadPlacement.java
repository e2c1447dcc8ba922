package org.bidsveil.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.alignment.DisplacementField;
import org.bidsveil.alignment.PlacementDisagreement;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.FaceGrowth;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.brain.SurfaceBrainExtractor;
import org.bidsveil.deface.FacePresence;
import org.bidsveil.deface.FaceWindow;
import org.bidsveil.qc.IndependentEvidence.MeasuringBrain;
import org.bidsveil.qc.PlacementConfidence;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.registration.AffineRegistration;
import org.bidsveil.registration.AffineRegistration.SearchSettings;
import org.bidsveil.registration.LocalRegistration;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.registration.RegistrationResult;
import org.bidsveil.registration.TemplateSamples;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.TaskExecutor.Both;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/**
 * The atlas on a scan, and how sure that is.
 *
 * @param placed the atlas on the working lattice
 * @param second the affine placement by other evidence: by the brain alone where the alignment is
 *     by the whole head, and the other way about; begun from the alignment
 * @param by what the alignment was found by
 * @param apart between the two: the median over landmarks, face and brain surface, the largest on
 *     the brain's surface
 * @param score normalised mutual information - 1 of the affine part
 * @param contrast whether the scan's head ends where the placed one does; NaN where that is not in
 *     view
 * @param detail how much of the atlas' detail the scan shows within the brain
 * @param inside the same far inside the brain; NaN where that is not in view
 * @param head head probability on the working lattice
 * @param brain brain probability on the working lattice
 * @param confidence that the atlas lies where the head is, 0 to 1
 * @param presence whether there is a face to be removed
 */
record HeadPlacement(
    AtlasOnScan placed,
    Affine second,
    By by,
    PlacementDisagreement apart,
    double score,
    double contrast,
    double detail,
    double inside,
    Volume head,
    Volume brain,
    double confidence,
    FacePresence presence) {

  /** What a placement was found by. */
  enum By {
    HEAD,
    BRAIN,
    /** A brain without its skull. */
    STRIPPED_BRAIN;

    TemplateSamples samples(HeadAtlas atlas, TaskExecutor executor) {
      return switch (this) {
        case HEAD -> atlas.samples();
        case BRAIN -> atlas.brainSamples();
        case STRIPPED_BRAIN -> atlas.strippedSamples(executor);
      };
    }

    By other() {
      return switch (this) {
        case HEAD, STRIPPED_BRAIN -> BRAIN;
        case BRAIN -> HEAD;
      };
    }
  }

  /**
   * What is placed: the atlas as it is, or its head with a younger face.
   *
   * @param shape from the atlas to that head, mm; empty for the atlas as it is
   */
  private record Model(HeadAtlas atlas, Optional<DisplacementField> shape) {

    static Model of(HeadAtlas atlas) {
      return new Model(atlas, Optional.empty());
    }

    static Model of(HeadAtlas atlas, FaceGrowth growth) {
      return new Model(atlas, Optional.of(growth.of(atlas)));
    }

    TemplateSamples samples(By by, TaskExecutor executor) {
      TemplateSamples samples = by.samples(atlas, executor);
      return shape.map(samples::moved).orElse(samples);
    }

    /** Of the atlas as it is, where the model is aligned so. */
    Alignment alignment(Alignment ofModel) {
      return shape.map(ofModel::after).orElse(ofModel);
    }
  }

  /**
   * No brain of the atlas' heads reaches farther than this beyond where one in fifty of them has
   * brain (docs/decisions/0016).
   */
  private static final double PLAUSIBLE = 0.02;

  private static final double PLAUSIBLE_MM = 4;

  /** So far inside the brain is looked for what only a brain shows, mm of the atlas. */
  private static final double INSIDE_MM = 10;

  /**
   * What lies there shows less of the template's detail in anything but a head: phantoms, fruit and
   * limbs measured 0.001 to 0.006, heads of all contrasts at least 0.10 (docs/decisions/0035).
   */
  private static final double LEAST_INSIDE = 0.02;

  /** A head so much smaller than the average in volume is a child's of less than two years. */
  private static final double SMALL = 0.8;

  /**
   * The vault is looked at from this far above the eyes, mm of the atlas: brow and frontal sinus.
   */
  private static final double VAULT_ABOVE_EYES_MM = 25;

  /**
   * By the whole head. Where its brain places the atlas elsewhere, one of the two is wrong: the
   * whole head is climbed from there as well, and the surer one taken (docs/decisions/0064).
   */
  static HeadPlacement of(HeadAtlas atlas, Pyramid scan, TaskExecutor executor) {
    HeadPlacement found = by(By.HEAD, atlas, scan, executor);
    if (!(found.apart().largestMm() > Thresholds.REVIEW_PLACEMENT_MM)) {
      return found;
    }
    HeadPlacement other = from(found.second(), atlas, scan, executor);
    return other.confidence() > found.confidence() ? other : found;
  }

  /** By the brain and what is just around it, for scans without a face or a skull. */
  static HeadPlacement byBrain(HeadAtlas atlas, Pyramid scan, TaskExecutor executor) {
    return by(By.BRAIN, atlas, scan, executor);
  }

  private static HeadPlacement by(By by, HeadAtlas atlas, Pyramid scan, TaskExecutor executor) {
    Model model = Model.of(atlas);
    AffineRegistration affine =
        new AffineRegistration(model.samples(by, executor), SearchSettings.DEFAULT);
    return evened(affine.register(scan, executor), affine, by, model, scan, executor);
  }

  /**
   * A brain without its skull: the atlas' brain alone is placed, and ends where the scan ends. No
   * head does: its scalp would have to lie where the brain's surface is.
   */
  static HeadPlacement ofStripped(HeadAtlas atlas, Pyramid scan, TaskExecutor executor) {
    HeadPlacement placed = by(By.STRIPPED_BRAIN, atlas, scan, executor);
    Volume shown = scan.smoothed();
    Mask everywhere = new Mask(shown.grid()).not();
    double contrast = PlacementConfidence.headContrast(shown, placed.brain(), everywhere, executor);
    // Around such a brain there is nothing by which it could be placed once more.
    return placed.with(
        PlacementConfidence.of(placed.score(), contrast, placed.detail(), Double.NaN));
  }

  /** By a climb from a given place, without the search. */
  static HeadPlacement from(Affine start, HeadAtlas atlas, Pyramid scan, TaskExecutor executor) {
    return from(start, Model.of(atlas), scan, executor);
  }

  /** The same head if it is a young one: climbed from this place with the face of each age. */
  List<HeadPlacement> younger(HeadAtlas atlas, Pyramid scan, TaskExecutor executor) {
    return Stream.of(FaceGrowth.values())
        .map(g -> from(alignment().affine(), Model.of(atlas, g), scan, executor))
        .toList();
  }

  private static HeadPlacement from(
      Affine start, Model model, Pyramid scan, TaskExecutor executor) {
    AffineRegistration affine =
        new AffineRegistration(model.samples(By.HEAD, executor), SearchSettings.LOCAL);
    return evened(affine.refine(scan, start, executor), affine, By.HEAD, model, scan, executor);
  }

  private static HeadPlacement evened(
      RegistrationResult asItIs,
      AffineRegistration affine,
      By by,
      Model model,
      Pyramid scan,
      TaskExecutor executor) {
    TemplateSamples samples = model.samples(by, executor);
    Pyramid even = scan.evened(samples, model.atlas().bias(), asItIs.scanFromAtlas(), executor);
    RegistrationResult evened = affine.refine(even, asItIs.scanFromAtlas(), executor);
    // Taking out what was not there would make the two less alike.
    boolean better = evened.score() > asItIs.score();
    Pyramid pyramid = better ? even : scan;
    RegistrationResult registration = better ? evened : asItIs;
    Alignment alignment =
        new LocalRegistration(samples, LocalRegistration.Settings.scan())
            .refine(pyramid, registration.scanFromAtlas(), executor);
    return at(alignment, by, registration.score(), model, scan, pyramid, executor);
  }

  /** Whether a face is to be removed, of a placement that is given. */
  static FacePresence presence(
      Alignment alignment, HeadAtlas atlas, Volume working, TaskExecutor executor) {
    Volume brain = AtlasOnScan.pull(atlas.brain(), alignment, working.grid(), executor);
    return presence(alignment, atlas, working, brain, executor);
  }

  private static FacePresence presence(
      Alignment alignment, HeadAtlas atlas, Volume working, Volume brain, TaskExecutor executor) {
    return FacePresence.of(FaceWindow.of(atlas, alignment, 0), working, brain, executor);
  }

  /** A placement by the whole head that is given. */
  static HeadPlacement at(
      Alignment alignment, double score, HeadAtlas atlas, Pyramid scan, TaskExecutor executor) {
    return at(alignment, By.HEAD, score, Model.of(atlas), scan, scan, executor);
  }

  /**
   * @param ofModel scan from model
   * @param even the scan, its brightness evened where that helped
   */
  private static HeadPlacement at(
      Alignment ofModel,
      By by,
      double score,
      Model model,
      Pyramid scan,
      Pyramid even,
      TaskExecutor executor) {
    Volume working = scan.working();
    HeadAtlas atlas = model.atlas();
    Alignment alignment = model.alignment(ofModel);
    AtlasOnScan placed = AtlasOnScan.of(atlas, alignment, working.grid(), executor);
    Volume head = placed.pull(atlas.head());
    Volume brain = placed.pull(atlas.brain());
    Volume shown = even.smoothed();
    Volume template = placed.pull(atlas.template());
    double size = Math.cbrt(Math.abs(alignment.affine().determinant()));
    // Evening the brightness draws the template's own pattern into what has none.
    Volume asItIs = scan.smoothed();
    Both<Inner, Outer> seen =
        executor.both(
            () -> {
              double detail = PlacementConfidence.brainDetail(shown, template, brain, executor);
              TemplateSamples others = model.samples(by.other(), executor);
              return new Inner(
                  detail,
                  SecondPlacement.of(ofModel, detail, others, atlas, even, shown, executor));
            },
            () ->
                new Outer(
                    PlacementConfidence.headContrast(
                        shown, head, aboveChin(atlas, alignment, working.grid()), executor),
                    PlacementConfidence.detailInside(
                        asItIs, template, brain, INSIDE_MM * size, executor),
                    presence(alignment, atlas, working, brain, executor)));
    double contrast = seen.second().contrast();
    double detail = seen.first().detail();
    SecondPlacement second = seen.first().second();
    return new HeadPlacement(
        placed,
        second.scanFromAtlas(),
        by,
        second.apart(),
        score,
        contrast,
        detail,
        seen.second().inside(),
        head,
        brain,
        PlacementConfidence.of(score, contrast, detail, second.apart().largestMm()),
        seen.second().presence());
  }

  /** What the scan shows where the brain is placed. */
  private record Inner(double detail, SecondPlacement second) {}

  /** What it shows around it, and far inside. */
  private record Outer(double contrast, double inside, FacePresence presence) {}

  /** Where the surface of the placed head is judged: necks end, bend and widen to shoulders. */
  static Mask aboveChin(HeadAtlas atlas, Alignment alignment, Grid lattice) {
    return AtlasOnScan.above(atlas.landmark("gnathion").z(), alignment, lattice);
  }

  /** From the atlas' world to the scan's. */
  Alignment alignment() {
    return placed.alignment();
  }

  /** Whether something else than a brain lies where the brain should be; in doubt it is one. */
  boolean showsNoBrain() {
    return inside < LEAST_INSIDE;
  }

  /** Whether this is the head of an infant, whose face is small for its brain. */
  boolean isSmall() {
    return Math.abs(alignment().affine().determinant()) < SMALL;
  }

  /**
   * How sure the placement is when only the surface of the vault is compared: an infant's face ends
   * inside the placed one, and does not speak against the brain's place.
   */
  double confidenceOfVault(HeadAtlas atlas, Volume working, TaskExecutor executor) {
    double above = atlas.landmark("eye-left").z() + VAULT_ABOVE_EYES_MM;
    double vault =
        PlacementConfidence.headContrast(
            Pyramid.smoothedOf(working, executor),
            head,
            AtlasOnScan.above(above, alignment(), working.grid()),
            executor);
    return PlacementConfidence.of(score, vault, detail, apart.largestMm());
  }

  /** The same placement, as sure as this. */
  HeadPlacement with(double otherConfidence) {
    return new HeadPlacement(
        placed,
        second,
        by,
        apart,
        score,
        contrast,
        detail,
        inside,
        head,
        brain,
        otherConfidence,
        presence);
  }

  /** What another scan may be told of it. */
  PlacedHead told() {
    return new PlacedHead(alignment(), second, confidence);
  }

  /** How sure the placement is when what was erased does not speak against it. */
  double confidenceOfErased(HeadAtlas atlas, Volume working, TaskExecutor executor) {
    float[] values = working.values();
    double contrastOfRest =
        PlacementConfidence.headContrastOfErased(
            Pyramid.smoothedOf(working, executor),
            head,
            aboveChin(atlas, alignment(), working.grid()),
            v -> values[v] == presence.background(),
            executor);
    return PlacementConfidence.of(score, contrastOfRest, detail, apart.largestMm());
  }

  /** Whether the other evidence could not place the atlas. */
  boolean isPlacedOnce() {
    return Double.isNaN(apart.largestMm());
  }

  /** What masks on this scan are judged by besides this placement. */
  HeadEvidence evidence(HeadAtlas atlas, Volume working, TaskExecutor executor) {
    MeasuringBrain measuredBy =
        isPlacedOnce()
            ? MeasuringBrain.PLACED_ONCE
            : by == By.HEAD ? MeasuringBrain.PLACED_BY_BRAIN : MeasuringBrain.PLACED_BY_HEAD;
    return HeadEvidence.of(atlas, second, measuredBy, apart, head, working, executor);
  }

  /** Where one in fifty of the atlas' heads has brain, on the working lattice. */
  Mask possibleBrain() {
    return brain.atLeast(PLAUSIBLE);
  }

  /**
   * The brain by its surface (Smith 2002), started where the atlas has it, and cut off where no
   * brain can be: in eyes and neck.
   */
  Mask brainSurface(HeadAtlas atlas, Volume working, double betFraction, TaskExecutor executor) {
    Mask plausible = Morphology.dilate(possibleBrain(), PLAUSIBLE_MM, executor);
    Vec3 centre = alignment().toScan(atlas.brainCentreMm());
    double size = Math.cbrt(Math.abs(alignment().affine().determinant()));
    return new SurfaceBrainExtractor(betFraction)
        .extract(working, centre, size * atlas.brainRadiusMm())
        .and(plausible);
  }
}
