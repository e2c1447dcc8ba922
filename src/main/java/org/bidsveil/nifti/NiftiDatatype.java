package org.bidsveil.nifti;

import java.util.Optional;

/**
 * The voxel types of the standard with their codes (nifti1.h, section "TYPE OF DATA"). {@code
 * FLOAT128} and {@code COMPLEX256} are known by name only: they have no portable layout and are
 * refused.
 */
public enum NiftiDatatype {
  BINARY(1, 1),
  UINT8(2, 8),
  INT16(4, 16),
  INT32(8, 32),
  FLOAT32(16, 32),
  COMPLEX64(32, 64),
  FLOAT64(64, 64),
  RGB24(128, 24),
  INT8(256, 8),
  UINT16(512, 16),
  UINT32(768, 32),
  INT64(1024, 64),
  UINT64(1280, 64),
  FLOAT128(1536, 128),
  COMPLEX128(1792, 128),
  COMPLEX256(2048, 256),
  RGBA32(2304, 32);

  private final int code;
  private final int bitsPerVoxel;

  NiftiDatatype(int code, int bitsPerVoxel) {
    this.code = code;
    this.bitsPerVoxel = bitsPerVoxel;
  }

  /** The value of the header field {@code datatype}. */
  public int code() {
    return code;
  }

  /** The value that the header field {@code bitpix} should have; 1 for {@code BINARY}. */
  public int bitsPerVoxel() {
    return bitsPerVoxel;
  }

  /** False for the two types whose layout differs between machines. */
  public boolean isSupported() {
    return this != FLOAT128 && this != COMPLEX256;
  }

  /** True for RGB24 and RGBA32, to which scl_slope and scl_inter do not apply (nifti1.h). */
  public boolean isColour() {
    return this == RGB24 || this == RGBA32;
  }

  /** Bytes that so many voxels occupy; the bits of {@code BINARY} are packed without gaps. */
  long bytesFor(long voxels) {
    return (Math.multiplyExact(voxels, bitsPerVoxel) + 7) / 8;
  }

  /** The type with this code, empty where the standard has none. */
  public static Optional<NiftiDatatype> ofCode(long code) {
    for (NiftiDatatype type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
