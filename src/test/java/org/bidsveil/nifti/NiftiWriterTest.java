package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bidsveil.files.ParallelGzip;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NiftiWriterTest {
  private static final Affine OBLIQUE =
      Affine.translation(-3, 5, 7)
          .after(Affine.rotation(0.1, -0.4, 2.5))
          .after(Affine.scaling(1, 1.5, -2));
  private static final Grid GRID = new Grid(2, 3, 2, OBLIQUE);

  @ParameterizedTest
  @EnumSource(
      value = NiftiDatatype.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BINARY", "FLOAT128", "COMPLEX256"})
  void encodedVolumeReadsBack(NiftiDatatype datatype) {
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 102, 127};
    NiftiImage image = NiftiReader.parse(NiftiWriter.encode(new Volume(GRID, values), datatype));
    assertArrayEquals(values, image.volume(0).values(), 1e-5f);
    assertTrue(GRID.matches(image.grid(), 1e-4));
    assertEquals(1, image.volumes());
  }

  @Test
  void compressedMaskReadsBack() {
    Mask mask = new Mask(GRID);
    mask.set(1, 2, 1);
    byte[] file = ParallelGzip.compress(NiftiWriter.encode(mask), 6, 2);
    NiftiImage image = NiftiReader.parse(file);
    assertTrue(image.gzipped());
    assertEquals(NiftiDatatype.UINT8, image.header().datatype());
    assertEquals(mask.count(), image.volume(0).atLeast(1).count());
    assertEquals(1, image.volume(0).at(1, 2, 1));
  }
}
