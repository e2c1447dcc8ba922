package org.bidsveil.scrub;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * In what ages are counted, and what 89 years are in it: "ages are capped at 89" (BIDS,
 * "Participants file"; 45 CFR 164.514(b)(2)(i)(C) names "all ages over 89").
 */
enum AgeUnit {
  YEARS(89, List.of("y", "yr", "yrs", "year", "years", "a")),
  MONTHS(89 * 12, List.of("m", "mo", "mos", "month", "months")),
  /** 89 years of 365.25 days, rounded down. */
  WEEKS(4643, List.of("w", "wk", "wks", "week", "weeks")),
  /** 89 years of 365.25 days, rounded down. */
  DAYS(32507, List.of("d", "day", "days"));

  private final int cap;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<String> names;

  AgeUnit(int cap, List<String> names) {
    this.cap = cap;
    this.names = names;
  }

  /** The greatest age that may be told. */
  int cap() {
    return cap;
  }

  /** The unit of this name or abbreviation, whatever its case. */
  static Optional<AgeUnit> of(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    for (AgeUnit unit : values()) {
      if (unit.names.contains(lower)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }
}
