package org.bidsveil.nifti;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.input.BoundedInputStream;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.GzipInput;
import org.bidsveil.gzip.GzippedContent;

/**
 * Everything before the voxels of a file: the header and the bytes from its end to the first voxel,
 * as they were read. It serves files whose voxels are only passed on, however many there are.
 *
 * <p>Immutable.
 */
public final class NiftiPreamble {
  /** Longer than the DICOM header of any series; a vox_offset beyond is damage. */
  private static final int LONGEST_BYTES = 64 << 20;

  private final NiftiHeader header;
  private final byte[] betweenHeaderAndVoxels;
  private final boolean gzipped;

  private NiftiPreamble(NiftiHeader header, byte[] betweenHeaderAndVoxels, boolean gzipped) {
    this.header = header;
    this.betweenHeaderAndVoxels = betweenHeaderAndVoxels;
    this.gzipped = gzipped;
  }

  /**
   * The preamble of a {@code .nii} or {@code .nii.gz} file; voxels are neither read nor checked.
   *
   * @throws Refusal nifti-missing, nifti-unreadable, nifti-empty, nifti-not-nifti, nifti-pair,
   *     nifti-truncated, nifti-vox-offset, and those of the gzip reader
   */
  public static NiftiPreamble read(Path file) {
    return NiftiReader.readPreamble(file);
  }

  static NiftiPreamble read(NiftiHeader header, InputStream behindHeader, boolean gzipped)
      throws IOException {
    double stored = header.real(HeaderField.VOX_OFFSET);
    int smallest = header.version().smallestVoxOffset();
    double offset = stored == 0 ? smallest : stored;
    if (!(offset >= smallest && offset <= LONGEST_BYTES)) {
      throw NiftiRefusal.voxOffset(stored);
    }
    int wanted = (int) offset - header.version().headerBytes();
    byte[] between = behindHeader.readNBytes(wanted);
    if (between.length < wanted) {
      throw NiftiRefusal.truncated("The file ends before its first voxel.");
    }
    return new NiftiPreamble(header, between, gzipped);
  }

  public NiftiHeader header() {
    return header;
  }

  /** Whether the file is compressed, whatever its name. */
  public boolean gzipped() {
    return gzipped;
  }

  /** The header extensions, in the order of the file. */
  public List<NiftiExtension> extensions() {
    return extensionList().extensions();
  }

  /** Whether there are nonzero bytes between the last extension and the first voxel. */
  public boolean hasStrayBytes() {
    return extensionList().damaged();
  }

  private ExtensionList extensionList() {
    return ExtensionList.parse(betweenHeaderAndVoxels, header.byteOrder());
  }

  /**
   * A preamble with another header of the same version and byte order, these extensions and nothing
   * else; vox_offset and the extension flag are adjusted.
   */
  public NiftiPreamble with(NiftiHeader other, List<NiftiExtension> extensions) {
    if (other.version() != header.version() || other.byteOrder() != header.byteOrder()) {
      throw new IllegalArgumentException("the header belongs to an image of another layout");
    }
    byte[] between = ExtensionList.toBytes(extensions, header.byteOrder());
    NiftiHeader moved =
        other.with(HeaderField.VOX_OFFSET, (double) other.version().headerBytes() + between.length);
    return new NiftiPreamble(moved, between, gzipped);
  }

  /** How long the file is without compression when it ends with its last voxel. */
  private long lengthWithVoxels() {
    long voxels = 1;
    long[] dim = header.dim();
    for (int i = 1; i <= Math.clamp(dim[0], 0, 7); i++) {
      voxels *= Math.max(1, dim[i]);
    }
    return length() + voxels * header.integer(HeaderField.BITPIX) / Byte.SIZE;
  }

  /**
   * Whether a file goes on after its last voxel, in the same or in a further gzip member. For a
   * compressed file the length in its last bytes (RFC 1952, ISIZE) is trusted where it fits;
   * otherwise the whole file is read.
   *
   * @param file the file whose preamble this is
   * @throws Refusal of kind IO when it cannot be read
   */
  public boolean hasBytesBehindVoxels(Path file) {
    long expected = lengthWithVoxels();
    try {
      if (!gzipped) {
        return Files.size(file) > expected;
      }
      if (storedLength(file) == (expected & 0xffffffffL)) {
        return false;
      }
      try (InputStream in = new GzipInput(Files.newInputStream(file))) {
        in.skipNBytes(expected);
        return in.read() >= 0;
      }
    } catch (EOFException shorter) {
      return false; // said where the voxels are read
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  private static long storedLength(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer last = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.position(Math.max(0, channel.size() - Integer.BYTES));
      while (last.hasRemaining() && channel.read(last) >= 0) {
        continue;
      }
      return Integer.toUnsignedLong(last.getInt(0));
    }
  }

  /**
   * The whole file with this preamble in place of its own, {@code former}; streamed, and cut after
   * the last voxel.
   */
  public Content inFileOf(Path file, NiftiPreamble former) {
    Content plain =
        () -> {
          InputStream stored = Files.newInputStream(file);
          InputStream whole = former.gzipped ? new GzipInput(stored) : stored;
          whole.skipNBytes(former.length());
          InputStream voxels =
              BoundedInputStream.builder()
                  .setInputStream(whole)
                  .setMaxCount(former.lengthWithVoxels() - former.length())
                  .get();
          return new SequenceInputStream(new ByteArrayInputStream(toBytes()), voxels);
        };
    return former.gzipped ? new GzippedContent(plain) : plain;
  }

  private int length() {
    return header.version().headerBytes() + betweenHeaderAndVoxels.length;
  }

  private byte[] toBytes() {
    byte[] head = header.toBytes();
    byte[] out = new byte[length()];
    System.arraycopy(head, 0, out, 0, head.length);
    System.arraycopy(betweenHeaderAndVoxels, 0, out, head.length, betweenHeaderAndVoxels.length);
    return out;
  }
}
