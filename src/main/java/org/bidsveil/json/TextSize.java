package org.bidsveil.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;

/** The size limit of sidecars and tables; a larger file is refused before it is read. */
public final class TextSize {
  /** Tables of the longest recordings take some dozens of megabytes. */
  private static final int LARGEST_TABLE = 256 << 20;

  private TextSize() {}

  /**
   * The bytes of a sidecar or table.
   *
   * @throws Refusal text-too-large; of kind IO when it cannot be read
   */
  public static byte[] read(Path file) {
    require(file);
    return Content.of(file).bytes();
  }

  /**
   * Refuses a file that is too large to be read.
   *
   * @throws Refusal text-too-large; of kind IO when it cannot be looked at
   */
  public static void require(Path file) {
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    int largest = json ? JsonSpans.LARGEST_BYTES : LARGEST_TABLE;
    try {
      long bytes = Files.size(file);
      if (bytes > largest) {
        throw tooLarge(bytes, largest);
      }
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  /** Whether a file is small enough to be read; true for a missing file. */
  public static boolean isReadable(Path file) {
    try {
      boolean there = Files.isRegularFile(file);
      if (there) {
        require(file);
      }
      return true;
    } catch (Refusal tooLarge) {
      return false;
    }
  }

  static Refusal tooLarge(long bytes, int largest) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "text-too-large",
        "The file takes "
            + (bytes >> 20)
            + " MB; more than "
            + (largest >> 20)
            + " MB are not read.",
        "No sidecar or table needs that: take out what is not metadata, or remove it.");
  }
}
