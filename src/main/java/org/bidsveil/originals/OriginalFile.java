package org.bidsveil.originals;

import java.nio.file.Path;
import org.bidsveil.ledger.OriginalRow;

/** Where the original of a file of the dataset is, which is what a run takes as its input. */
public sealed interface OriginalFile {

  /**
   * The file in the dataset is the original: it was never replaced, or it was restored, or the user
   * put a new one there.
   */
  record InPlace(Path file) implements OriginalFile {}

  /**
   * A run replaced the file; the input of a further run is this copy.
   *
   * @param copy its checksum agrees with the manifest's
   * @param row the manifest's row
   */
  record Kept(Path copy, OriginalRow row) implements OriginalFile {}

  /** A run replaced the file with {@code --originals none}: there is no input for a further run. */
  record NotKept(OriginalRow row) implements OriginalFile {}

  /** A run created the file; there was none before. */
  record Created(OriginalRow row) implements OriginalFile {}
}
