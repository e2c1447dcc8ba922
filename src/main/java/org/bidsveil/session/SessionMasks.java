package org.bidsveil.session;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.engine.Engine;
import org.bidsveil.engine.MaskSource;
import org.bidsveil.engine.PlacedHead;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.engine.SharedMask;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.qc.IndependentEvidence;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * Decides which mask each image of one session gets. An image gets that of its group ({@link
 * MaskGroup}); the leader of a group gets its own or, when that does not pass, the better of its
 * own and the one carried over from the best anatomical scan of the session by a rigid
 * registration. A PET image and a field map get that of an anatomical scan on their grid, or the
 * one carried over, and are looked at by themselves only when neither will do.
 *
 * <p>Decisions are remembered, so it does not matter which image is asked for first or which are
 * asked for at all: a leader that is not to be defaced, or was defaced by an earlier run, is only
 * read. Not thread-safe.
 */
public final class SessionMasks {
  /**
   * The reason for a scan whose brain differs in size from that in another scan of the same head.
   */
  public static final String BRAIN_DIFFERS = "brain-volume-differs";

  private final List<MaskGroup> groups;
  private final Files files;
  private final List<IndependentEvidence> before;
  private final Supplier<Engine> engines;
  private final Map<HeadScan, ScanResult> own = new HashMap<>();
  private final Map<HeadScan, ScanResult> decided = new HashMap<>();

  /** What is known about the images beyond the session. */
  public interface Files {
    /**
     * The undefaced image, or, where it was not kept, the one in the dataset.
     *
     * @throws Refusal when it cannot be read
     */
    Path readable(HeadScan scan);

    /** The mask by which an earlier run defaced the image as it lies there now. */
    Optional<Mask> recordedMask(HeadScan scan);
  }

  /**
   * @param groups of the session, the best leader first
   * @param before {@link #measured} of the participant's sessions before this one
   * @param engines called when the first image is to be examined
   */
  public SessionMasks(
      List<MaskGroup> groups,
      Files files,
      List<IndependentEvidence> before,
      Supplier<Engine> engines) {
    this.groups = List.copyOf(groups);
    this.files = files;
    this.before = List.copyOf(before);
    this.engines = engines;
  }

  /**
   * The mask of an image that is to be defaced.
   *
   * @param image as it was before any run
   * @throws Refusal when the image, or one it depends on, cannot be decoded
   */
  public ScanResult of(HeadScan scan, NiftiImage image) {
    ScanResult result = agreeing(scan, ofMean(scan, image));
    return MaskGroup.isMagnitude(scan) && image.volumes() > 1
        ? EveryVolume.covered(engines.get(), image, result)
        : result;
  }

  /** What is known of the head from the scans of the session that have a mask of their own. */
  public List<IndependentEvidence> measured() {
    return measuredBut(Optional.empty());
  }

  private List<IndependentEvidence> measuredBut(Optional<HeadScan> scan) {
    return decided.entrySet().stream()
        .filter(known -> !scan.equals(Optional.of(known.getKey())))
        .sorted(Comparator.comparing(known -> known.getKey().absolutePath()))
        .flatMap(known -> proposed(known.getValue()).stream())
        .filter(p -> !p.failed())
        .map(p -> p.metrics().evidence())
        .toList();
  }

  private static Optional<ScanResult.Proposed> proposed(ScanResult result) {
    return result instanceof ScanResult.Proposed p ? Optional.of(p) : Optional.empty();
  }

  /**
   * For a person to look at where the brain of another scan of the participant, decided before, is
   * of another size: one of the two was placed wrong.
   */
  private ScanResult agreeing(HeadScan scan, ScanResult result) {
    if (!(result instanceof ScanResult.Proposed here)) {
      return result;
    }
    IndependentEvidence evidence = here.metrics().evidence();
    boolean agrees =
        Stream.concat(before.stream(), measuredBut(Optional.of(scan)).stream())
            .allMatch(evidence::isOfSameHead);
    return agrees ? result : here.with(here.verdict().with(List.of(BRAIN_DIFFERS)));
  }

  private ScanResult ofMean(HeadScan scan, NiftiImage image) {
    Optional<MaskGroup> group = groups.stream().filter(g -> g.members().contains(scan)).findFirst();
    if (group.isPresent()) {
      Optional<ScanResult> shared = shared(group.get().leader(), scan, image);
      if (shared.isPresent()) {
        return shared.get();
      }
    }
    return byItself(scan, image);
  }

  private ScanResult byItself(HeadScan scan, NiftiImage image) {
    return MaskGroup.isMagnitude(scan) || otherPart(scan).isPresent()
        ? decided(scan, magnitude(scan, image))
        : withoutHead(scan, image);
  }

  /**
   * A phase image without its magnitude stays as it is: it cannot be told whether another scan's
   * mask lies where its head is. The program that computed a map put it on an anatomical grid.
   */
  private ScanResult withoutHead(HeadScan scan, NiftiImage image) {
    if (!MaskGroup.isMap(scan)) {
      return new ScanResult.Impossible(
          "no head can be found in a "
              + MaskGroup.part(scan)
              + " image by itself, and the magnitude is not there or on another grid");
    }
    return onAnatomicalGrid(scan, MeanVolume.of(image))
        .<ScanResult>map(p -> p)
        .orElseGet(() ->
            new ScanResult.Impossible(
                "no head can be found in a map of a radio-frequency field, and no image of the"
                    + " session on its grid has a mask"));
  }

  /** Empty when the image is to be looked at by itself. */
  private Optional<ScanResult> shared(HeadScan leader, HeadScan scan, NiftiImage image) {
    boolean byItself = MaskGroup.isMagnitude(scan);
    return switch (leaderResult(leader)) {
      case ScanResult.Proposed p when !p.failed() ->
          byItself ? sharedMagnitude(leader, p, scan, image) : Optional.of(unmeasured(leader, p));
      case ScanResult.NothingToDo nothing when !byItself ->
          Optional.of(ofErased(leader, nothing, image));
      case ScanResult.Proposed p when !byItself -> Optional.of(noMask(leader, p.failure()));
      case ScanResult.Impossible i when !byItself -> Optional.of(noMask(leader, i.reason()));
      case ScanResult.Proposed _, ScanResult.NothingToDo _, ScanResult.Impossible _ ->
          Optional.empty();
    };
  }

  /**
   * The mask on another magnitude. Where its face is left the head moved, and where no head is seen
   * at the place it may have: then the image is looked at by itself. A map has not moved.
   */
  private Optional<ScanResult> sharedMagnitude(
      HeadScan leader, ScanResult.Proposed mask, HeadScan scan, NiftiImage image) {
    Volume volume = MeanVolume.of(image);
    return switch (engines.get().share(volume, mask)) {
      case SharedMask.Measured(ScanResult.Proposed here) ->
          here.failed()
              ? Optional.empty()
              : Optional.of(here.from(sameGrid(leader, MaskSource.Face.ON_THIS_IMAGE)));
      case SharedMask.NotMeasurable() -> Optional.of(notMeasurable(leader, mask, scan, volume));
    };
  }

  private ScanResult notMeasurable(
      HeadScan leader, ScanResult.Proposed mask, HeadScan scan, Volume volume) {
    if (MaskGroup.isMap(scan)) {
      return unmeasured(leader, mask);
    }
    return decided(scan, volume) instanceof ScanResult.Proposed own && !own.failed()
        ? own
        : mask.unmeasured(ScanResult.NOT_MEASURED).from(sameGrid(leader, MaskSource.Face.NOWHERE));
  }

  private static ScanResult unmeasured(HeadScan leader, ScanResult.Proposed mask) {
    boolean nowhere = mask.verdict().reason().contains(ScanResult.NOT_MEASURED);
    return mask.from(
        sameGrid(leader, nowhere ? MaskSource.Face.NOWHERE : MaskSource.Face.ON_THAT_SCAN));
  }

  private static MaskSource sameGrid(HeadScan leader, MaskSource.Face face) {
    return new MaskSource(leader.bidsPath(), MaskSource.How.SAME_GRID, face);
  }

  private static ScanResult noMask(HeadScan leader, String why) {
    return new ScanResult.Impossible(
        leader.bidsPath() + ", whose mask it would get, has none: " + why);
  }

  /**
   * A phase image whose magnitude has no face any more may still have its own; what is out of the
   * one's view is out of the other's.
   */
  private ScanResult ofErased(HeadScan leader, ScanResult.NothingToDo nothing, NiftiImage image) {
    if (nothing.placement().isEmpty()
        || nothing.reason() == ScanResult.Reason.FACE_OUT_OF_VIEW
        || engines.get().showsErasedFace(MeanVolume.of(image), nothing.placement().get())) {
      return nothing;
    }
    ScanResult made = engines.get().maskAt(volume(leader), nothing.placement().get());
    return made instanceof ScanResult.Proposed p
        ? p.unmeasured(ScanResult.NOT_MEASURED).from(sameGrid(leader, MaskSource.Face.NOWHERE))
        : made;
  }

  /** What a leader got or would get, read again where it is not at hand. */
  private ScanResult leaderResult(HeadScan leader) {
    ScanResult known = decided.get(leader);
    if (known == null) {
      try {
        known = byItself(leader, NiftiReader.read(files.readable(leader)));
      } catch (Refusal refusal) {
        known = new ScanResult.Impossible(refusal.sentence() + " " + refusal.remedy());
      }
      decided.put(leader, known);
    }
    return withRecordedMask(leader, known);
  }

  /** What an earlier run took from the leader, by hand or not, is taken from all. */
  private ScanResult withRecordedMask(HeadScan leader, ScanResult result) {
    Optional<Mask> recorded = files.recordedMask(leader);
    if (recorded.isEmpty()) {
      return result;
    }
    return switch (result) {
      case ScanResult.Proposed p
          when p.removed().grid().matches(recorded.get().grid(), MaskGroup.SAME_GRID_MM) ->
          p.removed().equals(recorded.get())
              ? p
              : measuredOn(volume(leader), p.withRemoved(recorded.get()));
      case ScanResult.NothingToDo n when n.placement().isPresent() ->
          engines.get().maskAt(volume(leader), n.placement().get()) instanceof ScanResult.Proposed p
              ? p.withRemoved(recorded.get()).unmeasured(ScanResult.NOT_MEASURED)
              : result;
      case ScanResult.Proposed _, ScanResult.NothingToDo _, ScanResult.Impossible _ -> result;
    };
  }

  /** The numbers stay those of the mask's own scan where this image shows no head. */
  private ScanResult.Proposed measuredOn(Volume volume, ScanResult.Proposed mask) {
    return switch (engines.get().share(volume, mask)) {
      case SharedMask.Measured(ScanResult.Proposed here) -> here;
      case SharedMask.NotMeasurable() -> mask;
    };
  }

  private ScanResult decided(HeadScan scan, Volume volume) {
    ScanResult known = decided.get(scan);
    if (known == null) {
      known =
          switch (scan.datatype()) {
            case ANAT -> withHelp(scan, volume, own(scan, volume));
            case FMAP, PET -> throughAnatomy(scan, volume);
          };
      decided.put(scan, known);
    }
    return known;
  }

  private ScanResult own(HeadScan scan, Volume volume) {
    ScanResult known = own.get(scan);
    if (known == null) {
      known = engines.get().propose(volume);
      own.put(scan, known);
    }
    return known;
  }

  private ScanResult withHelp(HeadScan scan, Volume volume, ScanResult alone) {
    return isSettled(alone)
        ? alone
        : carriedOver(scan, volume).map(helped -> better(alone, helped)).orElse(alone);
  }

  /** Nothing can be better. */
  private static boolean isSettled(ScanResult result) {
    return result instanceof ScanResult.NothingToDo
        || result instanceof ScanResult.Proposed p && p.passed();
  }

  /**
   * A PET image or a field map shows a head worse than an anatomical scan does. It is looked at by
   * itself only where those cannot tell where its head is; when it shows none at all, the mask of
   * its grid is for review.
   */
  private ScanResult throughAnatomy(HeadScan scan, Volume volume) {
    Optional<ScanResult.Proposed> shared = onAnatomicalGrid(scan, volume);
    if (shared.isPresent() && shared.get().isMeasuredHere()) {
      return shared.get();
    }
    Optional<ScanResult> helped = carriedOver(scan, volume);
    if (helped.isPresent() && isSettled(helped.get())) {
      return helped.get();
    }
    ScanResult alone = own(scan, volume);
    ScanResult best = helped.map(carried -> better(carried, alone)).orElse(alone);
    return shared.<ScanResult>map(p -> better(best, p)).orElse(best);
  }

  /**
   * The mask of the best anatomical scan on the image's grid: one of which it can be measured on
   * the image that it takes the face there, else the first, for review.
   */
  private Optional<ScanResult.Proposed> onAnatomicalGrid(HeadScan scan, Volume volume) {
    Optional<ScanResult.Proposed> unmeasured = Optional.empty();
    for (MaskGroup group : anatomicalGroupsOnGridOf(scan)) {
      HeadScan leader = group.leader();
      if (leaderResult(leader) instanceof ScanResult.Proposed mask && !mask.failed()) {
        switch (engines.get().share(volume, mask)) {
          case SharedMask.Measured(ScanResult.Proposed here) when !here.failed() -> {
            return Optional.of(here.from(sameGrid(leader, MaskSource.Face.ON_THIS_IMAGE)));
          }
          case SharedMask.NotMeasurable() -> {
            if (unmeasured.isEmpty()) {
              unmeasured =
                  Optional.of(
                      mask.unmeasured(ScanResult.NOT_MEASURED)
                          .from(sameGrid(leader, MaskSource.Face.NOWHERE)));
            }
          }
          case SharedMask.Measured _ -> {}
        }
      }
    }
    return unmeasured;
  }

  private List<MaskGroup> anatomicalGroupsOnGridOf(HeadScan scan) {
    return groups.stream()
        .filter(own -> own.all().contains(scan))
        .flatMap(own -> anatomicalGroups().filter(other -> other.isOnGridOf(own)))
        .toList();
  }

  /** Those in whose leaders a head can be found, the best first. */
  private Stream<MaskGroup> anatomicalGroups() {
    return groups.stream()
        .filter(group -> group.leader().datatype() == Datatype.ANAT)
        .filter(group -> MaskGroup.isMagnitude(group.leader()));
  }

  /** By a rigid registration from the best other anatomical scan that is sure of its place. */
  private Optional<ScanResult> carriedOver(HeadScan scan, Volume volume) {
    List<HeadScan> donors =
        anatomicalGroups().map(MaskGroup::leader).filter(donor -> !donor.equals(scan)).toList();
    for (HeadScan donor : donors) {
      Optional<PlacedHead> placement = placementOf(donor);
      if (placement.isPresent()) {
        ScanResult helped = engines.get().proposeWith(volume, volume(donor), placement.get());
        return Optional.of(
            helped instanceof ScanResult.Proposed p
                ? p.from(
                    new MaskSource(
                        donor.bidsPath(),
                        MaskSource.How.RIGID,
                        Double.isNaN(p.metrics().faceLeft())
                            ? MaskSource.Face.NOWHERE
                            : MaskSource.Face.ON_THIS_IMAGE))
                : helped);
      }
    }
    return Optional.empty();
  }

  /** Where the atlas lies in a scan that needs no help. */
  private Optional<PlacedHead> placementOf(HeadScan donor) {
    ScanResult result;
    try {
      result = own.containsKey(donor) ? own.get(donor) : own(donor, volume(donor));
    } catch (Refusal refusal) {
      // A donor that cannot be read helps nobody; its own outcome says why.
      return Optional.empty();
    }
    return PlacementDonor.placementOf(result);
  }

  /**
   * The one with the better verdict; of two masks alike the one that is surer of its place, else
   * the first.
   */
  private static ScanResult better(ScanResult first, ScanResult second) {
    int byVerdict = Integer.compare(rank(first), rank(second));
    if (byVerdict != 0) {
      return byVerdict < 0 ? first : second;
    }
    return first instanceof ScanResult.Proposed a
            && second instanceof ScanResult.Proposed b
            && b.metrics().registrationConfidence() > a.metrics().registrationConfidence()
        ? second
        : first;
  }

  private static int rank(ScanResult result) {
    return switch (result) {
      case ScanResult.NothingToDo _ -> 1;
      case ScanResult.Proposed p -> p.passed() ? 0 : p.failed() ? 2 : 1;
      case ScanResult.Impossible _ -> 3;
    };
  }

  private Volume volume(HeadScan scan) {
    return magnitude(scan, NiftiReader.read(files.readable(scan)));
  }

  /** The image, or the magnitude of its real and imaginary part. */
  private Volume magnitude(HeadScan scan, NiftiImage image) {
    Volume volume = MeanVolume.of(image);
    Optional<HeadScan> other = otherPart(scan);
    if (other.isEmpty()) {
      return volume;
    }
    Volume second = MeanVolume.of(NiftiReader.read(files.readable(other.get())));
    float[] magnitude = new float[volume.values().length];
    for (int v = 0; v < magnitude.length; v++) {
      magnitude[v] = (float) Math.hypot(volume.values()[v], second.values()[v]);
    }
    return new Volume(volume.grid(), magnitude);
  }

  /** Of a real part its imaginary part, and the other way round, in the same group. */
  private Optional<HeadScan> otherPart(HeadScan scan) {
    String wanted =
        switch (MaskGroup.part(scan)) {
          case "real" -> "imag";
          case "imag" -> "real";
          default -> "none";
        };
    return groups.stream()
        .filter(g -> g.leader().equals(scan) || g.members().contains(scan))
        .flatMap(g -> g.all().stream())
        .filter(s -> MaskGroup.part(s).equals(wanted))
        .filter(s -> s.entities().without("part").equals(scan.entities().without("part")))
        .findFirst();
  }
}
