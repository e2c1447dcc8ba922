package org.bidsveil.report;

import java.util.Arrays;
import java.util.Optional;

/**
 * The colours of a picture that has at most 256 of them, in ascending order of their 24-bit value:
 * greys stay in the order of their brightness, which the filters of {@link Png} profit from.
 */
record Palette(int[] colours) {

  /** The palette of a colour picture, or nothing if it has more than 256 colours. */
  static Optional<Palette> of(Picture picture) {
    int[] colours = new int[256];
    int count = 0;
    for (int p = 0; p < picture.width() * picture.height(); p++) {
      int colour = colour(picture, p);
      int found = Arrays.binarySearch(colours, 0, count, colour);
      if (found < 0) {
        if (count == colours.length) {
          return Optional.empty();
        }
        int at = -found - 1;
        System.arraycopy(colours, at, colours, at + 1, count - at);
        colours[at] = colour;
        count++;
      }
    }
    return Optional.of(new Palette(Arrays.copyOf(colours, count)));
  }

  /** Three bytes a colour. */
  byte[] rgb() {
    byte[] rgb = new byte[3 * colours.length];
    for (int c = 0; c < colours.length; c++) {
      rgb[3 * c] = (byte) (colours[c] >> 16);
      rgb[3 * c + 1] = (byte) (colours[c] >> 8);
      rgb[3 * c + 2] = (byte) colours[c];
    }
    return rgb;
  }

  /** For each pixel the number of its colour. */
  byte[] indices(Picture picture) {
    byte[] indices = new byte[picture.width() * picture.height()];
    for (int p = 0; p < indices.length; p++) {
      indices[p] = (byte) Arrays.binarySearch(colours, colour(picture, p));
    }
    return indices;
  }

  private static int colour(Picture picture, int pixel) {
    byte[] rgb = picture.pixels();
    return (rgb[3 * pixel] & 0xff) << 16
        | (rgb[3 * pixel + 1] & 0xff) << 8
        | (rgb[3 * pixel + 2] & 0xff);
  }
}
