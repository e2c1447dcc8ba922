package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Mask;

/** The result of steps 4 to 7 for one volume; nothing is written yet. */
public sealed interface ScanResult {
  /** The reason of a mask of which only the brain loss is known. */
  String NOT_MEASURED = "face-not-measured";

  /**
   * A defacer's mask was accepted or refused.
   *
   * @param defacer the engine that made the mask
   * @param removed the voxels to remove after the brain guard, on the scan's grid
   * @param brain the measuring brain mask, on the scan's grid
   * @param metrics the numbers
   * @param verdict pass, review or fail
   * @param tried one line for each other defacer of the chain that was tried and why it was not
   *     taken
   * @param placement where the atlas is placed in the scan @param source the other scan of the
   *     session that the mask came from
   */
  record Proposed(
      String defacer,
      Mask removed,
      Mask brain,
      DefaceMetrics metrics,
      Verdict verdict,
      List<String> tried,
      Optional<PlacedHead> placement,
      Optional<MaskSource> source)
      implements ScanResult {
    public Proposed {
      tried = List.copyOf(tried);
    }

    /** A result by itself: from no other scan, with none tried before and no placement given. */
    public static Proposed of(
        String defacer, Mask removed, Mask brain, DefaceMetrics metrics, Verdict verdict) {
      return new Proposed(
          defacer, removed, brain, metrics, verdict, List.of(), Optional.empty(), Optional.empty());
    }

    public boolean failed() {
      return verdict instanceof Verdict.Fail;
    }

    /** Whether the mask may be used without a review. */
    public boolean passed() {
      return verdict instanceof Verdict.Pass;
    }

    /** Whether the rest of the face was measured on the image itself. */
    public boolean isMeasuredHere() {
      return source.map(s -> s.face() == MaskSource.Face.ON_THIS_IMAGE).orElse(true);
    }

    /** Nothing is removed, and from the front no face is in view. */
    boolean isWithoutFaceInView() {
      return removed.isEmpty()
          && Double.isNaN(metrics.faceLeft())
          && placement.filter(PlacedHead::isSure).isPresent();
    }

    /** The same result with other numbers and the verdict that follows from them. */
    public Proposed judgedAnew(DefaceMetrics numbers, Verdict other) {
      return new Proposed(defacer, removed, brain, numbers, other, tried, placement, source);
    }

    /** The same result with another verdict. */
    public Proposed with(Verdict other) {
      return judgedAnew(metrics, other);
    }

    Proposed at(PlacedHead where) {
      return new Proposed(
          defacer, removed, brain, metrics, verdict, tried, Optional.of(where), source);
    }

    public Proposed from(MaskSource other) {
      return new Proposed(
          defacer, removed, brain, metrics, verdict, tried, placement, Optional.of(other));
    }

    Proposed withTried(List<String> lines) {
      return new Proposed(defacer, removed, brain, metrics, verdict, lines, placement, source);
    }

    /** The same with the lines of all that were tried, its own among them. */
    Proposed withTriedAfter(List<String> all) {
      String own = defacer + ": " + verdict.reason();
      return withTried(all.stream().filter(line -> !line.equals(own)).toList());
    }

    /** The same result with the voxels that were actually removed, and the brain loss of these. */
    public Proposed withRemoved(Mask taken) {
      int brainVoxels = brain.count();
      DefaceMetrics measured =
          metrics.withRemoved(
              taken.count(),
              taken.count() * taken.grid().voxelVolumeMm3(),
              brainVoxels == 0 ? Double.NaN : (double) brain.countAnd(taken) / brainVoxels);
      return new Proposed(defacer, taken, brain, measured, verdict, tried, placement, source);
    }

    /** The same voxels with a known brain loss, where the rest of the face was not measured. */
    public Proposed unmeasured(String why) {
      return failed() ? this : with(new Verdict.Review(List.of(why)));
    }

    /** The same result with one more reason for a person to look. */
    public Proposed forReview(String why) {
      return with(verdict.with(List.of(why)));
    }

    /** The same result, refused for one more reason. */
    public Proposed refused(String why) {
      List<String> reasons = new ArrayList<>(List.of(why));
      if (verdict instanceof Verdict.Fail(List<String> own)) {
        reasons.addAll(own);
      }
      return with(new Verdict.Fail(reasons));
    }

    /** Why every defacer failed. */
    public String failure() {
      String first = verdict.reason();
      return tried.isEmpty() ? first : defacer + ": " + first + "; " + String.join("; ", tried);
    }
  }

  /**
   * There is no face to remove.
   *
   * @param metrics the numbers
   * @param verdict pass or review
   * @param placement where the atlas lies in the scan
   */
  record NothingToDo(
      Reason reason, DefaceMetrics metrics, Verdict verdict, Optional<PlacedHead> placement)
      implements ScanResult {
    public NothingToDo {
      if (verdict instanceof Verdict.Fail) {
        throw new IllegalArgumentException("what fails is no scan without a face: " + verdict);
      }
    }

    /** A result of which nothing more is known and which nobody need look at. */
    public NothingToDo(Reason reason, DefaceMetrics metrics) {
      this(reason, metrics, new Verdict.Pass(), Optional.empty());
    }

    /** What was found and why a person should look. */
    public String why() {
      return verdict instanceof Verdict.Pass || verdict.reason().equals(reason.words())
          ? reason.words()
          : reason.words() + "; " + verdict.reason();
    }
  }

  /** Why there is nothing to do. */
  enum Reason {
    ALREADY_DEFACED("already defaced"),
    SKULL_STRIPPED("skull-stripped"),
    /** A slab of the brain with the rest of the head out of view; a person should look. */
    FACE_OUT_OF_VIEW("face-outside-field-of-view");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** No defacer could make a proposal; the reason is one sentence. */
  record Impossible(String reason) implements ScanResult {}
}
