package org.bidsveil.bids;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bidsveil.files.LinkKind;

/**
 * Whether an image has bytes as well as a name. git-annex and DataLad keep the name and remove the
 * bytes; such a scan is reported and never treated as absent.
 */
public enum ImageContent {
  /** There are bytes to read. */
  PRESENT,
  /** The file has no bytes at all, as in datasets that only show a layout. */
  EMPTY,
  /** A symbolic link into an annex whose object is not here: {@code datalad get} fetches it. */
  ANNEX_LINK_BROKEN,
  /** A small text file that stands for an annexed object (unlocked or adjusted branch). */
  ANNEX_POINTER,
  /** Any other symbolic link whose target is missing. */
  LINK_BROKEN,
  /** There is a file, but its permissions forbid reading it. */
  UNREADABLE;

  /** Whether there is an image to read. */
  public boolean isPresent() {
    return this == PRESENT;
  }

  /** Of a file that exists or is a link, links followed for looking only. */
  static ImageContent of(LinkKind link, Path file) throws IOException {
    return switch (link) {
      case ANNEX_MISSING -> ANNEX_LINK_BROKEN;
      case ANNEX_POINTER -> ANNEX_POINTER;
      case BROKEN, ABSENT, NOT_A_FILE -> LINK_BROKEN;
      case REGULAR,
          HARD_LINKED,
          SYMLINK_IN_TREE,
          SYMLINK_OUTSIDE,
          IN_LINKED_FOLDER,
          ANNEX_LOCKED,
          ANNEX_THIN ->
          !Files.isReadable(file) ? UNREADABLE : Files.size(file) == 0 ? EMPTY : PRESENT;
    };
  }
}
