package org.bidsveil.pipeline;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * Which mask each image of one session gets. An image gets that of its group ({@link MaskGroup});
 * the leader of a group gets its own or, when that does not pass, the better of its own and the one
 * carried over from the best other scan of the session by a rigid registration.
 *
 * <p>What was decided is remembered, so it does not matter which image is asked for first, and
 * which are asked for at all: a leader that is not to be defaced, or was defaced by an earlier run,
 * is only read. Not thread-safe.
 */
final class SessionMasks {
  private final List<MaskGroup> groups;
  private final Files files;
  private final Supplier<Engine> engines;
  private final Map<HeadScan, ScanResult> own = new HashMap<>();
  private final Map<HeadScan, ScanResult> decided = new HashMap<>();

  /** What is known of the images besides the session. */
  interface Files {
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
   * @param engines asked when the first image is to be looked at
   */
  SessionMasks(List<MaskGroup> groups, Files files, Supplier<Engine> engines) {
    this.groups = List.copyOf(groups);
    this.files = files;
    this.engines = engines;
  }

  /**
   * The mask of an image that is to be defaced.
   *
   * @param image as it was before any run
   * @throws Refusal when the image or one that it depends on cannot be decoded
   */
  ScanResult of(HeadScan scan, NiftiImage image) {
    Optional<MaskGroup> group = groups.stream().filter(g -> g.members().contains(scan)).findFirst();
    if (group.isPresent()) {
      Optional<ScanResult> shared = shared(group.get().leader(), scan, image);
      if (shared.isPresent()) {
        return shared.get();
      }
    }
    if (!MaskGroup.isMagnitude(scan) && otherPart(scan).isEmpty()) {
      return new ScanResult.Impossible(
          "no head can be found in a "
              + MaskGroup.part(scan)
              + " image by itself, and the magnitude is not there or on another grid");
    }
    return decided(scan, magnitude(scan, image));
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
    ScanResult.Proposed here = engines.get().share(volume, mask);
    if (here.failed()) {
      return Optional.empty();
    }
    if (here != mask) {
      return Optional.of(here.from(sameGrid(leader, MaskSource.Face.ON_THIS_IMAGE)));
    }
    if (MaskGroup.isMap(scan)) {
      return Optional.of(unmeasured(leader, mask));
    }
    return decided(scan, volume) instanceof ScanResult.Proposed own && !own.failed()
        ? Optional.of(own)
        : Optional.of(
            mask.unmeasured(NOT_MEASURED).from(sameGrid(leader, MaskSource.Face.NOWHERE)));
  }

  private static ScanResult unmeasured(HeadScan leader, ScanResult.Proposed mask) {
    boolean nowhere = mask.verdict().reason().contains(NOT_MEASURED);
    return mask.from(
        sameGrid(leader, nowhere ? MaskSource.Face.NOWHERE : MaskSource.Face.ON_THAT_SCAN));
  }

  private static MaskSource sameGrid(HeadScan leader, MaskSource.Face face) {
    return new MaskSource(leader.bidsPath(), MaskSource.How.SAME_GRID, face);
  }

  private static final String NOT_MEASURED = "face-not-measured";

  private static ScanResult noMask(HeadScan leader, String why) {
    return new ScanResult.Impossible(
        leader.bidsPath() + ", whose mask it would get, has none: " + why);
  }

  /** A phase image whose magnitude has no face any more may still have its own. */
  private ScanResult ofErased(HeadScan leader, ScanResult.NothingToDo nothing, NiftiImage image) {
    if (nothing.placement().isEmpty()
        || engines.get().showsErasedFace(MeanVolume.of(image), nothing.placement().get())) {
      return nothing;
    }
    ScanResult made = engines.get().maskAt(volume(leader), nothing.placement().get());
    return made instanceof ScanResult.Proposed p
        ? p.unmeasured(NOT_MEASURED).from(sameGrid(leader, MaskSource.Face.NOWHERE))
        : made;
  }

  /** What a leader got or would get, read anew where it is not at hand. */
  private ScanResult leaderResult(HeadScan leader) {
    ScanResult known = decided.get(leader);
    if (known == null) {
      try {
        known = decided(leader, volume(leader));
      } catch (Refusal refusal) {
        known = new ScanResult.Impossible(refusal.sentence() + " " + refusal.remedy());
        decided.put(leader, known);
      }
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
              : engines.get().share(volume(leader), p.withRemoved(recorded.get()));
      case ScanResult.NothingToDo n when n.placement().isPresent() ->
          engines.get().maskAt(volume(leader), n.placement().get()) instanceof ScanResult.Proposed p
              ? p.withRemoved(recorded.get()).unmeasured(NOT_MEASURED)
              : result;
      case ScanResult.Proposed _, ScanResult.NothingToDo _, ScanResult.Impossible _ -> result;
    };
  }

  private ScanResult decided(HeadScan scan, Volume volume) {
    ScanResult known = decided.get(scan);
    if (known == null) {
      known = withHelp(scan, volume, own(scan, volume));
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
    if (alone instanceof ScanResult.NothingToDo
        || alone instanceof ScanResult.Proposed p && p.passed()) {
      return alone;
    }
    for (MaskGroup group : groups) {
      HeadScan donor = group.leader();
      if (!donor.equals(scan) && MaskGroup.isMagnitude(donor)) {
        Optional<PlacedHead> placement = placementOf(donor);
        if (placement.isPresent()) {
          return better(
              alone,
              engines.get().proposeWith(volume, alone, volume(donor), placement.get()),
              donor);
        }
      }
    }
    return alone;
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
    return switch (result) {
      case ScanResult.Proposed p -> p.passed() ? p.placement() : Optional.empty();
      case ScanResult.NothingToDo n -> n.placement().filter(PlacedHead::isSure);
      case ScanResult.Impossible _ -> Optional.empty();
    };
  }

  /** The one with the better verdict; of two alike the one that is surer of its place. */
  private static ScanResult better(ScanResult alone, ScanResult helped, HeadScan donor) {
    if (helped == alone) {
      return alone;
    }
    ScanResult named =
        helped instanceof ScanResult.Proposed p
            ? p.from(
                new MaskSource(
                    donor.bidsPath(), MaskSource.How.RIGID, MaskSource.Face.ON_THIS_IMAGE))
            : helped;
    int first = rank(alone);
    int second = rank(named);
    if (first != second) {
      return first < second ? alone : named;
    }
    return alone instanceof ScanResult.Proposed a
            && named instanceof ScanResult.Proposed b
            && b.metrics().registrationConfidence() > a.metrics().registrationConfidence()
        ? named
        : alone;
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
