package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  /** Less than a heap in which tests run ever holds. */
  private static final int NOTHING = 1;

  private static final int EVERYTHING = 1 << 30;

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  /** Whether tidying up collects beside scans that take so many megabytes. */
  private static boolean collects(long need) {
    MemoryBudget budget = new MemoryBudget(EVERYTHING);
    try (MemoryBudget.Reservation _ = budget.reserve(need)) {
      byte[][] held = new byte[120][];
      for (int n = 0; n < held.length; n++) {
        held[n] = new byte[1 << 20];
      }
      long before = collections();
      budget.tidy();
      assertEquals(120, held.length);
      return collections() > before;
    }
  }

  @Test
  void aHeapThatHoldsMoreThanItsScansTakeIsTidied() {
    assertTrue(collects(NOTHING));
  }

  @Test
  void whatScansTakeIsLeftToThem() {
    assertEquals(false, collects(EVERYTHING / 2));
  }
}
