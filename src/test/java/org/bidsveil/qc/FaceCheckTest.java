package org.bidsveil.qc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Predicate;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.deface.FaceWindow;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.ConnectedComponents;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** The average head's face, whole, shaved, hidden and gone. */
class FaceCheckTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final Volume HEAD = ATLAS.template();
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(1);

  /** Brightness 100 is the median of a head. */
  private static final double TISSUE = 20;

  private static final List<FaceWindow> WINDOWS = List.of(window(0), window(-35), window(35));
  private static final FaceCheck CHECK = new FaceCheck(WINDOWS, HEAD, TISSUE);

  @Test
  void anUntouchedFaceIsAllThere() {
    assertEquals(1, CHECK.faceLeft(HEAD));
    assertEquals(1, CHECK.faceLikeness(HEAD), 1e-6);
    assertTrue(CHECK.faceSeen() > 0.9, "seen " + CHECK.faceSeen());
  }

  @Test
  void aFaceRemovedByTheAtlasIsGone() {
    Volume after = without(ATLAS.face().atLeast(0.5));
    assertTrue(CHECK.faceLeft(after) < 0.01, "left " + CHECK.faceLeft(after));
    assertTrue(CHECK.faceLikeness(after) < 0.15, "likeness " + CHECK.faceLikeness(after));
  }

  /** In such parts of a head one measure said that no face is in view, and another found one. */
  @Test
  void aCutThroughTheHeadIsNoFace() {
    assertNoFace(part(p -> p.y() > -60 && p.y() < 0), "a coronal slab of 60 mm behind the face");
    assertNoFace(part(p -> p.z() > 60), "the vault");
    assertNoFace(part(p -> Math.abs(p.y() - 10) < 2), "a coronal slice");
    FaceCheck half = new FaceCheck(WINDOWS, part(p -> p.x() > 0), TISSUE);
    assertTrue(half.isInView(), "half a face is one");
    assertEquals(1, half.faceLeft(part(p -> p.x() > 0)));
    assertEquals(1, half.faceLikeness(part(p -> p.x() > 0)), 1e-6);
  }

  private static void assertNoFace(Volume part, String what) {
    FaceCheck check = new FaceCheck(WINDOWS, part, TISSUE);
    assertFalse(check.isInView(), what);
    assertEquals(Double.NaN, check.faceLeft(part), what);
    assertEquals(Double.NaN, check.faceLikeness(part), what);
  }

  /** A field of view that holds a part of the head: voxels outside of it are not there. */
  private static Volume part(Predicate<Vec3> inView) {
    Grid all = HEAD.grid();
    int[] low = {all.nx(), all.ny(), all.nz()};
    int[] high = {-1, -1, -1};
    for (int k = 0; k < all.nz(); k++) {
      for (int j = 0; j < all.ny(); j++) {
        for (int i = 0; i < all.nx(); i++) {
          if (inView.test(all.worldFromVoxel().apply(i, j, k))) {
            int[] at = {i, j, k};
            for (int axis = 0; axis < 3; axis++) {
              low[axis] = Math.min(low[axis], at[axis]);
              high[axis] = Math.max(high[axis], at[axis]);
            }
          }
        }
      }
    }
    Grid grid =
        new Grid(
            high[0] - low[0] + 1,
            high[1] - low[1] + 1,
            high[2] - low[2] + 1,
            all.worldFromVoxel().after(Affine.translation(low[0], low[1], low[2])));
    return AverageHead.scan(Affine.IDENTITY, grid);
  }

  @Test
  void aThinShaveTakesTheSurfaceButNotTheFace() {
    double[] depths = {2, 5, 10, 15};
    double before = 1;
    for (double depth : depths) {
      double likeness = CHECK.faceLikeness(shaved(depth));
      assertTrue(likeness < before, depth + " mm: " + likeness + " after " + before);
      before = likeness;
    }
    assertTrue(CHECK.faceLikeness(shaved(2)) > 0.9);
    assertTrue(CHECK.faceLikeness(shaved(5)) > 0.7);
    assertTrue(CHECK.faceLikeness(shaved(15)) > 0.2);
    assertTrue(CHECK.faceLeft(shaved(2)) > 0.8, "2 mm are within the tolerance");
    assertTrue(CHECK.faceLeft(shaved(5)) < 0.05);
  }

  @Test
  void aFaceThatStandsElsewhereIsStillThatFace() {
    Affine back = Affine.translation(0, -8, 0);
    Volume after = AverageHead.scan(back, HEAD.grid());
    assertTrue(CHECK.faceLeft(after) < 0.3, "left " + CHECK.faceLeft(after));
    assertTrue(CHECK.faceLikeness(after) > 0.9, "likeness " + CHECK.faceLikeness(after));
  }

  @Test
  void halfAFaceIsHalfLeft() {
    Volume after = without(where(p -> p.x() < 0 && p.y() > 0 && p.z() < 60));
    assertEquals(0.5, CHECK.faceLeft(after), 0.03);
    double likeness = CHECK.faceLikeness(after);
    assertTrue(likeness > 0.02 && likeness < 0.9, "likeness " + likeness);
  }

  @Test
  void aHoleIsNotANose() {
    // Where a ray meets nothing any more, the surface lies far behind, not in front.
    Volume after = without(where(p -> Math.abs(p.x()) < 16 && Math.abs(p.z() + 5) < 25));
    double likeness = new FaceCheck(List.of(window(0)), HEAD, TISSUE).faceLikeness(after);
    assertTrue(likeness < 0.1, "likeness " + likeness);
  }

  @Test
  void aPlateBeforeTheFaceHidesIt() {
    Volume after = HEAD.copy();
    Mask plate = where(p -> Math.abs(p.y() - 126) < 5 || Math.abs(Math.abs(p.x()) - 96) < 5);
    for (int v = plate.nextSet(0); v >= 0; v = plate.nextSet(v + 1)) {
      after.values()[v] = 100;
    }
    assertTrue(CHECK.faceLeft(after) < 0.01);
    assertTrue(CHECK.faceLikeness(after) < 0.15, "likeness " + CHECK.faceLikeness(after));
  }

  @Test
  void whatIsSeenDoesNotDependOnWhereTheHeadLies() {
    Affine map = Affine.translation(20, -10, 5).after(Affine.rotation(0.2, 0.1, -0.3));
    Volume scan = AverageHead.scan(map, AverageHead.cube(130, 2.5, map.apply(0, 0, 0)));
    FaceCheck check =
        new FaceCheck(List.of(FaceWindow.of(ATLAS, Alignment.affine(map), 0)), scan, TISSUE);
    Volume inAtlas = AverageHead.scan(Affine.IDENTITY, HEAD.grid());
    assertEquals(1, check.faceLeft(scan));
    assertEquals(new FaceCheck(WINDOWS, inAtlas, TISSUE).faceSeen(), check.faceSeen(), 0.02);
  }

  @Test
  void whereThereWasNoFaceNothingIsSaidOfIt() {
    Volume empty = Volume.zeros(HEAD.grid());
    FaceCheck none = new FaceCheck(WINDOWS, empty, TISSUE);
    assertEquals(0, none.faceSeen());
    assertEquals(Double.NaN, none.faceLeft(HEAD));
    assertEquals(Double.NaN, none.faceLikeness(HEAD));
    // A field of view that ends above the brows.
    Volume top = AverageHead.scan(Affine.IDENTITY, AverageHead.cube(60, 2, new Vec3(0, 0, 110)));
    assertEquals(Double.NaN, new FaceCheck(WINDOWS, top, TISSUE).faceLeft(top));
  }

  @Test
  void aRayNeedsTwoBrightPointsToMeetTissue() {
    // Rays run midway between the voxels: at y = 121 and 119, where these three meet.
    Volume speck = Volume.zeros(HEAD.grid());
    light(speck, 125);
    light(speck, 124);
    assertEquals(0, FaceRelief.of(WINDOWS.getFirst(), speck, 60).hits());
    light(speck, 123);
    assertEquals(1, FaceRelief.of(WINDOWS.getFirst(), speck, 60).hits());
  }

  /** Makes two neighbours in the middle of the face bright. */
  private static void light(Volume volume, int j) {
    volume.values()[volume.grid().index(52, j, 70)] = 100;
    volume.values()[volume.grid().index(52, j, 71)] = 100;
  }

  private static FaceWindow window(double yaw) {
    return FaceWindow.of(ATLAS, Alignment.affine(Affine.IDENTITY), yaw);
  }

  /** The head without a layer of its facial surface, this deep; nostrils and lips are bridged. */
  private static Volume shaved(double depthMm) {
    Mask bright = ConnectedComponents.largest(HEAD.atLeast(TISSUE));
    Mask solid = Morphology.fillHoles(Morphology.close(bright, 6, EXECUTOR));
    Volume depth = DistanceTransform.toNearestWithin(solid.not(), 20, EXECUTOR);
    double bottom = ATLAS.landmark("gnathion").z();
    double top = ATLAS.landmark("eye-left").z() + 14;
    Mask face = where(p -> p.y() > 30 && Math.abs(p.x()) <= 66 && p.z() >= bottom && p.z() <= top);
    return without(face.and(depth.atMost(depthMm + 0.01)));
  }

  private static Volume without(Mask removed) {
    return AverageHead.without(HEAD, removed);
  }

  private static Mask where(Predicate<Vec3> condition) {
    return AverageHead.where(HEAD.grid(), condition);
  }
}
