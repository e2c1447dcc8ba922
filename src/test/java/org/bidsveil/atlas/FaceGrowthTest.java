package org.bidsveil.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaceGrowthTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;

  @ParameterizedTest
  @EnumSource(FaceGrowth.class)
  void theFaceIsSmallerAndTheBrainIsNot(FaceGrowth growth) {
    Alignment young = Alignment.affine(Affine.IDENTITY).after(growth.of(ATLAS));
    Vec3 brain = ATLAS.brainCentreMm();
    assertEquals(0, young.toScan(brain).minus(brain).norm(), 1e-6);
    Vec3 sellion = ATLAS.landmark("sellion");
    assertEquals(0, young.toScan(sellion).minus(sellion).norm(), 1);
    double size = growth == FaceGrowth.NEWBORN ? 0.68 : 0.86;
    Vec3 gnathion = ATLAS.landmark("gnathion");
    Vec3 ears = ATLAS.landmark("tragion-left").plus(ATLAS.landmark("tragion-right")).times(0.5);
    assertEquals(
        size, young.toScan(gnathion).minus(ears).norm() / gnathion.minus(ears).norm(), 0.02);
  }

  @ParameterizedTest
  @EnumSource(FaceGrowth.class)
  void theWayBackLeadsBack(FaceGrowth growth) {
    Alignment young = Alignment.affine(Affine.IDENTITY).after(growth.of(ATLAS));
    for (HeadAtlas.Landmark landmark : ATLAS.landmarks()) {
      Vec3 there = young.toScan(landmark.mm());
      assertEquals(0, young.toAtlas(there).minus(landmark.mm()).norm(), 0.5, landmark.name());
    }
  }
}
