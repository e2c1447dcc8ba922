package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.junit.jupiter.api.Test;

class FaceFinderTest {
  private static final TaskExecutor TWO = TaskExecutor.of(2);
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final Mask HEAD = ATLAS.head().atLeast(0.5);
  private static final FaceFinder FINDER =
      new FaceFinder(
          HEAD,
          ATLAS.landmark("pronasale"),
          ATLAS.landmark("eye-left").z(),
          ATLAS.landmark("gnathion").z() + 20);

  @Test
  void theAverageHeadHasAFaceUntilItIsTaken() {
    FaceFinder.Sighting sighting = FINDER.look(HEAD, TWO);
    assertTrue(sighting.isFace(), "" + sighting.likeness());
    assertEquals(sighting.likeness(), sighting.after(new Mask(HEAD.grid()), TWO), 1e-9);
    assertTrue(sighting.after(ATLAS.face().atLeast(0.5), TWO) < FaceFinder.FACE);
  }

  @Test
  void aMaskOnTheBackOfTheHeadTakesNoFace() {
    double back = ATLAS.landmark("tragion-left").y() - 30;
    Mask wrongSide = AverageHead.where(HEAD.grid(), p -> p.y() < back);
    assertTrue(FINDER.look(HEAD, TWO).after(wrongSide, TWO) >= FaceFinder.FACE);
  }

  @Test
  void aHeadThatItsHeaderTurnsIsSearchedAllAround() {
    Vec3 middle = HEAD.grid().centreMm();
    Affine lying = Affine.rotation(Math.PI / 2, 0, Math.PI).about(middle);
    Mask turned = turned(lying);
    FaceFinder.Sighting sighting = FINDER.look(turned, TWO);
    assertTrue(sighting.isFace(), "" + sighting.likeness());
    Mask face = ATLAS.face().atLeast(0.5);
    Mask there = AverageHead.where(turned.grid(), p -> at(face, lying.inverse().apply(p)));
    assertTrue(sighting.after(there, TWO) < FaceFinder.FACE);
    Mask asTheHeaderSays = AverageHead.where(turned.grid(), p -> at(face, p));
    assertTrue(sighting.after(asTheHeaderSays, TWO) >= FaceFinder.FACE);
  }

  @Test
  void aBallHasNoFace() {
    Vec3 middle = HEAD.grid().centreMm();
    Mask ball = AverageHead.where(HEAD.grid(), p -> p.minus(middle).norm() < 80);
    FaceFinder.Sighting sighting = FINDER.look(ball, TWO);
    assertFalse(sighting.isFace(), "" + sighting.likeness());
    assertTrue(Double.isNaN(sighting.after(new Mask(ball.grid()), TWO)));
  }

  private static Mask turned(Affine map) {
    return Resampler.resample(ATLAS.head(), cube(), map.inverse(), 0, TWO).atLeast(0.5);
  }

  private static Grid cube() {
    return AverageHead.cube(140, 2, HEAD.grid().centreMm());
  }

  private static boolean at(Mask mask, Vec3 world) {
    Vec3 v = mask.grid().voxelFromWorld().apply(world);
    int i = (int) Math.rint(v.x());
    int j = (int) Math.rint(v.y());
    int k = (int) Math.rint(v.z());
    return mask.grid().contains(i, j, k) && mask.get(i, j, k);
  }
}
