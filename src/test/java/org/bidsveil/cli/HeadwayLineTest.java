package org.bidsveil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeadwayLineTest {
  @Test
  void theLineHoldsTheRateAndTheTimeLeft() {
    assertEquals(
        "checked 12000/100000 files  1500 a second  59 s left",
        HeadwayLine.line("checked files", 12_000, 100_000, 8));
    assertEquals(
        "restored 3/1000 participants  1.5 a second  11 min left",
        HeadwayLine.line("restored participants", 3, 1000, 2));
  }
}
