package org.bidsveil.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Volume;

/** The beginning of an image that is large by its header: whoever reads on has not looked there. */
public final class LargeImage {
  private static final int HELD = 3_000_000;

  private LargeImage() {}

  /**
   * Compressed, uint8.
   *
   * @param side voxels along each axis
   */
  public static byte[] bytes(int side) {
    Volume one = Volume.zeros(new Grid(1, 1, 1, Affine.scaling(0.4, 0.4, 0.4)));
    byte[] header = NiftiWriter.encode(one, NiftiDatatype.UINT8);
    byte[] noise = new byte[HELD];
    new Random(1).nextBytes(noise);
    ByteBuffer all = ByteBuffer.allocate(header.length + HELD).order(ByteOrder.LITTLE_ENDIAN);
    all.put(header).put(noise);
    for (int axis = 1; axis <= 3; axis++) {
      all.putShort(40 + 2 * axis, (short) side);
    }
    return ParallelGzip.compress(all.array(), 1, 1);
  }
}
