package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Heads;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class MosaicTest {
  private static final TaskExecutor TWO = TaskExecutor.of(2);
  // 60 x 90 x 120 mm: cells of 60 pixels, rows of 80, 80 and 60.
  private static final Extent EXTENT = new Extent(new Vec3(-30, -45, -60), new Vec3(30, 45, 60));
  private static final int CELL = 60;
  private static final Mask NO_BRAIN = new Mask(new Grid(2, 2, 2, Affine.IDENTITY));
  private static final int WIDTH = 7 * CELL;

  @Test
  void rowsAndCellsHaveTheSizeOfTheExtent() {
    Picture mosaic = Mosaic.draw(ramp(0), EXTENT, NO_BRAIN, List.of(), TWO);
    assertEquals(WIDTH, mosaic.width());
    assertEquals(80 + 80 + 60, mosaic.height());
  }

  @Test
  void leftIsLeftAndUpIsUp() {
    // Brighter towards the right of the head.
    Picture right = Mosaic.draw(ramp(0), EXTENT, NO_BRAIN, List.of(), TWO);
    int middle = 3 * CELL + CELL / 2;
    assertTrue(grey(right, middle + 15, 120) > grey(right, middle - 15, 120) + 50, "coronal");
    assertTrue(grey(right, middle + 15, 190) > grey(right, middle - 15, 190) + 50, "axial");
    assertTrue(grey(right, 6 * CELL + 30, 40) > grey(right, 30, 40) + 50, "sagittal cells");
    Picture front = Mosaic.draw(ramp(1), EXTENT, NO_BRAIN, List.of(), TWO);
    assertTrue(grey(front, middle + 20, 40) > grey(front, middle - 20, 40) + 50, "sagittal");
    assertTrue(grey(front, middle, 165) > grey(front, middle, 215) + 50, "axial");
    assertTrue(grey(front, 6 * CELL + 30, 120) > grey(front, 30, 120) + 50, "coronal cells");
    Picture top = Mosaic.draw(ramp(2), EXTENT, NO_BRAIN, List.of(), TWO);
    assertTrue(grey(top, middle, 10) > grey(top, middle, 70) + 50, "sagittal");
    assertTrue(grey(top, middle, 90) > grey(top, middle, 150) + 50, "coronal");
    assertTrue(grey(top, 6 * CELL + 30, 190) > grey(top, 30, 190) + 50, "axial cells");
  }

  @Test
  void axisOrderAndVoxelSizeDoNotMatter() {
    Volume head = Heads.on(Heads.grid(), 0);
    Extent extent = Extent.around(HeadMask.of(head, TWO));
    Picture expected = Mosaic.draw(head, extent, NO_BRAIN, List.of(), TWO);
    Picture actual =
        Mosaic.draw(Heads.on(Heads.permutedGrid(), 0), extent, NO_BRAIN, List.of(), TWO);
    long sum = 0;
    for (int p = 0; p < expected.pixels().length; p++) {
      sum += Math.abs((expected.pixels()[p] & 0xff) - (actual.pixels()[p] & 0xff));
    }
    double mean = (double) sum / expected.pixels().length;
    assertTrue(mean < 5, "mean difference " + mean);
  }

  @Test
  void theOutlineIsTheBorderOfTheMaskInItsColour() {
    Volume image = ramp(0);
    Mask box = new Mask(image.grid());
    for (int v = 0; v < image.grid().voxelCount(); v++) {
      Vec3 p = image.grid().worldFromVoxel().apply(v % 40, v / 40 % 40, v / 1600);
      if (Math.abs(p.x()) < 15 && Math.abs(p.y()) < 15 && Math.abs(p.z()) < 15) {
        box.set(v);
      }
    }
    List<Mosaic.Outline> outlines = List.of(new Mosaic.Outline(box, Mosaic.REMOVED_RGB));
    Picture mosaic = Mosaic.draw(image, EXTENT, NO_BRAIN, outlines, TWO);
    int middle = 3 * CELL + CELL / 2;
    // The middle axial slice: the voxels' edges lie 16 mm, 11 pixels, from the middle.
    assertEquals(Mosaic.REMOVED_RGB, rgb(mosaic, middle - 11, 190));
    assertEquals(Mosaic.REMOVED_RGB, rgb(mosaic, middle, 190 - 11));
    assertEquals(
        rgb(Mosaic.draw(image, EXTENT, NO_BRAIN, List.of(), TWO), middle, 190),
        rgb(mosaic, middle, 190));
    assertEquals(
        rgb(Mosaic.draw(image, EXTENT, NO_BRAIN, List.of(), TWO), middle - 12, 190),
        rgb(mosaic, middle - 12, 190));
  }

  @Test
  void outsideOfTheGridAndWithoutContrastItIsBlack() {
    Grid small = new Grid(4, 4, 4, Affine.IDENTITY);
    Picture black = Mosaic.draw(Volume.zeros(small), EXTENT, NO_BRAIN, List.of(), TWO);
    // Between the letters at the left and at the right.
    for (int y = 0; y < black.height(); y++) {
      for (int x = CELL / 2; x < WIDTH - CELL / 2; x++) {
        assertEquals(0, rgb(black, x, y), x + ", " + y);
      }
    }
  }

  @Test
  void theExtentIsThatOfTheHeadInTheWorld() {
    Mask head = HeadMask.of(Heads.on(Heads.permutedGrid(), 0), TWO);
    Extent extent = Extent.around(head);
    assertEquals(-75 - 5, extent.lowMm().x(), 5);
    assertEquals(110 + 5, extent.highMm().y(), 5);
    assertEquals(-110 - 5, extent.lowMm().z(), 5);
    Grid grid = new Grid(11, 21, 31, Affine.IDENTITY);
    Extent all = Extent.around(new Mask(grid));
    assertEquals(new Extent(new Vec3(-5, -5, -5), new Vec3(15, 25, 35)), all);
    Vec3 zero = new Vec3(0, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> new Extent(zero, zero));
  }

  @Test
  void aMosaicOfAHeadIsSmallEnoughAndTheSameForAnyThreads() {
    Volume head = Heads.on(Heads.grid(), 3);
    Mask mask = HeadMask.of(head, TWO);
    List<Mosaic.Outline> outlines = List.of(new Mosaic.Outline(mask, Mosaic.BRAIN_RGB));
    byte[] png = Mosaic.draw(head, Extent.around(mask), NO_BRAIN, outlines, TWO).png();
    assertTrue(png.length < 300_000, png.length + " bytes");
    TaskExecutor one = TaskExecutor.of(1);
    assertArrayEquals(png, Mosaic.draw(head, Extent.around(mask), NO_BRAIN, outlines, one).png());
  }

  /** 40 x 40 x 40 voxels of 4 mm about the origin, whose value is a world coordinate. */
  private static Volume ramp(int axis) {
    Grid grid =
        new Grid(40, 40, 40, Affine.translation(-78, -78, -78).after(Affine.scaling(4, 4, 4)));
    Volume volume = Volume.zeros(grid);
    for (int v = 0; v < grid.voxelCount(); v++) {
      volume.values()[v] =
          (float) grid.worldFromVoxel().apply(v % 40, v / 40 % 40, v / 1600).component(axis);
    }
    return volume;
  }

  private static int grey(Picture picture, int x, int y) {
    return rgb(picture, x, y) & 0xff;
  }

  private static int rgb(Picture picture, int x, int y) {
    int at = 3 * (x + picture.width() * y);
    return (picture.pixels()[at] & 0xff) << 16
        | (picture.pixels()[at + 1] & 0xff) << 8
        | (picture.pixels()[at + 2] & 0xff);
  }
}
