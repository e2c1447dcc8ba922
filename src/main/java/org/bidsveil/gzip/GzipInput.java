package org.bidsveil.gzip;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Refusal.Kind;

/**
 * A stream of the uncompressed bytes of a gzip file (RFC 1952) with one or more members. Unlike the
 * stream of the Java library, it says what is wrong: it refuses a file that ends early, is damaged,
 * or has a wrong checksum or length. Bytes after the last member that do not start another one are
 * ignored, as gzip does.
 */
public final class GzipInput extends InputStream {
  // RFC 1952, section 2.3: the identification, the method and the flags of a member's header.
  private static final int ID1 = 0x1f;
  private static final int ID2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int FHCRC = 1 << 1;
  private static final int FEXTRA = 1 << 2;
  private static final int FNAME = 1 << 3;
  private static final int FCOMMENT = 1 << 4;

  private final InputStream compressed;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private boolean ended;

  /**
   * @throws Refusal gzip-truncated, gzip-damaged when there is no gzip header at the start
   */
  public GzipInput(InputStream compressed) throws IOException {
    this.compressed = compressed;
    readMemberHeader(next(), next());
  }

  /** Whether these first bytes of a file are those of gzip. */
  public static boolean isGzip(byte[] firstBytes) {
    return firstBytes.length >= 2
        && Byte.toUnsignedInt(firstBytes[0]) == ID1
        && Byte.toUnsignedInt(firstBytes[1]) == ID2;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  /**
   * @throws Refusal gzip-truncated, gzip-damaged, gzip-checksum
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int n = 0;
    while (n == 0 && !ended) {
      n = inflate(into, offset, length);
      if (inflater.finished()) {
        crc.update(into, offset, n);
        endMember();
      } else {
        crc.update(into, offset, n);
      }
    }
    return n == 0 ? -1 : n;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    compressed.close();
  }

  private int inflate(byte[] into, int offset, int length) throws IOException {
    if (inflater.needsInput()) {
      if (position == limit && !refill()) {
        throw truncated();
      }
      inflater.setInput(buffer, position, limit - position);
      position = limit;
    }
    try {
      return inflater.inflate(into, offset, length);
    } catch (DataFormatException e) {
      throw damaged("its compressed data cannot be decoded (" + e.getMessage() + ")", e);
    }
  }

  /** Checks the trailer, then starts the next member or ends. */
  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    long expectedCrc = nextInt();
    long expectedLength = nextInt();
    if (expectedCrc != crc.getValue()
        || expectedLength != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new Refusal(
          Kind.BAD_DATA,
          "gzip-checksum",
          "The compressed file is damaged: its content does not match its checksum.",
          "Fetch or export the file again.");
    }
    crc.reset();
    inflater.reset();
    int id1 = nextOrEnd();
    int id2 = id1 == ID1 ? nextOrEnd() : -1;
    if (id1 == ID1 && id2 == ID2) {
      readMemberHeader(id1, id2);
    } else {
      ended = true;
    }
  }

  private void readMemberHeader(int id1, int id2) throws IOException {
    if (id1 != ID1 || id2 != ID2 || next() != DEFLATE) {
      throw damaged("it has no gzip header");
    }
    int flags = next();
    skip(6); // MTIME, XFL, OS
    if ((flags & FEXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & FNAME) != 0) {
      skipText();
    }
    if ((flags & FCOMMENT) != 0) {
      skipText();
    }
    if ((flags & FHCRC) != 0) {
      skip(2);
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // up to and with the NUL that ends it
    }
  }

  private long nextInt() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    int b = nextOrEnd();
    if (b < 0) {
      throw truncated();
    }
    return b;
  }

  private int nextOrEnd() throws IOException {
    if (position == limit && !refill()) {
      return -1;
    }
    return Byte.toUnsignedInt(buffer[position++]);
  }

  private boolean refill() throws IOException {
    position = 0;
    limit = Math.max(0, compressed.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  private static Refusal truncated() {
    return new Refusal(
        Kind.BAD_DATA,
        "gzip-truncated",
        "The compressed file ends before its content does.",
        "Fetch or export the file again.");
  }

  private static Refusal damaged(String what) {
    return new Refusal(
        Kind.BAD_DATA,
        "gzip-damaged",
        "The compressed file is damaged: " + what + ".",
        "Fetch or export the file again.");
  }

  private static Refusal damaged(String what, Throwable cause) {
    return new Refusal(
        Kind.BAD_DATA,
        "gzip-damaged",
        "The compressed file is damaged: " + what + ".",
        "Fetch or export the file again.",
        cause);
  }
}
