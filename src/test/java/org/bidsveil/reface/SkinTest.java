package org.bidsveil.reface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class SkinTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Grid GRID = AverageHead.cube(64, 2, new Vec3(0, 0, 0));

  /** Depth below a ball's surface on a lattice, mm. */
  private static Volume ball(Grid grid, double radiusMm) {
    float[] mm = new float[grid.voxelCount()];
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          double r = grid.worldFromVoxel().apply(i, j, k).norm();
          mm[grid.index(i, j, k)] = (float) Math.clamp(radiusMm - r, -10, 10);
        }
      }
    }
    return new Volume(grid, mm);
  }

  @Test
  void ofAVoxelThatThePlaneHalvesHalfIsTissue() {
    Grid grid = new Grid(9, 9, 9, Affine.scaling(1, 1, 4));
    float[] mm = new float[grid.voxelCount()];
    for (int v = 0; v < mm.length; v++) {
      mm[v] = 4 * (v / 81 - 4);
    }
    Skin skin = new Skin(new Volume(grid, mm), new double[] {1, 1, 1});
    assertEquals(0.5, skin.share(4, 4, 4), 1e-6);
    assertEquals(0.75, skin.share(4, 4, 4.25), 1e-6, "1 mm deeper in a slice of 4 mm");
    assertEquals(1, skin.share(4, 4, 5), 1e-6);
    assertEquals(0, skin.share(4, 4, 3), 1e-6);
    Skin finer = new Skin(new Volume(grid, mm), new double[] {1, 1, 0.5});
    assertEquals(1, finer.share(4, 4, 4.25), 1e-6, "in a slice of 2 mm");
  }

  @Test
  void theSharesOfABallAddUpToItsVolume() {
    double sum = 0;
    for (float share : Skin.shares(ball(GRID, 40)).values()) {
      sum += 8 * share;
    }
    assertEquals(1, sum / (4.0 / 3 * Math.PI * 40 * 40 * 40), 0.002);
  }

  /** A head 2 mm larger than the average, whose front is removed. */
  private static Volume shift(double cutMm) {
    Volume scan = Skin.shares(ball(GRID, 42));
    Mask removed = new Mask(GRID);
    for (int v = 0; v < GRID.voxelCount(); v++) {
      if (GRID.worldFromVoxel().apply(0, v / 64 % 64, 0).y() > cutMm) {
        removed.set(v);
      }
    }
    KeptScan kept = KeptScan.of(scan, removed, ONE);
    return SkinShift.of(kept, kept.mean().atLeast(0.5), ball(GRID, 40), ONE);
  }

  private static float at(Volume volume, Vec3 mm) {
    Vec3 voxel = GRID.voxelFromWorld().apply(mm);
    return volume.at((int) voxel.x(), (int) voxel.y(), (int) voxel.z());
  }

  @Test
  void theAverageIsLedToTheSkinThatIsKept() {
    Volume shift = shift(0);
    assertEquals(2, at(shift, new Vec3(0, -40, 0)), 0.3, "where it is kept");
    assertEquals(2, at(shift, new Vec3(40, 1, 0)), 0.4, "next to it");
    assertEquals(0, at(shift, new Vec3(0, 40, 0)), 0.1, "far from it");
    float before = at(shift, new Vec3(39, 2, 0));
    for (double y = 4; y < 40; y += 2) {
      float now = at(shift, new Vec3(Math.sqrt(40 * 40 - y * y), y, 0));
      assertTrue(Math.abs(now - before) < 0.6, "a step of " + (now - before) + " at " + y);
      before = now;
    }
  }

  @Test
  void withoutKeptSkinNothingIsShifted() {
    for (float mm : shift(-100).values()) {
      assertEquals(0, mm);
    }
  }

  @Test
  void theAverageHasNoHoleInItsSkin() {
    AverageFace face = AverageFace.of(AverageHead.ATLAS, ONE);
    Volume where = AverageHead.ATLAS.face().volume();
    int skin = 0;
    for (int v = 0; v < where.values().length; v++) {
      float mm = face.depth().values()[v];
      if (where.values()[v] > 0.5 && mm > 0 && mm < 2) {
        skin++;
        assertTrue(
            face.brightness().values()[v] > 37.5, "dark skin: " + face.brightness().values()[v]);
      }
    }
    assertTrue(skin > 2000, "voxels of skin: " + skin);
  }
}
