package org.bidsveil.scrub;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern AGE =
      Pattern.compile("[\\s<>=~\u2264\u2265]*(\\d+(?:[.,]\\d+)?)\\s*\\+?\\s*(\\p{L}*)\\.?\\s*");

  private final int cap;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<String> names;

  AgeUnit(int cap, List<String> names) {
    this.cap = cap;
    this.names = names;
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

  /**
   * The capped text of one age, such as {@code 92}, {@code 92.5}, {@code >90}, {@code 90+} or
   * {@code 092Y}; empty where the age may stand or is no number.
   *
   * @param text a cell; a unit in it goes before this one, that of the column
   */
  Optional<String> capped(String text) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String suffix = matcher.group(2);
    AgeUnit own = suffix.isEmpty() ? this : of(suffix).orElse(this);
    BigDecimal age = new BigDecimal(matcher.group(1).replace(',', '.'));
    return age.compareTo(BigDecimal.valueOf(own.cap)) > 0
        ? Optional.of(own.cap + suffix)
        : Optional.empty();
  }
}
