package org.bidsveil.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WrittenBytesTest {
  private static final byte[] BYTES = new byte[200_001];

  static {
    new Random(1).nextBytes(BYTES);
  }

  private static List<WrittenBytes> both() {
    return List.of(new WrittenBytes.Held(BYTES), new WrittenBytes.Hashed(Sha256.of(BYTES)));
  }

  private static boolean areIn(WrittenBytes written, byte[] file) throws IOException {
    return written.areIn(new ByteArrayInputStream(file));
  }

  @Test
  void theSameBytesAreThere() throws IOException {
    for (WrittenBytes written : both()) {
      assertTrue(areIn(written, BYTES.clone()));
      assertEquals(Sha256.of(BYTES), written.sha256());
    }
  }

  @Test
  void anyOtherBytesAreNoticed() throws IOException {
    for (WrittenBytes written : both()) {
      for (int at : new int[] {0, 65_535, 65_536, BYTES.length - 1}) {
        byte[] other = BYTES.clone();
        other[at] ^= 1;
        assertFalse(areIn(written, other), "byte " + at);
      }
      assertFalse(areIn(written, Arrays.copyOf(BYTES, BYTES.length - 1)));
      assertFalse(areIn(written, Arrays.copyOf(BYTES, BYTES.length + 1)));
      assertFalse(areIn(written, new byte[0]));
    }
  }
}
