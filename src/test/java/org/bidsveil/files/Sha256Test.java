package org.bidsveil.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  /** FIPS 180-4, example of a one-block message. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void isTheStandardsExample(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("abc"), "abc");
    assertEquals(OF_ABC, Sha256.of("abc".getBytes(US_ASCII)).hex());
    assertEquals(OF_ABC, Sha256.of(file).toString());
  }

  @Test
  void refusesWhatIsNoChecksum() {
    assertThrows(IllegalArgumentException.class, () -> new Sha256("n/a"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Sha256(OF_ABC.toUpperCase(java.util.Locale.ROOT)));
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    Path none = folder.resolve("none");
    assertEquals("file-missing", assertThrows(Refusal.class, () -> Sha256.of(none)).name());
  }
}
