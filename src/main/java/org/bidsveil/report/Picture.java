package org.bidsveil.report;

import java.util.Arrays;
import java.util.List;

/**
 * A raster of 8-bit samples, row 0 on top: one per pixel for grey, three (red, green, blue) for
 * colour. Owns its array.
 */
public record Picture(int width, int height, Samples samples, byte[] pixels) {

  /** What the samples of a pixel stand for. */
  public enum Samples {
    GREY(1),
    RGB(3);

    private final int perPixel;

    Samples(int perPixel) {
      this.perPixel = perPixel;
    }

    int perPixel() {
      return perPixel;
    }
  }

  public Picture {
    if (width < 1 || height < 1 || pixels.length != width * height * samples.perPixel()) {
      throw new IllegalArgumentException(
          pixels.length + " samples for " + width + "x" + height + " pixels of " + samples);
    }
  }

  /** A black picture. */
  public static Picture black(int width, int height, Samples samples) {
    return new Picture(width, height, samples, new byte[width * height * samples.perPixel()]);
  }

  /** Joins pictures of one height and kind, from left to right. */
  public static Picture sideBySide(List<Picture> pictures) {
    Picture first = pictures.getFirst();
    int width = pictures.stream().mapToInt(Picture::width).sum();
    Picture all = black(width, first.height, first.samples);
    int x = 0;
    for (Picture picture : pictures) {
      all.paste(picture, x, 0);
      x += picture.width;
    }
    return all;
  }

  /** One picture below another of the same width and samples. */
  public static Picture below(Picture upper, Picture lower) {
    Picture both = black(upper.width, upper.height + lower.height, upper.samples);
    both.paste(upper, 0, 0);
    both.paste(lower, 0, upper.height);
    return both;
  }

  /** The same with three samples a pixel. */
  Picture inColour() {
    if (samples == Samples.RGB) {
      return this;
    }
    byte[] rgb = new byte[3 * pixels.length];
    for (int p = 0; p < rgb.length; p++) {
      rgb[p] = pixels[p / 3];
    }
    return new Picture(width, height, Samples.RGB, rgb);
  }

  /** Sets one pixel of a colour picture. */
  void paint(int x, int y, int rgb) {
    int at = 3 * (x + y * width);
    pixels[at] = (byte) (rgb >> 16);
    pixels[at + 1] = (byte) (rgb >> 8);
    pixels[at + 2] = (byte) rgb;
  }

  /** Copies a picture of the same kind into this one, its top left corner at (x, y). */
  void paste(Picture picture, int x, int y) {
    if (picture.samples != samples) {
      throw new IllegalArgumentException("a " + picture.samples + " picture into " + samples);
    }
    int n = samples.perPixel();
    for (int row = 0; row < picture.height; row++) {
      System.arraycopy(
          picture.pixels,
          row * picture.width * n,
          pixels,
          (x + (y + row) * width) * n,
          picture.width * n);
    }
  }

  /** The picture as the bytes of a PNG file. */
  public byte[] png() {
    return Png.encode(this);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Picture other
        && width == other.width
        && height == other.height
        && samples == other.samples
        && Arrays.equals(pixels, other.pixels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return width + "x" + height + " " + samples;
  }
}
