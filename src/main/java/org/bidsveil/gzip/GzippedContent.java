package org.bidsveil.gzip;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import org.bidsveil.files.Content;

/**
 * Content that is compressed while it is read, as one gzip member (RFC 1952) without name and time.
 * It serves files that are too large for {@link ParallelGzip}, which needs all bytes in memory, and
 * gives the same bytes each time it is opened.
 */
public final class GzippedContent implements Content {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};
  private static final int BUFFER_BYTES = 1 << 16;

  private final Content plain;

  public GzippedContent(Content plain) {
    this.plain = plain;
  }

  @Override
  public InputStream open() throws IOException {
    return new Member(plain.open());
  }

  /** Header, deflate stream and trailer, one after the other. */
  private static final class Member extends InputStream {
    private final CountingInput counted;
    private final Deflater deflater = new Deflater(ParallelGzip.DEFAULT_LEVEL, true);
    private final InputStream header = new ByteArrayInputStream(HEADER);
    private final InputStream body;
    private InputStream trailer = InputStream.nullInputStream();
    private boolean bodyEnded;

    Member(InputStream plain) {
      this.counted = new CountingInput(plain);
      this.body = new DeflaterInputStream(counted, deflater, BUFFER_BYTES);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = header.read(into, offset, length);
      if (n >= 0) {
        return n;
      }
      if (!bodyEnded) {
        n = body.read(into, offset, length);
        if (n >= 0) {
          return n;
        }
        bodyEnded = true;
        trailer = new ByteArrayInputStream(counted.trailer());
      }
      return trailer.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
      deflater.end();
      counted.close();
    }
  }

  /** Counts and checks the plain bytes on their way. */
  private static final class CountingInput extends CheckedInputStream {
    private long bytes;

    CountingInput(InputStream in) {
      super(in, new CRC32());
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      bytes += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      bytes += Math.max(n, 0);
      return n;
    }

    /** CRC32 and ISIZE, the length modulo 2^32. */
    byte[] trailer() {
      return ByteBuffer.allocate(2 * Integer.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt((int) getChecksum().getValue())
          .putInt((int) bytes)
          .array();
    }
  }
}
