package org.bidsveil.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Placements that no made-up head has shown to be difficult; on real heads, where they are. */
class HeadPlacementTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(2);

  /**
   * Thick slices of one participant whose nose and mouth were erased: the whole head alone ends 9
   * and 6 mm off at the eyes (docs/decisions/0064).
   */
  @ParameterizedTest
  @ValueSource(strings = {"neg_openms_FLAIR", "neg_openms_T2w"})
  void theBrainMendsAWholeHeadThatLiesWrong(String name) throws IOException {
    Affine truth = placed("neg_openms_T1w").alignment().affine();
    Affine found = placed(name).alignment().affine();
    for (String eye : new String[] {"eye-left", "eye-right"}) {
      Vec3 at = ATLAS.landmark(eye);
      double off = found.apply(at).minus(truth.apply(at)).norm();
      assertTrue(off < 3, eye + " lies " + off + " mm off");
    }
  }

  /** A long head: by affine maps alone its brain lies 7.5 mm from where the head has it. */
  @Test
  void anotherShapeIsNoDisagreement() throws IOException {
    HeadPlacement placed = placed("ixi146_T1w");
    assertTrue(placed.apart().largestMm() < Thresholds.REVIEW_PLACEMENT_MM, "" + placed.apart());
    assertEquals(1, placed.confidence(), 0.05);
  }

  private static HeadPlacement placed(String name) throws IOException {
    return HeadPlacement.of(ATLAS, Pyramid.of(RealHeads.named(name).volume(), EXECUTOR), EXECUTOR);
  }
}
