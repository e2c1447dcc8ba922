package org.bidsveil.report;

import java.util.Optional;

/**
 * The addresses of a scan's pictures, relative to the page. Those of a head with its face are kept
 * with the originals; where the originals are missing, the page says so in place of the picture.
 *
 * @param tile front and middle slice, small
 * @param mosaic slices with outlines
 * @param render the head as it is now, from seven sides
 * @param before the head as it was, from the same sides
 */
public record ScanPictures(
    Optional<String> tile,
    Optional<String> mosaic,
    Optional<String> render,
    Optional<String> before) {

  /** No picture was made. */
  public static final ScanPictures NONE =
      new ScanPictures(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
