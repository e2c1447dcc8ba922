package org.bidsveil.identifiers;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that is a date, with or without a time: {@code YYYY-MM-DD[THH:MM:SS[.f][Z]]} (BIDS, RFC
 * 3339) or {@code YYYYMMDD[HHMMSS[.f]]} (DICOM PS3.5, DA and DT).
 *
 * @param date its day
 * @param compact whether the day is written without hyphens
 * @param rest what follows the day, as it stands
 */
public record DateText(LocalDate date, boolean compact, String rest) {
  /** BIDS, "Common principles": shifted dates are "in the year 1925 or earlier". */
  public static final int LAST_SHIFTED_YEAR = 1925;

  /** No recording is younger; a greater number is no year. */
  private static final int LAST_YEAR = 2199;

  private static final int FIRST_YEAR = 1800;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})([T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d*)?)?"
              + "(?:Z|[+-]\\d{2}:?\\d{2})?)?");
  private static final Pattern DICOM =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})([T ]?\\d{2,6}(?:\\.\\d*)?(?:[+-]\\d{4})?)?");

  /** Reads a text that is a date and nothing else; empty for any other text. */
  public static Optional<DateText> parse(String text) {
    Optional<DateText> iso = parse(ISO, text, false);
    return iso.isPresent() ? iso : parse(DICOM, text, true);
  }

  /** Reads only the form with hyphens, which can hardly be anything but a date. */
  public static Optional<DateText> parseIso(String text) {
    return parse(ISO, text, false);
  }

  private static Optional<DateText> parse(Pattern pattern, String text, boolean compact) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String rest = matcher.group(4) == null ? "" : matcher.group(4);
    return day(matcher.group(1), matcher.group(2), matcher.group(3))
        .filter(day -> day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR)
        .map(day -> new DateText(day, compact, rest));
  }

  /** A day, where there is such a day. */
  static Optional<LocalDate> day(String year, String month, String day) {
    try {
      return Optional.of(
          LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day)));
    } catch (DateTimeException e) {
      return Optional.empty(); // the 31st of February: digits, but no date
    }
  }

  /** Whether the date is in the range of shifted dates, so that it is not shifted again. */
  public boolean isShifted() {
    return date.getYear() <= LAST_SHIFTED_YEAR;
  }

  /** The text with its date moved by this many days; the time stays. */
  public String plusDays(long days) {
    LocalDate moved = date.plusDays(days);
    DateTimeFormatter format =
        compact
            ? DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT)
            : DateTimeFormatter.ISO_LOCAL_DATE;
    return format.format(moved) + rest;
  }
}
