package org.bidsveil.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of some bytes (FIPS 180-4).
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

  public Sha256 {
    if (!DIGITS.matcher(hex).matches()) {
      throw new IllegalArgumentException("Not a SHA-256 in lower-case hexadecimal: " + hex);
    }
  }

  /** The hash of an array. */
  public static Sha256 of(byte[] bytes) {
    return finish(digest(), bytes);
  }

  /**
   * The hash of a file's bytes, read on each call; links are followed.
   *
   * @throws Refusal of kind IO when the file cannot be read
   */
  public static Sha256 of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return drain(in);
    } catch (IOException e) {
      throw DiskRefusals.reading(file, e);
    }
  }

  /** The hash of bytes to be written. */
  public static Sha256 of(Content content) {
    try (InputStream in = content.open()) {
      return drain(in);
    } catch (IOException e) {
      throw DiskRefusals.reading(DiskRefusals.fileOf(e).orElse(Path.of("the input")), e);
    }
  }

  static Sha256 drain(InputStream in) throws IOException {
    MessageDigest digest = digest();
    try (DigestInputStream through = new DigestInputStream(in, digest)) {
      through.transferTo(OutputStream.nullOutputStream());
    }
    return finish(digest);
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  static Sha256 finish(MessageDigest digest, byte... last) {
    return new Sha256(HexFormat.of().formatHex(digest.digest(last)));
  }

  @Override
  public String toString() {
    return hex;
  }
}
