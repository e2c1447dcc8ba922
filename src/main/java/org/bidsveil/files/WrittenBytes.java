package org.bidsveil.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What a file must hold when it is read back. */
sealed interface WrittenBytes {
  /** Bytes at a time, when they are compared. */
  int CHUNK = 1 << 16;

  /** Whether a stream gives these bytes and no others. */
  boolean areIn(InputStream in) throws IOException;

  /** Their hash; of bytes that are held, computed on each call. */
  Sha256 sha256();

  /**
   * Of content that is held in memory, its bytes themselves: to compare is quicker than to hash.
   */
  record Held(byte[] bytes) implements WrittenBytes {
    @Override
    public boolean areIn(InputStream in) throws IOException {
      byte[] chunk = new byte[CHUNK];
      int at = 0;
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (n > bytes.length - at || !Arrays.equals(chunk, 0, n, bytes, at, at + n)) {
          return false;
        }
        at += n;
      }
      return at == bytes.length;
    }

    @Override
    public Sha256 sha256() {
      return Sha256.of(bytes);
    }
  }

  /** Of content that was streamed. */
  record Hashed(Sha256 sha256) implements WrittenBytes {
    @Override
    public boolean areIn(InputStream in) throws IOException {
      return Sha256.drain(in).equals(sha256);
    }
  }
}
