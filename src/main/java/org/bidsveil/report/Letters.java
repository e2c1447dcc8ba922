package org.bidsveil.report;

import java.util.Map;

/** The letters that mark sides, 5 by 7 pixels each: pictures are made without a font. */
final class Letters {
  private static final int WIDTH = 5;
  private static final int HEIGHT = 7;

  /** Rows from the top, five bits each. */
  private static final Map<Character, int[]> ROWS =
      Map.of(
          'L', new int[] {16, 16, 16, 16, 16, 16, 31},
          'R', new int[] {30, 17, 17, 30, 20, 18, 17},
          'A', new int[] {14, 17, 17, 31, 17, 17, 17},
          'P', new int[] {30, 17, 17, 30, 16, 16, 16});

  private Letters() {}

  /** Paints a letter in white with a black rim, each of its pixels {@code scale} wide. */
  static void paint(Picture picture, char letter, int left, int top, int scale) {
    int[] rows = ROWS.get(letter);
    if (rows == null) {
      throw new IllegalArgumentException("no letter " + letter);
    }
    for (int y = -1; y <= HEIGHT * scale; y++) {
      for (int x = -1; x <= WIDTH * scale; x++) {
        int px = left + x;
        int py = top + y;
        if (px >= 0 && py >= 0 && px < picture.width() && py < picture.height()) {
          picture.paint(px, py, isInk(rows, x, y, scale) ? 0xffffff : 0);
        }
      }
    }
  }

  private static boolean isInk(int[] rows, int x, int y, int scale) {
    return x >= 0
        && y >= 0
        && x < WIDTH * scale
        && y < HEIGHT * scale
        && (rows[y / scale] >> (WIDTH - 1 - x / scale) & 1) == 1;
  }
}
