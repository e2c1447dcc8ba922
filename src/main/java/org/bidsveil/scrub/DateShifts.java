package org.bidsveil.scrub;

import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import org.bidsveil.identifiers.DateText;

/**
 * The offset by which each subject's dates are shifted. It follows from the seed, the subject and
 * the subject's own dates, so that the dates of the subject keep their intervals and lie in the
 * years 1902 to 1925: "RECOMMENDED to set shifted dates to the year 1925 or earlier" (BIDS, "Common
 * principles"), and FIF files cannot hold a date before 1902. Without the seed nobody can undo the
 * shift.
 */
public final class DateShifts {
  /** A day after the first that FIF files can hold (13 December 1901). */
  private static final LocalDate FIRST = LocalDate.of(1902, 1, 1);

  private static final LocalDate LAST = LocalDate.of(DateText.LAST_SHIFTED_YEAR, 12, 31);

  /** First dates spread over ten years: later sessions then still find room before 1926. */
  private static final long MAX_SPREAD_DAYS = 3652;

  private final KeyedHash hash;

  /**
   * Offsets derived from this seed.
   *
   * @param seed any text; whoever knows it can undo the shift
   */
  public DateShifts(String seed) {
    this.hash = new KeyedHash(seed);
  }

  /**
   * The offset of one subject.
   *
   * @param subject label without {@code sub-}
   * @param dates all dates of the subject's original tables and sidecars, including those of
   *     sessions that are not processed; dates that are already shifted are left out. The same
   *     dates give the same offset.
   * @return {@link DatePolicy.Remove} where there is no date to start from
   */
  public DatePolicy of(String subject, Collection<LocalDate> dates) {
    List<LocalDate> real =
        dates.stream()
            .filter(date -> date.getYear() > DateText.LAST_SHIFTED_YEAR)
            .sorted()
            .toList();
    if (real.isEmpty()) {
      return new DatePolicy.Remove();
    }
    LocalDate first = real.getFirst();
    long span = ChronoUnit.DAYS.between(first, real.getLast());
    long room = Math.clamp(ChronoUnit.DAYS.between(FIRST, LAST) - span, 0, MAX_SPREAD_DAYS);
    byte[] digest = hash.of("date-shift", subject);
    long spread = new BigInteger(1, digest).mod(BigInteger.valueOf(room + 1)).longValueExact();
    LocalDate start = room == 0 ? LAST.minusDays(span) : FIRST.plusDays(spread);
    return new DatePolicy.Shift(ChronoUnit.DAYS.between(first, start));
  }
}
