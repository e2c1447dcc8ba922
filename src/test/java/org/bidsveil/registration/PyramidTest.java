package org.bidsveil.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class PyramidTest {
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(1);

  /** Axes A, S, R with one flipped, 1 x 5 x 1 mm: thick slices, storage order unlike the world. */
  private static final Grid THICK =
      new Grid(64, 16, 64, new Affine(0, 0, 1, -30, -1, 0, 0, 40, 0, 5, 0, -20));

  @Test
  void axesThatAreThickAlreadyAreNotAveraged() {
    Pyramid pyramid = Pyramid.of(ramp(THICK), EXECUTOR);
    assertSize(32, 16, 32, pyramid.working().grid());
    assertSize(32, 16, 32, pyramid.level(0).grid());
    assertSize(16, 16, 16, pyramid.level(1).grid());
    assertSize(8, 8, 8, pyramid.level(2).grid());
  }

  @Test
  void aLinearImageIsTheSameLinearImageOnEachLevel() {
    Pyramid pyramid = Pyramid.of(ramp(THICK), EXECUTOR);
    // Brightness to bin is one line for all levels: found on two voxels of the finest.
    Vec3 a = at(pyramid.level(0), 8, 6, 8);
    Vec3 b = at(pyramid.level(0), 24, 10, 24);
    double binA = bin(pyramid.level(0), 8, 6, 8);
    double slope = (bin(pyramid.level(0), 24, 10, 24) - binA) / (value(b) - value(a));
    for (int n = 0; n < 3; n++) {
      PyramidLevel level = pyramid.level(n);
      int compared = 0;
      for (int k = 1; k < level.grid().nz() - 1; k++) {
        for (int j = 1; j < level.grid().ny() - 1; j++) {
          for (int i = 1; i < level.grid().nx() - 1; i++) {
            double bin = bin(level, i, j, k);
            // Near the ends, clipping has gone into the average.
            if (bin > 4 && bin < MutualInformation.BINS - 5) {
              double expected = binA + slope * (value(at(level, i, j, k)) - value(a));
              assertEquals(expected, bin, 1e-3, "level " + n);
              compared++;
            }
          }
        }
      }
      assertTrue(compared > 20, "level " + n + " compared " + compared);
    }
  }

  @Test
  void aCoarseScanIsItsOwnWorkingVolume() {
    Volume coarse = ramp(new Grid(8, 8, 8, Affine.scaling(2, 2, 2)));
    assertSame(coarse, Pyramid.of(coarse, EXECUTOR).working());
  }

  @Test
  void aConstantScanHasOneBin() {
    Volume constant = Volume.zeros(THICK);
    Arrays.fill(constant.values(), 42);
    Pyramid pyramid = Pyramid.of(constant, EXECUTOR);
    for (int n = 0; n < 3; n++) {
      for (float bin : pyramid.level(n).bins()) {
        assertEquals(0, bin);
      }
    }
  }

  @Test
  void voxelsThatAreNotFiniteCountAsZeroAndSpoilNothing() {
    Volume whole = ramp(THICK);
    Volume holed = whole.copy();
    Volume zeroed = whole.copy();
    float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int n = 0; n < bad.length; n++) {
      int v = THICK.index(10 + n, 5, 20);
      holed.values()[v] = bad[n];
      zeroed.values()[v] = 0;
    }
    float[] expected = Pyramid.of(zeroed, EXECUTOR).level(1).bins();
    float[] actual = Pyramid.of(holed, EXECUTOR).level(1).bins();
    assertTrue(Arrays.equals(expected, actual));
    assertTrue(Float.isNaN(holed.at(10, 5, 20)), "the caller's scan is not written to");
  }

  @Test
  void oneSliceIsRepeatedSoThatItCanBeInterpolated() {
    Pyramid pyramid = Pyramid.of(ramp(new Grid(64, 64, 1, Affine.scaling(2, 2, 2))), EXECUTOR);
    for (int n = 0; n < 3; n++) {
      assertEquals(2, pyramid.level(n).grid().nz());
    }
    PyramidLevel level = pyramid.level(2);
    assertEquals(bin(level, 5, 7, 0), bin(level, 5, 7, 1));
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBins() {
    Volume scan = ramp(THICK);
    Pyramid one = Pyramid.of(scan, TaskExecutor.of(1));
    Pyramid three = Pyramid.of(scan, TaskExecutor.of(3));
    for (int n = 0; n < 3; n++) {
      assertTrue(Arrays.equals(one.level(n).bins(), three.level(n).bins()));
    }
  }

  private static Volume ramp(Grid grid) {
    Volume volume = Volume.zeros(grid);
    for (int k = 0; k < grid.nz(); k++) {
      for (int j = 0; j < grid.ny(); j++) {
        for (int i = 0; i < grid.nx(); i++) {
          volume.values()[grid.index(i, j, k)] =
              (float) value(grid.worldFromVoxel().apply(i, j, k));
        }
      }
    }
    return volume;
  }

  private static double value(Vec3 world) {
    return 500 + 3 * world.x() - 2 * world.y() + world.z();
  }

  private static Vec3 at(PyramidLevel level, int i, int j, int k) {
    return level.grid().worldFromVoxel().apply(i, j, k);
  }

  private static float bin(PyramidLevel level, int i, int j, int k) {
    return level.bins()[level.grid().index(i, j, k)];
  }

  private static void assertSize(int nx, int ny, int nz, Grid grid) {
    assertEquals(nx, grid.nx());
    assertEquals(ny, grid.ny());
    assertEquals(nz, grid.nz());
  }
}
