package org.bidsveil.pipeline;

import org.bidsveil.files.Sha256;

/** The whole content of a file that is to be written, with its hash. Nobody changes the array. */
final class Bytes {
  private final byte[] array;
  private final Sha256 sha256;

  Bytes(byte[] array) {
    this.array = array;
    this.sha256 = Sha256.of(array);
  }

  byte[] array() {
    return array;
  }

  Sha256 sha256() {
    return sha256;
  }
}
