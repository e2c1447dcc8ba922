package org.bidsveil.qc;

import java.util.List;
import java.util.stream.Stream;

/** The verdict that follows from the numbers. A scan is overwritten only on pass or review. */
public sealed interface Verdict {

  /** Every check passed. */
  record Pass() implements Verdict {}

  /** Good enough to replace the scan, but a person should look. */
  record Review(List<String> reasons) implements Verdict {
    public Review {
      reasons = List.copyOf(reasons);
    }
  }

  /** The mask is not to be used. */
  record Fail(List<String> reasons) implements Verdict {
    public Fail {
      reasons = List.copyOf(reasons);
    }
  }

  /** The same with more reasons for a person to look. */
  default Verdict with(List<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    return switch (this) {
      case Pass _ -> new Review(more);
      case Review(List<String> reasons) ->
          new Review(Stream.concat(reasons.stream(), more.stream()).toList());
      case Fail fail -> fail;
    };
  }

  /** The word in the table: pass, review or fail. */
  default String word() {
    return switch (this) {
      case Pass _ -> "pass";
      case Review _ -> "review";
      case Fail _ -> "fail";
    };
  }

  /** The reasons, joined by "; ", or "n/a" (BIDS: missing value) when there is none. */
  default String reason() {
    return switch (this) {
      case Pass _ -> "n/a";
      case Review r -> String.join("; ", r.reasons());
      case Fail f -> String.join("; ", f.reasons());
    };
  }
}
