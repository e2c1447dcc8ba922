package org.bidsveil.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiEncoding;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class AverageFaceFillTest {
  private static final Grid GRID = AverageHead.cube(64, 4, new Vec3(0, 0, -10));

  /** Bytes before the first voxel of NIfTI-1. */
  private static final int HEADER = 352;

  private static final Alignment IDENTITY = Alignment.affine(Affine.IDENTITY);

  /** Stored as 8 bits in steps of 2. */
  private static byte[] scaledFile() {
    Volume head = AverageHead.scan(Affine.IDENTITY, GRID);
    return NiftiWriter.encode(head, NiftiEncoding.of(NiftiDatatype.UINT8).withScaling(2, 0));
  }

  private static NiftiImage scaled() {
    return NiftiReader.parse(scaledFile());
  }

  private static Mask face() {
    return AtlasOnScan.pull(AverageHead.ATLAS.face(), IDENTITY, GRID, TaskExecutor.of(1))
        .atLeast(0.5);
  }

  private static byte[] file(Optional<Alignment> placement) {
    return DefacedImage.bytes(
        scaled(), scaled().volume(0), face(), Fill.FACE, placement, "x.nii", TaskExecutor.of(1));
  }

  @Test
  void typeAndScalingStayAndKeptVoxelsToo() {
    byte[] file = file(Optional.of(IDENTITY));
    NiftiImage refaced = NiftiReader.parse(file);
    assertEquals(scaledFile().length, file.length);
    assertArrayEquals(Arrays.copyOf(scaledFile(), HEADER), Arrays.copyOf(file, HEADER));
    assertEquals(0, scaled().voxelsChangedOutside(face(), refaced));
    int bright = refaced.volume(0).atLeast(60).countAnd(face());
    int before = scaled().volume(0).atLeast(60).countAnd(face());
    assertEquals(before, bright, 0.25 * before, "bright voxels of the face");
    for (float value : refaced.volume(0).values()) {
      assertTrue(value >= 0 && value <= 510 && value % 2 == 0, "value " + value);
    }
  }

  @Test
  void withoutAPlacementItIsRefused() {
    Refusal refusal = assertThrows(Refusal.class, () -> file(Optional.empty()));
    assertEquals("face-not-placed", refusal.name());
  }
}
