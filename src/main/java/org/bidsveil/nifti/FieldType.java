package org.bidsveil.nifti;

/** How one element of a header field is stored. */
public enum FieldType {
  TEXT(1),
  UINT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FLOAT32(4),
  FLOAT64(8);

  private final int bytes;

  FieldType(int bytes) {
    this.bytes = bytes;
  }

  /** The number of bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
