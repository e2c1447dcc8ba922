package org.bidsveil.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes to be written: from memory, or streamed from a file so that a large copy needs no heap. */
@FunctionalInterface
public interface Content {

  /** A fresh stream over the bytes, from the first to the last. */
  InputStream open() throws IOException;

  /** The array is not copied; the caller no longer changes it. */
  static Content of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }

  /** The bytes of a file; links are followed, for reading that is safe. */
  static Content of(Path file) {
    return () -> Files.newInputStream(file);
  }
}
