package org.bidsveil.scrub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedByTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"Name\": \"x\"} | {\"Name\": \"x\", \"GeneratedBy\": [{\"Name\": \"veil\", \"Version\": \"1\"}]}",
        "{\"GeneratedBy\": []} | {\"GeneratedBy\": [{\"Name\": \"veil\", \"Version\": \"1\"}]}",
        "{\"GeneratedBy\": [{\"Name\": \"dcm2niix\"}], \"N\": 1.0e0} | {\"GeneratedBy\": [{\"Name\": \"dcm2niix\"},"
            + " {\"Name\": \"veil\", \"Version\": \"1\"}], \"N\": 1.0e0}",
        "{\"GeneratedBy\": \"me\"} | {\"GeneratedBy\": \"me\"}",
      })
  void theItemIsAddedOnceAndEveryOtherByteStays(String before, String after) {
    GeneratedBy veil = new GeneratedBy("veil", "1");
    byte[] once = veil.addTo(before.getBytes(UTF_8));
    assertEquals(after, new String(once, UTF_8));
    assertEquals(after, new String(veil.addTo(once), UTF_8));
  }
}
