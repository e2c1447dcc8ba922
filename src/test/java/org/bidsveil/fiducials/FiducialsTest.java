package org.bidsveil.fiducials;

import static org.bidsveil.atlas.AverageHead.ATLAS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.SortedMap;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class FiducialsTest {
  private static final TaskExecutor ONE = TaskExecutor.of(1);
  private static final Grid GRID = AverageHead.cube(130, 2, new Vec3(0, 0, -10));

  private static SortedMap<String, Vec3> of(Affine scanFromAtlas, Grid grid) {
    Volume scan = AverageHead.scan(scanFromAtlas, grid);
    return Fiducials.of(ATLAS, scan, Alignment.affine(scanFromAtlas), ONE);
  }

  private static Vec3 inAtlas(SortedMap<String, Vec3> found, String name, Affine map, Grid grid) {
    Vec3 voxel = found.getOrDefault(name, new Vec3(0, 0, 0));
    return map.inverse().apply(grid.worldFromVoxel().apply(voxel));
  }

  private static void near(Vec3 expected, Vec3 found, double mm) {
    assertTrue(expected.minus(found).norm() < mm, found + " in place of " + expected);
  }

  @Test
  void theyLieOnTheAverageHeadWhereItsLandmarksAre() {
    SortedMap<String, Vec3> found = of(Affine.IDENTITY, GRID);
    assertEquals(Set.of("LPA", "NAS", "RPA"), found.keySet());
    near(ATLAS.landmark("sellion"), inAtlas(found, "NAS", Affine.IDENTITY, GRID), 4);
    near(ATLAS.landmark("tragion-left"), inAtlas(found, "LPA", Affine.IDENTITY, GRID), 14);
    near(ATLAS.landmark("tragion-right"), inAtlas(found, "RPA", Affine.IDENTITY, GRID), 14);
    Vec3 left = inAtlas(found, "LPA", Affine.IDENTITY, GRID);
    Vec3 right = inAtlas(found, "RPA", Affine.IDENTITY, GRID);
    near(left, new Vec3(-right.x(), right.y(), right.z()), 2);
  }

  @Test
  void theyMoveWithTheHead() {
    Affine turned = Affine.translation(7, -4, 9).after(Affine.rotation(0.1, 0.15, -0.2));
    SortedMap<String, Vec3> still = of(Affine.IDENTITY, GRID);
    SortedMap<String, Vec3> moved = of(turned, GRID);
    for (String name : still.keySet()) {
      near(inAtlas(still, name, Affine.IDENTITY, GRID), inAtlas(moved, name, turned, GRID), 2.5);
    }
  }

  @Test
  void whatIsNotInViewIsNotNamed() {
    // Ends before the ears and above the nose.
    Grid slab =
        new Grid(50, 130, 60, Affine.translation(-50, -130, 50).after(Affine.scaling(2, 2, 2)));
    assertEquals(Set.of(), of(Affine.IDENTITY, slab).keySet());
  }
}
