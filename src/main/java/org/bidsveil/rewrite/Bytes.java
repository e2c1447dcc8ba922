package org.bidsveil.rewrite;

import org.bidsveil.files.Sha256;

/** The whole content of a file to be written. Nobody may change the array. */
public final class Bytes {
  private final byte[] array;

  public Bytes(byte[] array) {
    this.array = array;
  }

  public byte[] array() {
    return array;
  }

  /** The hash, computed on each call. */
  public Sha256 sha256() {
    return Sha256.of(array);
  }
}
