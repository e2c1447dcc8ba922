package org.bidsveil.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes Portable Network Graphics (ISO/IEC 15948:2003) without a window system: only the chunks
 * IHDR, PLTE, IDAT and IEND, so neither a time nor a text, and the same pixels always give the same
 * bytes. A colour picture of at most 256 colours is written with a palette: a third of the size.
 */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  // Colour types, section 11.2.2.
  private static final byte GREY = 0;
  private static final byte TRUECOLOUR = 2;
  private static final byte INDEXED = 3;

  private Png() {}

  static byte[] encode(Picture picture) {
    return switch (picture.samples()) {
      case GREY -> encode(picture, GREY, new byte[0], picture.pixels(), 1);
      case RGB -> {
        Optional<Palette> palette = Palette.of(picture);
        yield palette.isPresent()
            ? encode(picture, INDEXED, palette.get().rgb(), palette.get().indices(picture), 1)
            : encode(picture, TRUECOLOUR, new byte[0], picture.pixels(), 3);
      }
    };
  }

  private static byte[] encode(
      Picture picture, byte colourType, byte[] palette, byte[] samples, int perPixel) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(picture.width()).putInt(picture.height());
    // 8 bits a sample; deflate, adaptive filtering, not interlaced.
    header.put((byte) 8).put(colourType).put((byte) 0).put((byte) 0).put((byte) 0);
    chunk(png, "IHDR", header.array());
    if (palette.length > 0) {
      chunk(png, "PLTE", palette);
    }
    chunk(png, "IDAT", deflated(filtered(samples, picture.width() * perPixel, perPixel)));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(name);
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static byte[] deflated(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 14];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  /**
   * Every row behind the number of its filter: of the five, the one with the smallest sum of
   * absolute differences (section 12.8, the heuristic recommended there).
   */
  private static byte[] filtered(byte[] samples, int length, int step) {
    int height = samples.length / length;
    byte[] out = new byte[(length + 1) * height];
    byte[] row = new byte[length];
    for (int y = 0; y < height; y++) {
      long smallest = Long.MAX_VALUE;
      for (int filter = 0; filter < 5; filter++) {
        long sum = 0;
        for (int x = 0; x < length; x++) {
          int at = x + y * length;
          int left = x >= step ? samples[at - step] & 0xff : 0;
          int up = y > 0 ? samples[at - length] & 0xff : 0;
          int upLeft = x >= step && y > 0 ? samples[at - length - step] & 0xff : 0;
          row[x] = (byte) (samples[at] - predicted(filter, left, up, upLeft));
          sum += Math.abs(row[x]);
        }
        if (sum < smallest) {
          smallest = sum;
          out[y * (length + 1)] = (byte) filter;
          System.arraycopy(row, 0, out, y * (length + 1) + 1, length);
        }
      }
    }
    return out;
  }

  /** Section 9.2: none, sub, up, average, Paeth. */
  private static int predicted(int filter, int left, int up, int upLeft) {
    return switch (filter) {
      case 0 -> 0;
      case 1 -> left;
      case 2 -> up;
      case 3 -> (left + up) / 2;
      default -> paeth(left, up, upLeft);
    };
  }

  private static int paeth(int left, int up, int upLeft) {
    int p = left + up - upLeft;
    int toLeft = Math.abs(p - left);
    int toUp = Math.abs(p - up);
    int toUpLeft = Math.abs(p - upLeft);
    if (toLeft <= toUp && toLeft <= toUpLeft) {
      return left;
    }
    return toUp <= toUpLeft ? up : upLeft;
  }
}
