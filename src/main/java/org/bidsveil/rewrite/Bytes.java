package org.bidsveil.rewrite;

import org.bidsveil.files.Sha256;

/** The whole content of a file to be written, with its hash. Nobody may change the array. */
public final class Bytes {
  private final byte[] array;
  private final Sha256 sha256;

  public Bytes(byte[] array) {
    this.array = array;
    this.sha256 = Sha256.of(array);
  }

  public byte[] array() {
    return array;
  }

  public Sha256 sha256() {
    return sha256;
  }
}
