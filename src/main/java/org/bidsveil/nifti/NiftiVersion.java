package org.bidsveil.nifti;

import java.nio.charset.StandardCharsets;

/** The two versions of the single-file format (standard: nifti1.h and nifti2.h). */
public enum NiftiVersion {
  NIFTI_1(348, "n+1\0", "ni1\0"),
  NIFTI_2(540, "n+2\0\r\n\032\n", "ni2\0\r\n\032\n");

  /** Length of the extender that follows the header (nifti1.h, struct nifti1_extender). */
  static final int EXTENDER_BYTES = 4;

  private final int headerBytes;
  private final String singleMagic;
  private final String pairMagic;

  NiftiVersion(int headerBytes, String singleMagic, String pairMagic) {
    this.headerBytes = headerBytes;
    this.singleMagic = singleMagic;
    this.pairMagic = pairMagic;
  }

  /** The length of the header in bytes, which is also the value of its field {@code sizeof_hdr}. */
  public int headerBytes() {
    return headerBytes;
  }

  /** The smallest offset of the voxels: 352 or 544, directly after the extender. */
  public int smallestVoxOffset() {
    return headerBytes + EXTENDER_BYTES;
  }

  /** The magic of a file that holds header and voxels: {@code n+1}, {@code n+2}. */
  byte[] singleMagic() {
    return singleMagic.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The magic of a header whose voxels are in another file: {@code ni1}, {@code ni2}. */
  byte[] pairMagic() {
    return pairMagic.getBytes(StandardCharsets.ISO_8859_1);
  }
}
