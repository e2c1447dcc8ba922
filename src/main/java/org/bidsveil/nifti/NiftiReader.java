package org.bidsveil.nifti;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Refusal.Kind;
import org.bidsveil.gzip.GzipInput;

/**
 * Reads {@code .nii} and {@code .nii.gz}; the first bytes of a file decide its format, not its
 * name. Nothing is allocated for voxels that the file cannot hold.
 */
public final class NiftiReader {
  /**
   * A deflate stream grows by at most this factor (RFC 1951: 258 bytes out of one length and one
   * distance code of a bit each; zlib's documentation gives 1032).
   */
  private static final long LARGEST_INFLATION = 1032;

  /** How much may follow the voxels of any image. */
  private static final long TRAILING_ALLOWANCE = 1 << 20;

  private static final int CHUNK_BYTES = 1 << 18;

  private NiftiReader() {}

  /**
   * Reads the image in a file.
   *
   * @throws Refusal nifti-missing, nifti-unreadable, and all of {@link #parse}
   */
  public static NiftiImage read(Path file) {
    return read(file, Watcher.NONE);
  }

  static NiftiImage read(Path file, Watcher watcher) {
    return open(file, (in, length, gzipped) -> readImage(in, length, gzipped, watcher));
  }

  /** Is told how far the voxels of an image have been read, by the thread that reads them. */
  interface Watcher {
    Watcher NONE = new Watcher() {};

    /**
     * @param voxels where the bytes will be, from the first on
     */
    default void begins(NiftiHeader header, Layout layout, byte[] voxels) {}

    /** So many bytes are there. */
    default void hasRead(int bytes) {}

    /** No more will be read, whether all are there or not. */
    default void ends() {}
  }

  /**
   * Reads only the header of a file; voxels are neither read nor checked.
   *
   * @throws Refusal nifti-missing, nifti-unreadable, nifti-empty, nifti-not-nifti, nifti-pair,
   *     nifti-truncated, and those of the gzip reader
   */
  public static NiftiHeader readHeader(Path file) {
    return open(file, (in, length, gzipped) -> readHeader(in));
  }

  static NiftiPreamble readPreamble(Path file) {
    return open(file, (in, length, gzipped) -> NiftiPreamble.read(readHeader(in), in, gzipped));
  }

  /**
   * Reads the image from the bytes of a file, compressed or not.
   *
   * @throws Refusal nifti-empty, nifti-not-nifti, nifti-pair, nifti-truncated, nifti-dimensions,
   *     nifti-too-large, nifti-vox-offset, nifti-datatype-unknown, nifti-datatype-unsupported,
   *     nifti-scaling, nifti-affine-singular, nifti-affine-implausible, nifti-gzip-too-long, and
   *     those of {@link GzipInput}
   */
  public static NiftiImage parse(byte[] fileBytes) {
    try {
      return decompressed(
          new ByteArrayInputStream(fileBytes),
          fileBytes.length,
          (in, length, gzipped) -> readImage(in, length, gzipped, Watcher.NONE));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Reads the header of a file that is in memory, without its voxels. */
  public static NiftiHeader parseHeader(byte[] fileBytes) {
    try {
      return decompressed(
          new ByteArrayInputStream(fileBytes),
          fileBytes.length,
          (in, length, gzipped) -> readHeader(in));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** What to do with the uncompressed bytes of a file that is {@code storedBytes} long on disk. */
  @FunctionalInterface
  private interface Content<T> {
    T read(InputStream in, long storedBytes, boolean gzipped) throws IOException;
  }

  private static <T> T open(Path file, Content<T> content) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".hdr")
        || name.endsWith(".img")
        || name.endsWith(".hdr.gz")
        || name.endsWith(".img.gz")) {
      throw NiftiRefusal.pair();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return decompressed(in, Files.size(file), content);
    } catch (NoSuchFileException e) {
      throw new Refusal(
          Kind.INPUT_MISSING,
          "nifti-missing",
          "There is no file " + file + ", or it is a link to content that is not present.",
          "Check the path, or fetch the content (datalad get, git annex get).",
          e);
    } catch (IOException e) {
      throw new Refusal(
          Kind.IO,
          "nifti-unreadable",
          "The file " + file + " cannot be read: " + e.getMessage() + ".",
          "Check its permissions and the disk it is on.",
          e);
    }
  }

  private static <T> T decompressed(InputStream stored, long storedBytes, Content<T> content)
      throws IOException {
    byte[] magic = stored.readNBytes(2);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic), stored);
    if (!GzipInput.isGzip(magic)) {
      return content.read(whole, storedBytes, false);
    }
    try (InputStream inflated = new GzipInput(whole)) {
      return content.read(inflated, storedBytes, true);
    }
  }

  private static NiftiHeader readHeader(InputStream in) throws IOException {
    byte[] head = in.readNBytes(NiftiVersion.NIFTI_1.headerBytes());
    if (head.length == 0) {
      throw NiftiRefusal.empty();
    }
    int missing = NiftiHeader.versionOf(head).headerBytes() - head.length;
    if (head.length < NiftiVersion.NIFTI_1.headerBytes() || missing <= 0) {
      return NiftiHeader.parse(head);
    }
    byte[] whole = Arrays.copyOf(head, head.length + missing);
    int read = in.readNBytes(whole, head.length, missing);
    return NiftiHeader.parse(Arrays.copyOf(whole, head.length + read));
  }

  private static NiftiImage readImage(
      InputStream in, long storedBytes, boolean gzipped, Watcher watcher) throws IOException {
    NiftiHeader header = readHeader(in);
    Layout layout = Layout.of(header);
    int smallestOffset = header.version().smallestVoxOffset();
    long longest = gzipped ? storedBytes * LARGEST_INFLATION : storedBytes;
    if (layout.voxOffset() > smallestOffset && layout.voxOffset() >= longest) {
      throw NiftiRefusal.voxOffset(layout.voxOffset());
    }
    if (layout.fileBytes() > longest) {
      throw truncated(layout, longest);
    }
    int betweenBytes = layout.voxOffset() - header.version().headerBytes();
    byte[] between = in.readNBytes(betweenBytes);
    if (between.length < betweenBytes && layout.voxOffset() > smallestOffset) {
      throw NiftiRefusal.voxOffset(layout.voxOffset());
    }
    byte[] voxels = new byte[layout.voxelBytes()];
    watcher.begins(header, layout, voxels);
    int read;
    try {
      read = readChunks(in, voxels, watcher);
    } finally {
      watcher.ends();
    }
    if (read < voxels.length) {
      throw truncated(layout, (long) header.version().headerBytes() + between.length + read);
    }
    long trailing =
        gzipped
            ? skipToEnd(in, TRAILING_ALLOWANCE + voxels.length)
            : storedBytes - layout.fileBytes();
    return new NiftiImage(header, layout, between, voxels, gzipped, trailing);
  }

  /**
   * Fills {@code into} as far as the stream goes. In chunks, since a file stream takes a buffer of
   * the size of the request outside the heap.
   */
  private static int readChunks(InputStream in, byte[] into, Watcher watcher) throws IOException {
    int read = 0;
    int n = 0;
    while (n >= 0 && read < into.length) {
      read += n;
      watcher.hasRead(read);
      n = in.read(into, read, Math.min(CHUNK_BYTES, into.length - read));
    }
    return read;
  }

  private static Refusal truncated(Layout layout, long available) {
    return NiftiRefusal.truncated(
        "The header promises "
            + layout.fileBytes()
            + " bytes, the file holds at most "
            + available
            + ".");
  }

  /**
   * Reads to the end, so that every checksum is verified; gives up on a stream that goes on and on.
   */
  private static long skipToEnd(InputStream in, long limit) throws IOException {
    byte[] discarded = new byte[1 << 16];
    long skipped = 0;
    for (int n = in.read(discarded); n >= 0; n = in.read(discarded)) {
      skipped += n;
      if (skipped > limit) {
        throw NiftiRefusal.trailing(limit);
      }
    }
    return skipped;
  }
}
