package org.bidsveil.plan;

import java.util.Optional;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.HeadScan;

/**
 * A scan of the selection and what will be done with it.
 *
 * @param scan the image
 * @param action deface, or skip with its reason
 * @param maskFrom the image of the same acquisition whose mask it will get; empty when it gets its
 *     own
 */
public record PlannedScan(HeadScan scan, Action action, Optional<HeadScan> maskFrom) {

  /** What will be done with a scan. */
  public sealed interface Action {

    /** The word in the plan: deface or skip. */
    default String word() {
      return switch (this) {
        case Deface _ -> "deface";
        case DoneBefore _, Empty _, NotHere _, Blocked _ -> "skip";
      };
    }

    /** Why, in words. */
    default String reason() {
      return switch (this) {
        case Deface deface -> deface.datatype().words();
        case DoneBefore _ -> "already defaced by bidsveil, sha256 matches";
        case Empty _ -> "empty file: it holds no bytes";
        case NotHere notHere -> notHere.why();
        case Blocked blocked -> blocked.why();
      };
    }
  }

  /**
   * Its face will be removed.
   *
   * @param datatype the kind of image
   */
  public record Deface(Datatype datatype) implements Action {}

  /** The bytes on disk are those that an earlier run left. */
  public record DoneBefore() implements Action {}

  /** A file of zero bytes, as in a layout without content. */
  public record Empty() implements Action {}

  /**
   * A file name without content.
   *
   * @param why the cause, such as a link whose target is missing, and how to fetch the content
   */
  public record NotHere(String why) implements Action {}

  /**
   * The file must not be replaced, such as a link out of the dataset.
   *
   * @param the cause, and what to do about it
   */
  public record Blocked(String why) implements Action {}
}
