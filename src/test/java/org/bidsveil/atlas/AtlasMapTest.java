package org.bidsveil.atlas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** What is left out of a map is 0 and nothing else. */
class AtlasMapTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final List<AtlasMap> MAPS = List.of(ATLAS.brain(), ATLAS.face(), ATLAS.ears());
  private static final TaskExecutor TWO = TaskExecutor.of(2);

  @Test
  void theMapsOfTheAtlasKeepAQuarterOfTheLattice() {
    for (AtlasMap map : MAPS) {
      Volume whole = map.volume();
      assertEquals(ATLAS.template().grid(), whole.grid());
      assertTrue(map.kept().values().length < 0.28 * whole.values().length);
      assertEquals(map.atLeast(0.5), whole.atLeast(0.5));
      assertThrows(IllegalArgumentException.class, () -> map.atLeast(0));
      assertArrayEquals(whole.values(), AtlasMap.cut(whole).volume().values());
    }
  }

  @Test
  void aCutMapIsPulledToTheSameNumbersAsAWholeOne() {
    Affine turned = Affine.rotation(0.4, -0.3, 0.2).about(ATLAS.brainCentreMm());
    // Larger than the atlas, so that its borders go on for ever.
    Grid scan = AverageHead.cube(150, 3, ATLAS.brainCentreMm());
    AtlasOnScan placed = AtlasOnScan.of(ATLAS, Alignment.affine(turned), scan, TWO);
    for (AtlasMap map : MAPS) {
      Volume whole = placed.pull(map.volume());
      assertArrayEquals(whole.values(), placed.pull(map).values());
      assertArrayEquals(
          whole.values(), AtlasOnScan.pull(map, Alignment.affine(turned), scan, TWO).values());
      assertEquals(whole.atLeast(0.5), placed.where(map));
    }
  }

  @Test
  void singleVoxelsAtAnyPlaceAreKeptWithAllThatTheyTouch() {
    Grid grid = ATLAS.template().grid();
    Random random = new Random(1);
    Grid scan = AverageHead.cube(150, 3, ATLAS.brainCentreMm());
    AtlasOnScan placed = AtlasOnScan.of(ATLAS, Alignment.affine(Affine.IDENTITY), scan, TWO);
    for (int n = 0; n < 20; n++) {
      float[] values = new float[grid.voxelCount()];
      // The first ones at corners of the lattice.
      values[
              n < 8
                  ? grid.index(
                      (n & 1) * (grid.nx() - 1),
                      (n >> 1 & 1) * (grid.ny() - 1),
                      (n >> 2) * (grid.nz() - 1))
                  : random.nextInt(values.length)] =
          1;
      Volume one = new Volume(grid, values);
      assertArrayEquals(placed.pull(one).values(), placed.pull(AtlasMap.cut(one)).values());
    }
  }

  @Test
  void aMapOfZerosIsPulledAsZeros() {
    Volume none = Volume.zeros(ATLAS.template().grid());
    Grid scan = AverageHead.cube(50, 5, ATLAS.brainCentreMm());
    AtlasOnScan placed = AtlasOnScan.of(ATLAS, Alignment.affine(Affine.IDENTITY), scan, TWO);
    assertTrue(placed.where(AtlasMap.cut(none)).isEmpty());
  }

  @Test
  void aMapOnAnotherLatticeIsRefused() {
    Grid scan = AverageHead.cube(50, 5, ATLAS.brainCentreMm());
    AtlasOnScan placed = AtlasOnScan.of(ATLAS, Alignment.affine(Affine.IDENTITY), scan, TWO);
    AtlasMap other = AtlasMap.whole(Volume.zeros(scan));
    assertThrows(IllegalArgumentException.class, () -> placed.pull(other));
    assertThrows(IllegalArgumentException.class, () -> placed.where(other));
  }
}
