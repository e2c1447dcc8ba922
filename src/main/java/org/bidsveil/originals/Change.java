package org.bidsveil.originals;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bidsveil.files.Content;
import org.bidsveil.files.Sha256;

/** What a replacement is asked to do with one file. */
sealed interface Change {
  /** Relative to the dataset, forward slashes. */
  String path();

  /**
   * New bytes for a file that is there.
   *
   * @param input checksum of the bytes they were made from, where the caller knows it
   */
  record Replace(String path, Content bytes, Optional<Sha256> input) implements Change {}

  /** A file that is not there. */
  record Create(String path, Content bytes) implements Change {}

  /**
   * A file that several scans share: changed by the scan that comes first.
   *
   * @param anew whether one that an earlier run changed is changed once more, starting from its
   *     original
   */
  record Edit(String path, UnaryOperator<byte[]> edit, boolean anew) implements Change {}
}
