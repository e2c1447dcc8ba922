package org.bidsveil.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Bytes to be written: from memory, or streamed from a file so that a large copy needs no heap. */
@FunctionalInterface
public interface Content {

  /** A fresh stream over the bytes, from the first to the last. */
  InputStream open() throws IOException;

  /**
   * All bytes at once, for content that is known to be small or is held in memory anyway.
   *
   * @throws Refusal of kind IO when they cannot be read
   */
  default byte[] bytes() {
    try (InputStream in = open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw DiskRefusals.reading(DiskRefusals.fileOf(e).orElse(Path.of("the input")), e);
    }
  }

  /** The content of an array, which is not copied and which the caller no longer changes. */
  static Content of(byte[] bytes) {
    return new Held(bytes);
  }

  /** Content that is in memory. */
  record Held(@Override byte[] bytes) implements Content {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** The content of a file; links are followed, which is safe for reading. */
  static Content of(Path file) {
    return () -> Files.newInputStream(file);
  }

  /**
   * All bytes of a file that may not be there.
   *
   * @throws Refusal of kind IO when it is there and cannot be read
   */
  static Optional<byte[]> ifPresent(Path file) {
    return Files.exists(file) ? Optional.of(of(file).bytes()) : Optional.empty();
  }

  /**
   * Whether a file has no bytes at all, as in datasets that only show a layout.
   *
   * @throws Refusal of kind IO when it cannot be looked at
   */
  static boolean isEmpty(Path file) {
    try {
      return Files.size(file) == 0;
    } catch (IOException e) {
      throw DiskRefusals.reading(file, e);
    }
  }
}
