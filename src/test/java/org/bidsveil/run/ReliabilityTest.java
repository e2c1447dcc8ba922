package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.MemoryFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small part of the campaign of docs/reliability.md; {@code mvn -Preliability verify} runs all.
 */
class ReliabilityTest {
  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private ReliabilityCampaign campaign;
  private int announcements;

  @BeforeEach
  void undisturbed() throws IOException, InterruptedException {
    campaign = new ReliabilityCampaign(folder);
    announcements = campaign.reference().runSteps().size();
    assertTrue(announcements > 400, announcements + " announcements");
  }

  private static void assertNothingLost(ReliabilityTally tally, int atLeast) {
    System.out.println(tally);
    assertEquals(List.of(), tally.losses());
    assertTrue(tally.faults() >= atLeast, tally.toString());
    assertEquals(tally.faults(), tally.recoveries());
    assertEquals(tally.faults(), tally.restores());
  }

  @Test
  void killed() throws IOException, InterruptedException {
    assertNothingLost(campaign.killedAt(ReliabilityCampaign.every(46, announcements)), 8);
    assertNothingLost(campaign.killedAtRandom(4), 4);
  }

  @Test
  void commandLineKilled() throws IOException, InterruptedException {
    assertNothingLost(new ReliabilityCommandLine(folder, campaign.java()).killed(2), 2);
  }

  @Test
  void killedWhileRestoring() {
    int steps = campaign.reference().restoreSteps().size();
    assertNothingLost(campaign.restoreKilledAt(ReliabilityCampaign.every(60, steps)), 2);
  }

  @Test
  void failed() {
    assertNothingLost(campaign.failedOnce(ReliabilityCampaign.every(13, announcements)), 30);
    assertNothingLost(campaign.failedFrom(ReliabilityCampaign.every(61, announcements)), 6);
  }

  @Test
  void withoutSpace() throws IOException, InterruptedException {
    Optional<ReliabilityTally> tally =
        new ReliabilityScarcity(folder, campaign.reference(), campaign.java())
            .fullDisk(List.of(0, 100_000, 400_000, 500_000, 900_000));
    tally.ifPresent(t -> assertNothingLost(t, 5));
  }

  @Test
  void withoutMemory() throws IOException, InterruptedException {
    ReliabilityScarcity scarcity =
        new ReliabilityScarcity(folder, campaign.reference(), campaign.java());
    assertNothingLost(scarcity.littleHeap(List.of(12, 16, 20)), 3);
    assertNothingLost(scarcity.littleAddressSpace(List.of(2_000)), 1);
  }
}
