package org.bidsveil.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Volume CUBE =
      new Volume(Masks.cube(2), new float[] {0, 1, 2, 3, 4, 5, 6, 7});

  @Test
  void trilinearIsExactForALinearImage() {
    Sampler sampler = new Sampler(CUBE, -1);
    // The values are i + 2 j + 4 k.
    assertEquals(3.5, sampler.trilinear(0.5, 0.5, 0.5), 1e-6);
    assertEquals(0.25 + 2 * 0.5 + 4 * 0.75, sampler.trilinear(0.25, 0.5, 0.75), 1e-6);
    assertEquals(7, sampler.trilinear(1, 1, 1));
  }

  @Test
  void halfAVoxelBeyondTheBorderStillBelongsToIt() {
    Sampler sampler = new Sampler(CUBE, -1);
    assertEquals(0, sampler.trilinear(-0.5, -0.5, -0.5));
    assertEquals(7, sampler.nearest(1.5, 1.5, 1.5));
    assertEquals(-1, sampler.trilinear(-0.51, 0, 0));
    assertEquals(-1, sampler.nearest(0, 0, 1.51));
    assertEquals(-1, sampler.trilinear(Double.NaN, 0, 0));
  }

  @Test
  void nearestTakesTheNearerVoxel() {
    Sampler sampler = new Sampler(CUBE, -1);
    assertEquals(1, sampler.nearest(0.6, 0.4, 0.4));
    assertEquals(4, sampler.nearest(0.4, 0.4, 0.6));
  }

  @Test
  void worldPointsGoThroughTheAffine() {
    Grid grid = new Grid(2, 2, 2, new Affine(-2, 0, 0, 10, 0, 0, 3, 20, 0, 1, 0, 30));
    Sampler sampler = new Sampler(new Volume(grid, CUBE.values()), -1);
    // Voxel (1, 0, 1): x = 10 - 2, y = 20 + 3, z = 30.
    assertEquals(5, sampler.trilinearAtWorld(8, 23, 30), 1e-6);
  }

  @Test
  void identityOnTheSameGridIsACopy() {
    Volume same = Resampler.resample(CUBE, CUBE.grid(), Affine.IDENTITY, 0, ONE);
    assertArrayEquals(CUBE.values(), same.values());
  }

  @Test
  void theMapGoesFromTargetToSource() {
    Grid target = Masks.grid(3, 1, 1, 1, 1, 1);
    Affine oneToTheRight = Affine.translation(1, 0, 0);
    assertArrayEquals(
        new float[] {1, -1, -1}, Resampler.resample(CUBE, target, oneToTheRight, -1, ONE).values());
  }

  @Test
  void aMaskOnTwiceTheResolutionKeepsItsVolume() {
    Mask mask = Masks.single(Masks.cube(5), 2, 2, 2);
    mask.set(3, 2, 2);
    Grid fine = new Grid(10, 10, 10, new Affine(.5, 0, 0, -.25, 0, .5, 0, -.25, 0, 0, .5, -.25));
    // 0.75³ < 0.5 at the outer corners; 0.75² > 0.5 between the two voxels.
    assertEquals(8, Resampler.resample(mask, fine, Affine.IDENTITY, ONE).count());
  }

  @Test
  void aMaskOnItsOwnGridIsItself() {
    Mask mask = Masks.random(Masks.grid(67, 31, 40, 1, 1, 1), 0.4, 2);
    assertEquals(mask, Resampler.resample(mask, mask.grid(), Affine.IDENTITY, ONE));
    assertEquals(mask, Resampler.resample(mask, mask.grid(), Affine.IDENTITY, TaskExecutor.of(3)));
  }

  @Test
  void anEmptyMaskStaysEmpty() {
    Mask empty = new Mask(Masks.cube(2));
    assertTrue(Resampler.resample(empty, Masks.cube(5), Affine.IDENTITY, ONE).isEmpty());
  }

  @Test
  void blockAverageTakesMeansAndKeepsThePlace() {
    Volume all = Resampler.blockAverage(CUBE, 2, 2, 2, ONE);
    assertArrayEquals(new float[] {3.5f}, all.values());
    assertEquals(new Vec3(0.5, 0.5, 0.5), all.grid().worldFromVoxel().apply(0, 0, 0));
    assertEquals(2, all.grid().voxelSizeMm(1));
    Volume row = new Volume(Masks.grid(5, 1, 1, 1, 1, 1), new float[] {1, 3, 5, 7, 8});
    assertArrayEquals(new float[] {2, 6, 8}, Resampler.blockAverage(row, 2, 1, 1, ONE).values());
  }

  @Test
  void blocksWithoutVoxelsAreThoseOfTheVolumeWithoutThem() {
    Random random = new Random(5);
    for (int[] block : new int[][] {{1, 1, 1}, {2, 2, 2}, {3, 1, 2}, {4, 3, 5}}) {
      Volume volume = Volume.zeros(new Grid(17, 11, 9, Affine.scaling(1, 2, 1.5)));
      Mask removed = new Mask(volume.grid());
      Volume without = Volume.zeros(volume.grid());
      for (int v = 0; v < volume.values().length; v++) {
        volume.values()[v] = random.nextFloat() * 100 - 20;
        without.values()[v] = volume.values()[v];
        if (v > 300 && random.nextInt(5) == 0) {
          removed.set(v);
          volume.values()[v] = random.nextInt(10) == 0 ? Float.NaN : volume.values()[v];
          without.values()[v] = 0;
        }
      }
      TaskExecutor one = TaskExecutor.of(1);
      Volume average = Resampler.blockAverage(volume, block[0], block[1], block[2], one);
      Volume expected = Resampler.blockAverage(without, block[0], block[1], block[2], one);
      Volume found =
          Resampler.blockAverageWithout(
              volume, average, removed, block[0], block[1], block[2], TaskExecutor.of(2));
      assertArrayEquals(expected.values(), found.values());
    }
  }
}
