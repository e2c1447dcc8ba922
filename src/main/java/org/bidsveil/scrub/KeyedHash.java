package org.bidsveil.scrub;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC with SHA-256 (RFC 2104): without the seed no one can try out values. */
final class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;

  KeyedHash(String seed) {
    if (seed.isEmpty()) {
      throw new IllegalArgumentException("A seed has at least one character.");
    }
    this.key = seed.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * 32 bytes.
   *
   * @param purpose keeps hashes of the same value for different uses apart
   */
  byte[] of(String purpose, String value) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
