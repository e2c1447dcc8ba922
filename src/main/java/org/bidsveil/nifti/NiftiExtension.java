package org.bidsveil.nifti;

import java.util.Arrays;

/**
 * One header extension (nifti1.h, struct nifti1_extension): a code for its format, and its bytes in
 * the byte order of that format.
 */
public final class NiftiExtension {
  /** esize and ecode, four bytes each. */
  static final int PREAMBLE_BYTES = 8;

  /** An extension's length with its preamble is a multiple of this (nifti1.h). */
  static final int ALIGNMENT = 16;

  private final int ecode;
  private final byte[] content;

  public NiftiExtension(int ecode, byte[] content) {
    this.ecode = ecode;
    this.content = content.clone();
  }

  /** The code of the content: 2 DICOM, 4 AFNI, 6 text, 44 NIfTI-MRS and so on. */
  public int ecode() {
    return ecode;
  }

  /** A copy of the content, including its padding. */
  public byte[] content() {
    return content.clone();
  }

  /** Length in the file: preamble and content, rounded up to a multiple of 16. */
  int esize() {
    int bytes = PREAMBLE_BYTES + content.length;
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof NiftiExtension other
        && ecode == other.ecode
        && Arrays.equals(content, other.content);
  }

  @Override
  public int hashCode() {
    return 31 * ecode + Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return "extension " + ecode + " of " + content.length + " bytes";
  }
}
