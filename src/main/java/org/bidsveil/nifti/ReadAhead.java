package org.bidsveil.nifti;

import java.nio.file.Path;
import org.bidsveil.files.Refusal;

/**
 * An image that is read while what comes before its use is done: to understand a command line takes
 * about as long as to inflate a head of 1 mm.
 */
public final class ReadAhead {
  private final Path file;
  private final Beside<DecodedImage> reading;

  private ReadAhead(Path file, Beside<DecodedImage> reading) {
    this.file = file;
    this.reading = reading;
  }

  /**
   * Begins to read a file. What is wrong with it is told to whoever asks for the image, and to no
   * one if no one does.
   */
  public static ReadAhead of(Path file) {
    return new ReadAhead(file, Beside.begin("image", () -> DecodedImage.read(file)));
  }

  public boolean isOf(Path wanted) {
    return file.equals(wanted);
  }

  /**
   * Waits for the image.
   *
   * @throws Refusal those of {@link NiftiReader#read}; "interrupted" when the waiting thread is
   *     told to stop
   */
  public DecodedImage image() {
    return reading.result();
  }
}
