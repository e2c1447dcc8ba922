package org.bidsveil.nifti;

import java.nio.ByteOrder;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/**
 * Writes the uncompressed bytes of NIfTI files. Compress them with {@link
 * org.bidsveil.gzip.ParallelGzip}.
 */
public final class NiftiWriter {
  /** xyzt_units: NIFTI_UNITS_MM (nifti1.h). */
  private static final int MILLIMETRES = 2;

  /** The longest dimension of NIfTI-1, whose dim is int16. */
  private static final int LONGEST_DIMENSION = Short.MAX_VALUE;

  private NiftiWriter() {}

  /**
   * The bytes of the image as they were read, with only the voxels of {@code removed} (of every
   * volume) set to the stored value nearest to that of {@code fill}. Header, scaling, extensions
   * and all other voxels keep their bytes; anything after the last voxel is left out.
   *
   * @throws IllegalArgumentException when the mask has other dimensions than the image
   */
  public static byte[] replaceVoxels(NiftiImage image, Mask removed, StoredFill fill) {
    image.requireShape(removed.grid());
    Layout layout = image.layout();
    byte[] out = image.toBytes();
    VoxelEncoder encoder =
        new VoxelEncoder(
            out,
            layout.voxOffset(),
            image.header().byteOrder(),
            layout.datatype(),
            layout.scaling());
    int count = layout.grid().voxelCount();
    for (int t = 0; t < layout.volumes(); t++) {
      long first = (long) t * count;
      for (int from = removed.nextSet(0); from >= 0; from = removed.nextSet(from)) {
        int to = removed.nextClear(from);
        if (fill instanceof StoredFill.OfVolume even) {
          encoder.put(first + from, first + to, even.real()[t]);
          from = to;
        }
        for (; from < to; from++) {
          encoder.put(first + from, fill.realValueAt(from, t));
        }
      }
    }
    return out;
  }

  /** A new little-endian NIfTI-1 file with one volume, unscaled. */
  public static byte[] encode(Volume volume, NiftiDatatype datatype) {
    return encode(volume, NiftiEncoding.of(datatype));
  }

  /**
   * A new little-endian NIfTI-1 file with one volume. Values are scaled, rounded half to even and
   * clamped to the type's range.
   *
   * @throws IllegalArgumentException when a dimension is longer than 32767
   */
  public static byte[] encode(Volume volume, NiftiEncoding encoding) {
    Grid grid = volume.grid();
    byte[] out = blankFile(grid, encoding);
    VoxelEncoder encoder = encoder(out, encoding);
    float[] values = volume.values();
    for (int v = 0; v < values.length; v++) {
      encoder.put(v, values[v]);
    }
    return out;
  }

  /** A new NIfTI-1 file of type uint8: 1 in the mask, 0 elsewhere. */
  public static byte[] encode(Mask mask) {
    NiftiEncoding encoding = NiftiEncoding.of(NiftiDatatype.UINT8);
    byte[] out = blankFile(mask.grid(), encoding);
    VoxelEncoder encoder = encoder(out, encoding);
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      encoder.put(v, 1);
    }
    return out;
  }

  private static VoxelEncoder encoder(byte[] file, NiftiEncoding encoding) {
    return new VoxelEncoder(
        file,
        NiftiVersion.NIFTI_1.smallestVoxOffset(),
        ByteOrder.LITTLE_ENDIAN,
        encoding.datatype(),
        new Scaling(encoding.slope(), encoding.inter()));
  }

  private static byte[] blankFile(Grid grid, NiftiEncoding encoding) {
    if (Math.max(grid.nx(), Math.max(grid.ny(), grid.nz())) > LONGEST_DIMENSION) {
      throw new IllegalArgumentException("NIfTI-1 cannot hold " + grid);
    }
    int voxOffset = NiftiVersion.NIFTI_1.smallestVoxOffset();
    NiftiHeader header =
        Orientation.store(
                NiftiHeader.blank(NiftiVersion.NIFTI_1, ByteOrder.LITTLE_ENDIAN),
                grid,
                encoding.formCode())
            .with(HeaderField.DIM, 0, 3)
            .with(HeaderField.DIM, 1, grid.nx())
            .with(HeaderField.DIM, 2, grid.ny())
            .with(HeaderField.DIM, 3, grid.nz())
            .with(HeaderField.DATATYPE, encoding.datatype().code())
            .with(HeaderField.BITPIX, encoding.datatype().bitsPerVoxel())
            .with(HeaderField.VOX_OFFSET, voxOffset)
            .with(HeaderField.SCL_SLOPE, encoding.slope())
            .with(HeaderField.SCL_INTER, encoding.inter())
            .with(HeaderField.XYZT_UNITS, MILLIMETRES);
    for (int i = 4; i < 8; i++) {
      header = header.with(HeaderField.DIM, i, 1).with(HeaderField.PIXDIM, i, 1);
    }
    long bytes = voxOffset + encoding.datatype().bytesFor(grid.voxelCount());
    byte[] out = new byte[Math.toIntExact(bytes)];
    System.arraycopy(header.toBytes(), 0, out, 0, header.version().headerBytes());
    return out;
  }
}
