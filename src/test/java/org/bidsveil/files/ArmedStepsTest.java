package org.bidsveil.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArmedStepsTest {
  @TempDir Path folder;
  private final AtomicInteger ended = new AtomicInteger();

  private ArmedSteps armed(String order) {
    return ArmedSteps.parse(order, ended::incrementAndGet);
  }

  private void write(ArmedSteps steps) {
    new DurableWrite(new Disk(steps)).replace(folder.resolve("file"), "new".getBytes(UTF_8));
  }

  @Test
  void failsOnceAndGoesOn() {
    ArmedSteps steps = armed("fail:4");
    Refusal refusal = assertThrows(Refusal.class, () -> write(steps));
    assertTrue(refusal.sentence().contains("injected at place 4 (SET_TRAITS)"), refusal.sentence());
    write(steps);
    assertEquals(0, ended.get());
  }

  @Test
  void failsFromThereOn() {
    ArmedSteps steps = armed("fail-from:4");
    assertThrows(Refusal.class, () -> write(steps));
    assertThrows(Refusal.class, () -> write(steps));
    assertFalse(Files.exists(folder.resolve("file")));
  }

  @Test
  void endsTheProcessAtThePlace() {
    assertThrows(Refusal.class, () -> write(armed("kill:0")));
    assertEquals(1, ended.get());
  }

  @Test
  void countsThePlacesOfAnUndisturbedRun() {
    ArmedSteps steps = armed("fail:1000000");
    write(steps);
    assertEquals(18, steps.heard());
  }

  @Test
  void anUnknownOrderIsNamed() {
    assertEquals(
        "fault-order-unknown", assertThrows(Refusal.class, () -> armed("explode:1")).name());
  }
}
