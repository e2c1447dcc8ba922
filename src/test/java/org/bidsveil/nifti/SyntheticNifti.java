package org.bidsveil.nifti;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Small NIfTI files made in code, with every byte under the test's control. */
final class SyntheticNifti {
  private SyntheticNifti() {}

  /** A valid header: 2x3x2 voxels of 1 mm, unscaled, sform = identity. */
  static NiftiHeader header(NiftiVersion version, ByteOrder order, NiftiDatatype datatype) {
    NiftiHeader header =
        NiftiHeader.blank(version, order)
            .with(HeaderField.DATATYPE, datatype.code())
            .with(HeaderField.BITPIX, datatype.bitsPerVoxel())
            .with(HeaderField.VOX_OFFSET, version.smallestVoxOffset())
            .with(HeaderField.SFORM_CODE, 1)
            .with(HeaderField.SROW_X, 0, 1)
            .with(HeaderField.SROW_Y, 1, 1)
            .with(HeaderField.SROW_Z, 2, 1);
    header = withDim(header, 2, 3, 2);
    for (int i = 0; i < 8; i++) {
      header = header.with(HeaderField.PIXDIM, i, 1);
    }
    return header;
  }

  /** A little-endian NIfTI-1 header of this type. */
  static NiftiHeader header(NiftiDatatype datatype) {
    return header(NiftiVersion.NIFTI_1, ByteOrder.LITTLE_ENDIAN, datatype);
  }

  static NiftiHeader withDim(NiftiHeader header, int... lengths) {
    NiftiHeader out = header.with(HeaderField.DIM, 0, lengths.length);
    for (int i = 1; i < 8; i++) {
      out = out.with(HeaderField.DIM, i, i <= lengths.length ? lengths[i - 1] : 1);
    }
    return out;
  }

  /** Header, an extender of zeros, and the voxels. */
  static byte[] file(NiftiHeader header, byte[] voxels) {
    return file(header, new byte[NiftiVersion.EXTENDER_BYTES], voxels);
  }

  /** Header, what stands between header and voxels, and the voxels. */
  static byte[] file(NiftiHeader header, byte[] between, byte[] voxels) {
    byte[] head = header.toBytes();
    byte[] out = Arrays.copyOf(head, head.length + between.length + voxels.length);
    System.arraycopy(between, 0, out, head.length, between.length);
    System.arraycopy(voxels, 0, out, head.length + between.length, voxels.length);
    return out;
  }

  /** A valid file whose voxel bytes are a fixed pattern; header changed by {@code change}. */
  static byte[] patternFile(NiftiHeader header, UnaryOperator<NiftiHeader> change) {
    return file(change.apply(header), pattern(Math.toIntExact(voxelBytes(header))));
  }

  /** A valid file with these extensions. */
  static byte[] fileWithExtensions(NiftiHeader header, List<NiftiExtension> extensions) {
    byte[] between = ExtensionList.toBytes(extensions, header.byteOrder());
    NiftiHeader moved =
        header.with(
            HeaderField.VOX_OFFSET, (double) header.version().headerBytes() + between.length);
    return file(moved, between, pattern(Math.toIntExact(voxelBytes(header))));
  }

  static long voxelBytes(NiftiHeader header) {
    long voxels = 1;
    long[] dim = header.dim();
    for (int i = 1; i <= dim[0]; i++) {
      voxels *= dim[i];
    }
    return header.datatype().bytesFor(voxels);
  }

  /** Bytes of which no two neighbours are equal and that make finite floats in either order. */
  static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (1 + (i * 37) % 61);
    }
    return bytes;
  }
}
