package org.bidsveil.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.volume.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images that are decoded while they are read, and read before they are asked for. */
class DecodedImageTest {
  @TempDir Path temp;

  /** Large enough to be decoded behind in several steps, and of no round number of voxels. */
  private static byte[] large(NiftiDatatype type, int volumes) {
    NiftiHeader header =
        SyntheticNifti.withDim(SyntheticNifti.header(type), 251, 157, 131, volumes)
            .with(HeaderField.SCL_SLOPE, 0.37)
            .with(HeaderField.SCL_INTER, -11);
    return SyntheticNifti.patternFile(header, h -> h);
  }

  private static void assertAsDecodedAfterwards(Path file) {
    DecodedImage read = DecodedImage.read(file);
    NiftiImage image = NiftiReader.read(file);
    Grid grid = image.grid();
    assertEquals(grid, read.mean().grid());
    assertArrayEquals(MeanVolume.of(image).values(), read.mean().values());
    assertArrayEquals(image.toBytes(), read.image().toBytes());
  }

  @ParameterizedTest
  @EnumSource(
      value = NiftiDatatype.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FLOAT128", "COMPLEX256"})
  void anOnlyVolumeIsDecodedBehindToTheSameNumbers(NiftiDatatype type) throws IOException {
    byte[] plain = large(type, 1);
    assertAsDecodedAfterwards(Files.write(temp.resolve("a.nii"), plain));
    assertAsDecodedAfterwards(
        Files.write(temp.resolve("a.nii.gz"), ParallelGzip.compress(plain, 1, 2)));
  }

  @Test
  void severalVolumesAreAveraged() throws IOException {
    assertAsDecodedAfterwards(Files.write(temp.resolve("a.nii"), large(NiftiDatatype.INT16, 2)));
  }

  @Test
  void whatIsWrongIsToldAsByTheReader() throws IOException {
    byte[] file = ParallelGzip.compress(large(NiftiDatatype.INT16, 1), 1, 2);
    Path cut = Files.write(temp.resolve("a.nii.gz"), Arrays.copyOf(file, file.length / 2));
    Refusal expected = assertThrows(Refusal.class, () -> NiftiReader.read(cut));
    assertEquals(
        expected.getMessage(),
        assertThrows(Refusal.class, () -> DecodedImage.read(cut)).getMessage());
    ReadAhead ahead = ReadAhead.of(cut);
    for (int twice = 0; twice < 2; twice++) {
      assertEquals(expected.getMessage(), assertThrows(Refusal.class, ahead::image).getMessage());
    }
    Path missing = temp.resolve("b.nii");
    assertEquals(
        "nifti-missing", assertThrows(Refusal.class, () -> ReadAhead.of(missing).image()).name());
  }

  @Test
  void anImageReadAheadIsThatOfItsFile() throws IOException {
    Path file = Files.write(temp.resolve("a.nii"), large(NiftiDatatype.UINT8, 1));
    ReadAhead ahead = ReadAhead.of(file);
    assertTrue(ahead.isOf(file));
    assertFalse(ahead.isOf(temp.resolve("b.nii")));
    assertArrayEquals(NiftiReader.read(file).volume(0).values(), ahead.image().mean().values());
  }

  @Test
  void whoWaitsForAnImageCanBeStopped() throws IOException {
    Path file = Files.write(temp.resolve("a.nii"), large(NiftiDatatype.INT16, 1));
    ReadAhead ahead = ReadAhead.of(file);
    Thread.currentThread().interrupt();
    assertEquals("interrupted", assertThrows(Refusal.class, ahead::image).name());
    assertTrue(Thread.interrupted(), "the thread is still told to stop");
  }
}
