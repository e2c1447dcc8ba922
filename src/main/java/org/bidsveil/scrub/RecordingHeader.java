package org.bidsveil.scrub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;

/**
 * The first 256 bytes of an EDF or BDF file: version, patient, recording and start, in fields of
 * fixed length that can be overwritten without moving a sample (EDF+, "The additional
 * specifications", 3: what is not known or must not be told is {@code X}; "anonymised": the start
 * is 01.01.85).
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; small
public record RecordingHeader(byte[] bytes) {
  private static final int BYTES = 256;
  private static final int PATIENT = 8;
  private static final int RECORDING = 88;
  private static final int START = 168;
  private static final int START_END = 184;
  private static final String ANONYMOUS_PATIENT = "X X X X";
  private static final String ANONYMOUS_RECORDING = "Startdate X X X X";
  private static final String ANONYMOUS_START = "01.01.8500.00.00";

  /**
   * Reads the header of a file.
   *
   * @throws Refusal recording-truncated; of kind IO when it cannot be read
   */
  public static RecordingHeader read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BYTES);
      if (bytes.length < START_END) {
        throw new Refusal(
            Refusal.Kind.BAD_DATA,
            "recording-truncated",
            "The file ends within the header of a recording.",
            "Fetch or convert it again.");
      }
      return new RecordingHeader(bytes);
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  /** Whether the patient, recording and start fields give nothing away. */
  public boolean isAnonymous() {
    return Arrays.equals(bytes, clean());
  }

  /** The whole file with the fields overwritten; every other byte stays. */
  public Content cleaned(Path file) {
    byte[] clean = clean();
    return () -> {
      InputStream rest = Files.newInputStream(file);
      rest.skipNBytes(clean.length);
      return new SequenceInputStream(new ByteArrayInputStream(clean), rest);
    };
  }

  private byte[] clean() {
    byte[] clean = bytes.clone();
    fill(clean, PATIENT, RECORDING, ANONYMOUS_PATIENT);
    fill(clean, RECORDING, START, ANONYMOUS_RECORDING);
    fill(clean, START, START_END, ANONYMOUS_START);
    return clean;
  }

  private static void fill(byte[] header, int from, int to, String text) {
    Arrays.fill(header, from, to, (byte) ' ');
    byte[] bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, header, from, bytes.length);
  }
}
