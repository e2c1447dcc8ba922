package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How near the cut comes to the brain of an outside segmentation; on real heads, where they are.
 */
class BrainMarginTest {
  private static final double LEAST_MM = 3;

  /**
   * Those of thirty heads to which it came nearest with the former margin (docs/decisions/0081).
   */
  @ParameterizedTest
  @ValueSource(strings = {"ixi296_T1w", "ixi258_T1w", "ixi518_T1w"})
  void theCutStaysThreeMillimetresFromABrain(String name) throws IOException {
    RealHeads.Head head = RealHeads.named(name);
    ScanResult result =
        new ScanEngine(AverageHead.ATLAS, EngineSettings.of("template"), TaskExecutor.of(2))
            .propose(head.volume());
    Mask removed = assertInstanceOf(ScanResult.Proposed.class, result).removed();
    OutsideBrain brain = OutsideBrain.of(head).orElseThrow();
    assertEquals(0, brain.cut(removed));
    double nearest = brain.nearestMm(removed);
    assertTrue(nearest >= LEAST_MM, nearest + " mm");
  }
}
