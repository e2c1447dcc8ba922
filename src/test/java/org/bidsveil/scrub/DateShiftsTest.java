package org.bidsveil.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.bidsveil.identifiers.DateText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateShiftsTest {
  private static final LocalDate FIRST = LocalDate.of(2021, 3, 1);

  private static long days(String seed, String subject, LocalDate... dates) {
    return assertInstanceOf(
            DatePolicy.Shift.class, new DateShifts(seed).of(subject, List.of(dates)))
        .days();
  }

  @Test
  void datesLieIn1902To1925() {
    for (int i = 0; i < 200; i++) {
      for (LocalDate last : List.of(FIRST, FIRST.plusDays(100), FIRST.plusYears(23))) {
        long days = days("seed", "s" + i, last, FIRST);
        assertTrue(FIRST.plusDays(days).getYear() >= 1902);
        assertTrue(last.plusDays(days).getYear() <= 1925);
      }
    }
  }

  @Test
  void aLifeLongStudyEndsIn1925() {
    LocalDate last = FIRST.plusYears(40);
    assertEquals(LocalDate.of(1925, 12, 31), last.plusDays(days("seed", "a", FIRST, last)));
  }

  @Test
  void offsetFollowsFromSeedAndSubject() {
    assertEquals(days("seed", "a", FIRST), days("seed", "a", FIRST, FIRST.plusDays(3)));
    assertNotEquals(days("seed", "a", FIRST), days("seed", "b", FIRST));
    assertNotEquals(days("seed", "a", FIRST), days("other", "a", FIRST));
  }

  @Test
  void datesShiftedBeforeDoNotCount() {
    assertEquals(days("seed", "a", FIRST), days("seed", "a", LocalDate.of(1910, 1, 1), FIRST));
    assertEquals(new DatePolicy.Remove(), new DateShifts("seed").of("a", List.of()));
    assertEquals(
        new DatePolicy.Remove(), new DateShifts("seed").of("a", List.of(LocalDate.of(1910, 1, 1))));
  }

  @Test
  void emptySeedIsNoSeed() {
    assertThrows(IllegalArgumentException.class, () -> new DateShifts(""));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2020-02-28, 2020-03-01",
        "2020-02-28T23:59:59.125, 2020-03-01T23:59:59.125",
        "2020-02-28T23:59:59Z, 2020-03-01T23:59:59Z",
        "2020-02-28T23:59:59+02:00, 2020-03-01T23:59:59+02:00",
        "2020-02-28 23:59, 2020-03-01 23:59",
        "20200228, 20200301",
        "20200228235959.12+0100, 20200301235959.12+0100",
        "2020-02-30, -",
        "2020-13-01, -",
        "20200228x, -",
        "28.02.2020, -",
        "0020-02-28, -",
        "23:59:59, -"
      })
  void timeStaysWhenTheDayMoves(String text, String moved) {
    assertEquals(Optional.ofNullable(moved), DateText.parse(text).map(date -> date.plusDays(2)));
  }
}
