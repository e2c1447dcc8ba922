package org.bidsveil.bids;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Whether an image that has a name has bytes too. git-annex and DataLad leave the name and take the
 * bytes away; such a scan is reported, never taken for absent.
 */
public enum ImageContent {
  /** There are bytes to read. */
  PRESENT,
  /** The file has no byte at all, as in datasets that show a layout only. */
  EMPTY,
  /** A symbolic link into an annex whose object is not here: {@code datalad get} fetches it. */
  ANNEX_LINK_BROKEN,
  /** A small text file that stands for an annexed object (unlocked or adjusted branch). */
  ANNEX_POINTER,
  /** Any other symbolic link whose target is missing. */
  LINK_BROKEN,
  /** There is a file, and its permissions forbid reading it. */
  UNREADABLE;

  /** git-annex: a pointer file is shorter than 32 KiB and starts with this text. */
  private static final byte[] POINTER_START = "/annex/objects/".getBytes(StandardCharsets.US_ASCII);

  private static final int POINTER_MAX_BYTES = 32 * 1024;

  /** Whether there is an image to read. */
  public boolean isPresent() {
    return this == PRESENT;
  }

  /** Looks at one file; the path is not resolved beforehand. */
  static ImageContent of(Path file) throws IOException {
    if (!Files.exists(file)) {
      if (!Files.isSymbolicLink(file)) {
        return LINK_BROKEN;
      }
      String target = Files.readSymbolicLink(file).toString().replace('\\', '/');
      return target.contains("annex/objects/") ? ANNEX_LINK_BROKEN : LINK_BROKEN;
    }
    if (!Files.isReadable(file)) {
      return UNREADABLE;
    }
    long size = Files.size(file);
    if (size == 0) {
      return EMPTY;
    }
    return size < POINTER_MAX_BYTES && startsLikePointer(file) ? ANNEX_POINTER : PRESENT;
  }

  private static boolean startsLikePointer(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(POINTER_START.length);
      return Arrays.equals(start, POINTER_START);
    }
  }
}
