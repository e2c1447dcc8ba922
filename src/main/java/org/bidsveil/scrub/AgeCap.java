package org.bidsveil.scrub;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Caps the text of one age: {@code 92}, {@code 92.5}, {@code >90}, {@code 90+}, {@code 092Y}. */
final class AgeCap {
  private static final Pattern AGE =
      Pattern.compile("[\\s<>=~\u2264\u2265]*(\\d+(?:[.,]\\d+)?)\\s*\\+?\\s*(\\p{L}*)\\.?\\s*");

  private AgeCap() {}

  /**
   * The capped age; empty where the age may stand or is no number.
   *
   * @param text a cell
   * @param unit the unit of the column; a unit in the cell goes before it
   */
  static Optional<String> apply(String text, AgeUnit unit) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String suffix = matcher.group(2);
    AgeUnit own = suffix.isEmpty() ? unit : AgeUnit.of(suffix).orElse(unit);
    BigDecimal age = new BigDecimal(matcher.group(1).replace(',', '.'));
    return age.compareTo(BigDecimal.valueOf(own.cap())) > 0
        ? Optional.of(own.cap() + suffix)
        : Optional.empty();
  }
}
