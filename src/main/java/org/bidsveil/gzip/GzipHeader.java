package org.bidsveil.gzip;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;

/**
 * The header of the first member of a gzip file (RFC 1952, section 2.3): it may hold the name that
 * the file had before, the time of compression and a comment.
 *
 * @param namesFile FNAME: the name of the file before it was compressed
 * @param hasComment FCOMMENT
 * @param hasTime MTIME is not 0: seconds since 1970
 * @param hasExtra FEXTRA with other subfields than BC, the block sizes without which a BGZF file
 *     (SAM/BAM specification, section 4.1) can no longer be read at random
 * @param bytes length of the header; the deflate stream follows
 * @param clean the same header without name, comment, time, checksum of the header and foreign
 *     extra fields
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; small
public record GzipHeader(
    boolean namesFile,
    boolean hasComment,
    boolean hasTime,
    boolean hasExtra,
    long bytes,
    byte[] clean) {
  private static final int FIXED_BYTES = 10;
  private static final int ID1 = 0x1f;
  private static final int ID2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int FLAGS = 3;
  private static final int TIME = 4;
  private static final int FTEXT = 1;
  private static final int FHCRC = 1 << 1;
  private static final int FEXTRA = 1 << 2;
  private static final int FNAME = 1 << 3;
  private static final int FCOMMENT = 1 << 4;

  /**
   * The header at the start of a file; empty where the file is not gzip or breaks off in its
   * header.
   *
   * @throws Refusal of kind IO when the file cannot be read
   */
  public static Optional<GzipHeader> of(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return Optional.of(read(in));
    } catch (EOFException notGzip) {
      return Optional.empty();
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  /** The parts of this header that may identify someone, in the words of the standard. */
  public List<String> telling() {
    List<String> found = new ArrayList<>();
    if (namesFile) {
      found.add("FNAME");
    }
    if (hasComment) {
      found.add("FCOMMENT");
    }
    if (hasTime) {
      found.add("MTIME");
    }
    if (hasExtra) {
      found.add("FEXTRA");
    }
    return List.copyOf(found);
  }

  /** The bytes of the file with the clean header; the compressed data keep their bytes. */
  public Content cleaned(Path file) {
    return () -> {
      InputStream rest = Files.newInputStream(file);
      rest.skipNBytes(bytes);
      return new SequenceInputStream(new ByteArrayInputStream(clean), rest);
    };
  }

  /**
   * @throws EOFException when this is no gzip header, or not all of one
   */
  static GzipHeader read(InputStream in) throws IOException {
    byte[] fixed = in.readNBytes(FIXED_BYTES);
    if (fixed.length < FIXED_BYTES
        || Byte.toUnsignedInt(fixed[0]) != ID1
        || Byte.toUnsignedInt(fixed[1]) != ID2
        || fixed[2] != DEFLATE) {
      throw new EOFException("no gzip header");
    }
    int flags = Byte.toUnsignedInt(fixed[FLAGS]);
    long length = FIXED_BYTES;
    byte[] extra = new byte[0];
    if ((flags & FEXTRA) != 0) {
      int extraBytes = next(in) | next(in) << 8;
      extra = in.readNBytes(extraBytes);
      if (extra.length < extraBytes) {
        throw new EOFException("the header breaks off");
      }
      length += 2L + extraBytes;
    }
    if ((flags & FNAME) != 0) {
      length += text(in);
    }
    if ((flags & FCOMMENT) != 0) {
      length += text(in);
    }
    if ((flags & FHCRC) != 0) {
      next(in);
      next(in);
      length += 2;
    }
    boolean timed =
        !Arrays.equals(fixed, TIME, TIME + Integer.BYTES, new byte[Integer.BYTES], 0, 4);
    byte[] blocks = blockSizes(extra);
    return new GzipHeader(
        (flags & FNAME) != 0,
        (flags & FCOMMENT) != 0,
        timed,
        blocks.length != extra.length,
        length,
        clean(fixed, flags, blocks));
  }

  private static byte[] clean(byte[] fixed, int flags, byte[] blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] head = fixed.clone();
    head[FLAGS] = (byte) (flags & FTEXT | (blocks.length > 0 ? FEXTRA : 0));
    Arrays.fill(head, TIME, TIME + Integer.BYTES, (byte) 0);
    out.writeBytes(head);
    if (blocks.length > 0) {
      out.write(blocks.length & 0xff);
      out.write(blocks.length >>> 8);
      out.writeBytes(blocks);
    }
    return out.toByteArray();
  }

  /** The BC subfield of FEXTRA: SI1, SI2, LEN (two bytes), data. */
  private static byte[] blockSizes(byte[] extra) {
    int at = 0;
    while (at + 4 <= extra.length) {
      int end =
          at + 4 + (Byte.toUnsignedInt(extra[at + 2]) | Byte.toUnsignedInt(extra[at + 3]) << 8);
      if (extra[at] == 'B' && extra[at + 1] == 'C' && end == at + 6 && end <= extra.length) {
        return Arrays.copyOfRange(extra, at, end);
      }
      at = end;
    }
    return new byte[0];
  }

  /** Passes over a text with its NUL; its length. */
  private static long text(InputStream in) throws IOException {
    long length = 1;
    while (next(in) != 0) {
      length++;
    }
    return length;
  }

  private static int next(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the header breaks off");
    }
    return b;
  }
}
