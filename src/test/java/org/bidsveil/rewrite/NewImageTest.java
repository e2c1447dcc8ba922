package org.bidsveil.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class NewImageTest {
  private static final Grid GRID = new Grid(2, 2, 2, Affine.scaling(1, 1, 1));

  private static byte[] file(Grid grid, float first) {
    return NiftiWriter.encode(
        new Volume(grid, new float[] {first, 2, 3, 4, 5, 6, 7, 8}), NiftiDatatype.INT16);
  }

  private static NewImage prove(byte[] file, Mask removed) {
    byte[] original = file(GRID, 1);
    NiftiImage image = NiftiReader.parse(original);
    return NewImage.prove(image, Sha256.of(original), removed, file);
  }

  private static Mask first() {
    Mask mask = new Mask(GRID);
    mask.set(0);
    return mask;
  }

  @Test
  void aFileThatDiffersInRemovedVoxelsIsProven() {
    byte[] file = file(GRID, 0);

    NewImage made = prove(file, first());

    assertArrayEquals(file, made.bytes().array());
    assertEquals(Sha256.of(file), made.bytes().sha256());
    assertEquals(Sha256.of(file(GRID, 1)), made.source());
  }

  @Test
  void aFileThatDiffersInAKeptVoxelIsRefused() {
    Refusal refusal = assertThrows(Refusal.class, () -> prove(file(GRID, 0), new Mask(GRID)));

    assertEquals("kept-voxels-changed", refusal.name());
  }

  @Test
  void aFileOnAnotherGridIsRefused() {
    Grid moved = new Grid(2, 2, 2, Affine.scaling(1, 1, 2));

    Refusal refusal = assertThrows(Refusal.class, () -> prove(file(moved, 0), first()));

    assertEquals("kept-voxels-changed", refusal.name());
  }
}
