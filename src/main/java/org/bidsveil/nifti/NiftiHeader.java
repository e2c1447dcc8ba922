package org.bidsveil.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.bidsveil.volume.Grid;

/**
 * The 348 bytes of a NIfTI-1 or 540 bytes of a NIfTI-2 header, exactly as they were read.
 * Immutable: a change makes a copy, in which every byte not named stays as it was.
 */
public final class NiftiHeader {
  private final NiftiVersion version;
  private final ByteOrder order;
  private final byte[] bytes;

  private NiftiHeader(NiftiVersion version, ByteOrder order, byte[] bytes) {
    this.version = version;
    this.order = order;
    this.bytes = bytes;
  }

  /**
   * The header at the start of {@code file}. Version and byte order are those for which {@code
   * sizeof_hdr} reads 348 or 540.
   *
   * @throws org.bidsveil.files.Refusal nifti-not-nifti, nifti-pair, nifti-truncated
   */
  static NiftiHeader parse(byte[] file) {
    NiftiVersion version = versionOf(file);
    boolean littleEndian =
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == version.headerBytes();
    return parse(file, version, littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  /**
   * The version of a header by its first four bytes.
   *
   * @throws org.bidsveil.files.Refusal nifti-not-nifti
   */
  static NiftiVersion versionOf(byte[] file) {
    if (file.length >= Integer.BYTES) {
      int sizeofHdr = ByteBuffer.wrap(file).getInt(0);
      for (NiftiVersion version : NiftiVersion.values()) {
        if (sizeofHdr == version.headerBytes()
            || Integer.reverseBytes(sizeofHdr) == version.headerBytes()) {
          return version;
        }
      }
    }
    throw NiftiRefusal.notNifti();
  }

  private static NiftiHeader parse(byte[] file, NiftiVersion version, ByteOrder order) {
    if (file.length < version.headerBytes()) {
      throw NiftiRefusal.truncated(
          "The file ends after " + file.length + " bytes, inside its header.");
    }
    NiftiHeader header =
        new NiftiHeader(version, order, Arrays.copyOf(file, version.headerBytes()));
    byte[] magic = header.bytes(HeaderField.MAGIC);
    if (Arrays.equals(magic, version.pairMagic())) {
      throw NiftiRefusal.pair();
    }
    if (!Arrays.equals(magic, version.singleMagic())) {
      throw NiftiRefusal.notNifti();
    }
    return header;
  }

  /** A header of zeros but for {@code sizeof_hdr} and {@code magic}. */
  static NiftiHeader blank(NiftiVersion version, ByteOrder order) {
    byte[] bytes = new byte[version.headerBytes()];
    NiftiHeader header = new NiftiHeader(version, order, bytes);
    byte[] magic = version.singleMagic();
    System.arraycopy(magic, 0, bytes, header.slot(HeaderField.MAGIC).offset(), magic.length);
    return header.with(HeaderField.SIZEOF_HDR, version.headerBytes());
  }

  /** NIfTI-1 or NIfTI-2. */
  public NiftiVersion version() {
    return version;
  }

  /** The byte order of header, extensions and voxels. */
  public ByteOrder byteOrder() {
    return order;
  }

  /** A copy of all bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The bytes of one field; none where this version has no such field. */
  public byte[] bytes(HeaderField field) {
    return field
        .in(version)
        .map(s -> Arrays.copyOfRange(bytes, s.offset(), s.offset() + s.bytes()))
        .orElse(new byte[0]);
  }

  /**
   * A text field up to its first NUL, as ISO 8859-1; empty where this version has no such field.
   */
  public String text(HeaderField field) {
    String padded = new String(bytes(field), StandardCharsets.ISO_8859_1);
    int end = padded.indexOf('\0');
    return end < 0 ? padded : padded.substring(0, end);
  }

  /** Element {@code index} of a numeric field, as an integer. */
  public long integer(HeaderField field, int index) {
    HeaderSlot slot = slot(field);
    ByteBuffer buffer = buffer();
    int at = slot.offset() + index * slot.type().bytes();
    return switch (slot.type()) {
      case TEXT, UINT8 -> Byte.toUnsignedLong(buffer.get(at));
      case INT16 -> buffer.getShort(at);
      case INT32 -> buffer.getInt(at);
      case INT64 -> buffer.getLong(at);
      case FLOAT32 -> (long) buffer.getFloat(at);
      case FLOAT64 -> (long) buffer.getDouble(at);
    };
  }

  /** The only element of a numeric field, as an integer. */
  public long integer(HeaderField field) {
    return integer(field, 0);
  }

  /** Element {@code index} of a numeric field, as a real number. */
  public double real(HeaderField field, int index) {
    HeaderSlot slot = slot(field);
    int at = slot.offset() + index * slot.type().bytes();
    return switch (slot.type()) {
      case FLOAT32 -> buffer().getFloat(at);
      case FLOAT64 -> buffer().getDouble(at);
      case TEXT, UINT8, INT16, INT32, INT64 -> integer(field, index);
    };
  }

  /** The only element of a numeric field, as a real number. */
  public double real(HeaderField field) {
    return real(field, 0);
  }

  /** dim[0..7] as stored: dim[0] is the number of dimensions. */
  public long[] dim() {
    long[] dim = new long[8];
    for (int i = 0; i < dim.length; i++) {
      dim[i] = integer(HeaderField.DIM, i);
    }
    return dim;
  }

  /** pixdim[0..7] as stored: pixdim[0] is qfac, pixdim[1..3] voxel sizes. */
  public double[] pixdim() {
    double[] pixdim = new double[8];
    for (int i = 0; i < pixdim.length; i++) {
      pixdim[i] = real(HeaderField.PIXDIM, i);
    }
    return pixdim;
  }

  /**
   * The voxel type.
   *
   * @throws org.bidsveil.files.Refusal nifti-datatype-unknown, nifti-datatype-unsupported
   */
  public NiftiDatatype datatype() {
    long code = integer(HeaderField.DATATYPE);
    NiftiDatatype type = NiftiDatatype.ofCode(code).orElseThrow(() -> NiftiRefusal.datatype(code));
    if (!type.isSupported()) {
      throw NiftiRefusal.datatypeUnsupported(type);
    }
    return type;
  }

  /** scl_slope as stored; 0, NaN and infinity mean that voxels are not scaled. */
  public double sclSlope() {
    return real(HeaderField.SCL_SLOPE);
  }

  /** scl_inter as stored. */
  public double sclInter() {
    return real(HeaderField.SCL_INTER);
  }

  /** qform_code as stored; 0 or less means that there is no qform. */
  public int qformCode() {
    return (int) integer(HeaderField.QFORM_CODE);
  }

  /** sform_code as stored; 0 or less means that there is no sform. */
  public int sformCode() {
    return (int) integer(HeaderField.SFORM_CODE);
  }

  /**
   * The spatial lattice, dimensions 1 to 3.
   *
   * @throws org.bidsveil.files.Refusal as for reading the image
   */
  public Grid grid() {
    return Layout.of(this).grid();
  }

  /** Which of the standard's methods places the voxels in space. */
  public AffineSource affineSource() {
    if (sformCode() > 0) {
      return AffineSource.SFORM;
    }
    return qformCode() > 0 ? AffineSource.QFORM : AffineSource.PIXDIM;
  }

  /** A copy in which every byte of these fields is 0, including those after the NUL of a text. */
  public NiftiHeader withZeroed(Collection<HeaderField> fields) {
    byte[] copy = bytes.clone();
    for (HeaderField field : fields) {
      field
          .in(version)
          .ifPresent(s -> Arrays.fill(copy, s.offset(), s.offset() + s.bytes(), (byte) 0));
    }
    return new NiftiHeader(version, order, copy);
  }

  /** A copy in which element {@code index} of a numeric field is {@code value}. */
  NiftiHeader with(HeaderField field, int index, double value) {
    byte[] copy = bytes.clone();
    HeaderSlot slot = slot(field);
    int at = slot.offset() + index * slot.type().bytes();
    ByteBuffer buffer = ByteBuffer.wrap(copy).order(order);
    switch (slot.type()) {
      case TEXT, UINT8 -> buffer.put(at, (byte) value);
      case INT16 -> buffer.putShort(at, (short) value);
      case INT32 -> buffer.putInt(at, (int) value);
      case INT64 -> buffer.putLong(at, (long) value);
      case FLOAT32 -> buffer.putFloat(at, (float) value);
      case FLOAT64 -> buffer.putDouble(at, value);
    }
    return new NiftiHeader(version, order, copy);
  }

  NiftiHeader with(HeaderField field, double value) {
    return with(field, 0, value);
  }

  private HeaderSlot slot(HeaderField field) {
    return field
        .in(version)
        .orElseThrow(
            () -> new IllegalArgumentException(version + " has no field " + field.standardName()));
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(order);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof NiftiHeader other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
