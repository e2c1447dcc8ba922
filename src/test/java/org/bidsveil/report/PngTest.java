package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bidsveil.report.Picture.Samples;
import org.junit.jupiter.api.Test;

/** Read back by the JDK's own decoder, which checks every checksum. */
class PngTest {
  @Test
  void greyComesBack() throws IOException {
    Picture picture = random(37, 23, Samples.GREY);
    BufferedImage image = decode(picture);
    for (int y = 0; y < 23; y++) {
      for (int x = 0; x < 37; x++) {
        int[] pixel = image.getRaster().getPixel(x, y, new int[1]);
        assertEquals(picture.pixels()[x + 37 * y] & 0xff, pixel[0]);
      }
    }
  }

  @Test
  void manyColoursComeBackWithoutAPalette() throws IOException {
    Picture picture = random(40, 30, Samples.RGB);
    assertEquals(2, picture.png()[25], "colour type");
    assertSameColours(picture);
  }

  @Test
  void fewColoursComeBackWithAPalette() throws IOException {
    Picture picture = Picture.black(20, 16, Samples.RGB);
    for (int p = 0; p < 256; p++) {
      picture.paint(p % 20, p / 20, p * 0x010101);
    }
    assertEquals(3, picture.png()[25], "colour type");
    assertSameColours(picture);
    picture.paint(19, 15, 0xd55e00);
    assertEquals(2, picture.png()[25], "257 colours do not fit a palette");
    assertSameColours(picture);
  }

  @Test
  void everyFilterComesBack() throws IOException {
    // Rows that favour none, sub, up, average and Paeth in turn.
    Picture picture = random(64, 5, Samples.GREY);
    for (int x = 0; x < 64; x++) {
      picture.pixels()[64 + x] = (byte) (3 * x);
      picture.pixels()[128 + x] = (byte) (3 * x + 1);
      picture.pixels()[192 + x] = (byte) ((3 * x + 1) / 2 + (x > 0 ? 3 * x / 4 : 0));
      picture.pixels()[256 + x] = (byte) (x % 2 == 0 ? 10 : 200);
    }
    BufferedImage image = decode(picture);
    for (int p = 0; p < 320; p++) {
      int[] pixel = image.getRaster().getPixel(p % 64, p / 64, new int[1]);
      assertEquals(picture.pixels()[p] & 0xff, pixel[0]);
    }
  }

  @Test
  void theSamePixelsGiveTheSameBytes() {
    assertArrayEquals(random(9, 9, Samples.RGB).png(), random(9, 9, Samples.RGB).png());
  }

  @Test
  void picturesAreJoinedFromLeftToRight() {
    Picture left = new Picture(1, 2, Samples.GREY, new byte[] {1, 2});
    Picture right = new Picture(2, 2, Samples.GREY, new byte[] {3, 4, 5, 6});
    Picture both = Picture.sideBySide(List.of(left, right));
    assertEquals(new Picture(3, 2, Samples.GREY, new byte[] {1, 3, 4, 2, 5, 6}), both);
  }

  @Test
  void wrongSizesAndKindsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Picture(2, 2, Samples.RGB, new byte[4]));
    assertThrows(IllegalArgumentException.class, () -> Picture.black(0, 2, Samples.GREY));
    Picture grey = Picture.black(2, 2, Samples.GREY);
    Picture colour = Picture.black(2, 2, Samples.RGB);
    assertThrows(IllegalArgumentException.class, () -> grey.paste(colour, 0, 0));
  }

  private static void assertSameColours(Picture picture) throws IOException {
    BufferedImage image = decode(picture);
    for (int p = 0; p < picture.width() * picture.height(); p++) {
      int expected =
          (picture.pixels()[3 * p] & 0xff) << 16
              | (picture.pixels()[3 * p + 1] & 0xff) << 8
              | (picture.pixels()[3 * p + 2] & 0xff);
      int actual = image.getRGB(p % picture.width(), p / picture.width()) & 0xffffff;
      assertEquals(expected, actual);
    }
  }

  private static BufferedImage decode(Picture picture) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
    assertTrue(image.getWidth() == picture.width() && image.getHeight() == picture.height());
    return image;
  }

  private static Picture random(int width, int height, Samples samples) {
    Picture picture = Picture.black(width, height, samples);
    new Random(4).nextBytes(picture.pixels());
    return picture;
  }
}
