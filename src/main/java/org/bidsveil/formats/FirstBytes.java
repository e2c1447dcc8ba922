package org.bidsveil.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.bidsveil.files.Refusal;

/**
 * The format of a file as told by its first bytes; gzip-compressed content is decompressed to look
 * inside.
 *
 * @param format of the content, once any gzip layer is removed
 * @param gzipped whether the content is compressed with gzip
 */
public record FirstBytes(FileFormat format, boolean gzipped) {
  /** Enough for every signature and for the header lines of a text. */
  private static final int LOOKED_AT = 64 << 10;

  private static final int DICOM_PREAMBLE = 128;
  private static final int TAR_MAGIC = 257;

  /** Bytes at an offset, written as Latin-1. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; small
  private record Signature(FileFormat format, int offset, byte[] bytes) {
    static Signature of(FileFormat format, int offset, String text) {
      return new Signature(format, offset, text.getBytes(ISO_8859_1));
    }

    boolean matches(byte[] head) {
      if (head.length < offset + bytes.length) {
        return false;
      }
      for (int i = 0; i < bytes.length; i++) {
        if (head[offset + i] != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Signature> SIGNATURES =
      List.of(
          Signature.of(FileFormat.DICOM, DICOM_PREAMBLE, "DICM"),
          Signature.of(FileFormat.NIFTI, 344, "n+1\0"),
          Signature.of(FileFormat.NIFTI, 344, "ni1\0"),
          Signature.of(FileFormat.NIFTI, 4, "n+2\0\r\n\u001a\n"),
          Signature.of(FileFormat.NIFTI, 4, "ni2\0\r\n\u001a\n"),
          Signature.of(FileFormat.ANALYZE, 0, "\134\1\0\0"),
          Signature.of(FileFormat.ANALYZE, 0, "\0\0\1\134"),
          Signature.of(FileFormat.NRRD, 0, "NRRD000"),
          Signature.of(FileFormat.MRTRIX, 0, "mrtrix "),
          Signature.of(FileFormat.NETCDF, 0, "CDF\u0001"),
          Signature.of(FileFormat.NETCDF, 0, "CDF\u0002"),
          Signature.of(FileFormat.FREESURFER_SURFACE, 0, "\u00ff\u00ff\u00fe"),
          Signature.of(FileFormat.FREESURFER_SURFACE, 0, "\u00ff\u00ff\u00fd"),
          Signature.of(FileFormat.FREESURFER_CURVATURE, 0, "\u00ff\u00ff\u00ff"),
          Signature.of(FileFormat.PLY, 0, "ply\n"),
          Signature.of(FileFormat.PLY, 0, "ply\r"),
          Signature.of(FileFormat.GLTF, 0, "glTF"),
          Signature.of(FileFormat.VTK, 0, "# vtk DataFile"),
          Signature.of(FileFormat.MESH, 0, "$MeshFormat"),
          Signature.of(FileFormat.MESH, 0, "MeshVersionFormatted"),
          Signature.of(FileFormat.PNG, 0, "\u0089PNG\r\n\u001a\n"),
          Signature.of(FileFormat.JPEG, 0, "\u00ff\u00d8\u00ff"),
          Signature.of(FileFormat.JPEG2000, 0, "\0\0\0\fjP  \r\n\u0087\n"),
          Signature.of(FileFormat.JPEG2000, 0, "\u00ffO\u00ffQ"),
          Signature.of(FileFormat.GIF, 0, "GIF8"),
          Signature.of(FileFormat.TIFF, 0, "II*\0"),
          Signature.of(FileFormat.TIFF, 0, "MM\0*"),
          Signature.of(FileFormat.TIFF, 0, "II+\0"),
          Signature.of(FileFormat.TIFF, 0, "MM\0+"),
          Signature.of(FileFormat.WEBP, 8, "WEBP"),
          Signature.of(FileFormat.RIFF, 0, "RIFF"),
          Signature.of(FileFormat.PSD, 0, "8BPS"),
          Signature.of(FileFormat.HEIF, 4, "ftyphei"),
          Signature.of(FileFormat.HEIF, 4, "ftypmif"),
          Signature.of(FileFormat.HEIF, 4, "ftypavif"),
          Signature.of(FileFormat.MPEG4, 4, "ftyp"),
          Signature.of(FileFormat.MPEG4, 4, "moov"),
          Signature.of(FileFormat.MATROSKA, 0, "\u001aE\u00df\u00a3"),
          Signature.of(FileFormat.OGG, 0, "OggS"),
          Signature.of(FileFormat.FLAC, 0, "fLaC"),
          Signature.of(FileFormat.MP3, 0, "ID3"),
          Signature.of(FileFormat.MP3, 0, "\u00ff\u00fb"),
          Signature.of(FileFormat.MPEG, 0, "\0\0\u0001\u00ba"),
          Signature.of(FileFormat.MPEG, 0, "\0\0\u0001\u00b3"),
          Signature.of(FileFormat.BZIP2, 0, "BZh"),
          Signature.of(FileFormat.XZ, 0, "\u00fd7zXZ\0"),
          Signature.of(FileFormat.ZSTD, 0, "(\u00b5/\u00fd"),
          Signature.of(FileFormat.LZ4, 0, "\4\42M\30"),
          Signature.of(FileFormat.COMPRESS, 0, "\u001f\u009d"),
          Signature.of(FileFormat.ZIP, 0, "PK\u0003\u0004"),
          Signature.of(FileFormat.ZIP, 0, "PK\u0005\u0006"),
          Signature.of(FileFormat.SEVEN_ZIP, 0, "7z\u00bc\u00af'\u001c"),
          Signature.of(FileFormat.RAR, 0, "Rar!\u001a\u0007"),
          Signature.of(FileFormat.TAR, TAR_MAGIC, "ustar"),
          Signature.of(FileFormat.NPY, 0, "\u0093NUMPY"),
          Signature.of(FileFormat.HDF5, 0, "\u0089HDF\r\n\u001a\n"),
          Signature.of(FileFormat.HDF5, 512, "\u0089HDF\r\n\u001a\n"),
          Signature.of(FileFormat.MAT, 0, "MATLAB 5.0 MAT-file"),
          Signature.of(FileFormat.PICKLE, 0, "\u0080\u0002"),
          Signature.of(FileFormat.PICKLE, 0, "\u0080\u0003"),
          Signature.of(FileFormat.PICKLE, 0, "\u0080\u0004\u0095"),
          Signature.of(FileFormat.PICKLE, 0, "\u0080\u0005\u0095"),
          Signature.of(FileFormat.SQLITE, 0, "SQLite format 3\0"),
          Signature.of(FileFormat.PDF, 0, "%PDF"),
          Signature.of(FileFormat.POSTSCRIPT, 0, "%!PS"),
          Signature.of(FileFormat.OLE2, 0, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
          Signature.of(FileFormat.RTF, 0, "{\\rtf"),
          Signature.of(FileFormat.BDF, 0, "\u00ffBIOSEMI"),
          Signature.of(FileFormat.FIFF, 0, "\0\0\0\u0064\0\0\0\u001f\0\0\0\u0014"),
          Signature.of(FileFormat.CTF, 0, "MEG4"),
          Signature.of(FileFormat.BRAINVISION, 0, "Brain Vision"),
          Signature.of(FileFormat.BRAINVISION, 0, "BrainVision"));

  /** EDF, "header record": version 0, then the field of the patient. */
  private static final Pattern EDF_START = Pattern.compile("0       [\\x20-\\x7e]{160}");

  private static final Pattern BITMAP = Pattern.compile("BM.{4}\0{4}.*", Pattern.DOTALL);
  private static final Pattern NETPBM = Pattern.compile("P[1-7]\\s[\\s\\d#].*", Pattern.DOTALL);
  private static final Pattern MARKUP =
      Pattern.compile(
          "\\s*<(!doctype|html|\\?xml|svg|vtk|gifti).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern NUMBER_TRIPLE =
      Pattern.compile(
          "\\s*-?[\\d.]+(?:[eE][-+]?\\d+)?(?:[,;\\s]+-?[\\d.]+(?:[eE][-+]?\\d+)?){2}\\s*");

  /** A face takes some hundred points; the digitised landmarks of a recording are fewer. */
  private static final int FEWEST_POINTS = 300;

  /** RFC 4648: longer runs without a break are no word and no hash but encoded bytes. */
  private static final int ENCODED_RUN = 1500;

  /**
   * Reads the first bytes of a file and tells its format.
   *
   * @throws Refusal of kind IO when it cannot be read
   */
  public static FirstBytes of(Path file, long bytes) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      byte[] head = in.readNBytes(LOOKED_AT);
      return isGzip(head) ? behindGzip(head) : new FirstBytes(formatOf(head, bytes), false);
    } catch (IOException e) {
      throw Refusal.ofReading(file, e);
    }
  }

  private static boolean isGzip(byte[] head) {
    return head.length > 2 && head[0] == 0x1f && head[1] == (byte) 0x8b && head[2] == 8;
  }

  private static FirstBytes behindGzip(byte[] head) {
    byte[] plain = new byte[LOOKED_AT];
    int length = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      int read = in.read(plain);
      while (read > 0) {
        length += read;
        read = length < plain.length ? in.read(plain, length, plain.length - length) : 0;
      }
    } catch (IOException cutOff) {
      // The part that was looked at ends within the data, or the file is damaged: what came counts.
      if (length == 0) {
        return new FirstBytes(FileFormat.GZIP, true);
      }
    }
    byte[] inside = Arrays.copyOf(plain, length);
    return new FirstBytes(
        isGzip(inside) ? FileFormat.GZIP : formatOf(inside, Long.MAX_VALUE), true);
  }

  /**
   * The format of a content.
   *
   * @param head its first bytes
   * @param bytes its length; the greatest number where that is not known
   */
  static FileFormat formatOf(byte[] head, long bytes) {
    if (head.length == 0) {
      return FileFormat.EMPTY;
    }
    for (Signature signature : SIGNATURES) {
      if (signature.matches(head)) {
        return signature.format();
      }
    }
    String start = new String(head, 0, Math.min(head.length, 2048), ISO_8859_1);
    if (EDF_START.matcher(start).lookingAt()) {
      return FileFormat.EDF;
    }
    if (isDicomWithoutPreamble(head)) {
      return FileFormat.DICOM;
    }
    if (isMgh(head)) {
      return FileFormat.MGH;
    }
    if (isBinaryStl(head, bytes)) {
      return FileFormat.STL;
    }
    if (BITMAP.matcher(start).matches()) {
      return FileFormat.BMP;
    }
    if (NETPBM.matcher(start).matches() && !isText(head)) {
      return FileFormat.NETPBM;
    }
    return isText(head) ? text(new String(head, ISO_8859_1)) : FileFormat.BINARY;
  }

  private static FileFormat text(String text) {
    String lower = text.substring(0, Math.min(text.length(), 4096)).toLowerCase(Locale.ROOT);
    if (lower.contains("<gifti")) {
      return FileFormat.GIFTI;
    }
    if (lower.contains("<vtkfile")) {
      return FileFormat.VTK;
    }
    if (MARKUP.matcher(lower).lookingAt() && lower.contains("<svg") && !lower.contains("<html")) {
      return FileFormat.SVG;
    }
    if (lower.contains("data description file") && lower.startsWith("#")) {
      return FileFormat.PHILIPS;
    }
    if (lower.startsWith("objecttype") || lower.startsWith("ndims =")) {
      return FileFormat.METAIMAGE;
    }
    if (lower.contains("-attribute") && lower.contains("dataset_rank")) {
      return FileFormat.AFNI;
    }
    if (lower.startsWith("solid ") && (lower.contains("facet") || lower.contains("endsolid"))) {
      return FileFormat.STL;
    }
    if (lower.startsWith("off\n") || lower.startsWith("off\r")) {
      return FileFormat.OFF;
    }
    if (lower.startsWith("p1\n") || lower.startsWith("p2\n") || lower.startsWith("p3\n")) {
      return FileFormat.NETPBM;
    }
    return byLines(text);
  }

  private static FileFormat byLines(String text) {
    int vertices = 0;
    int triples = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      vertices += line.startsWith("v ") ? 1 : 0;
      triples += mayBeNumbers(line) && NUMBER_TRIPLE.matcher(line).matches() ? 1 : 0;
    }
    if (vertices > 10) {
      return FileFormat.OBJ;
    }
    if (triples >= FEWEST_POINTS) {
      return FileFormat.POINTS;
    }
    boolean page = text.contains("data:image/") || text.contains("\"image/png\"");
    if (page) {
      return FileFormat.HTML;
    }
    return hasEncodedRun(text) ? FileFormat.ENCODED : FileFormat.TEXT;
  }

  private static boolean hasEncodedRun(String text) {
    int run = 0;
    for (int i = 0; i < text.length() && run < ENCODED_RUN; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      run = letter || (c >= '0' && c <= '9') || c == '+' || c == '/' ? run + 1 : 0;
    }
    return run >= ENCODED_RUN;
  }

  /** What a look at two characters can tell: most lines of a text are none. */
  private static boolean mayBeNumbers(String line) {
    return line.length() < 120
        && !line.isEmpty()
        && " \t\f\u000b-.0123456789".indexOf(line.charAt(0)) >= 0
        && " \t\f\u000b.0123456789".indexOf(line.charAt(line.length() - 1)) >= 0;
  }

  /**
   * PS3.5: a group that opens every data set, its element, and a value representation or length.
   */
  private static boolean isDicomWithoutPreamble(byte[] head) {
    if (head.length < 16) {
      return false;
    }
    boolean group = (head[0] == 2 || head[0] == 8) && head[1] == 0 && head[3] == 0;
    boolean explicit = "UL|UI|CS|DA|TM|SH|LO|OB".contains(new String(head, 4, 2, ISO_8859_1));
    boolean letters = Character.isUpperCase(head[4]) && Character.isUpperCase(head[5]);
    boolean implicit = head[5] == 0 && head[6] == 0 && head[7] == 0 && head[4] > 0 && head[4] < 64;
    return group && ((explicit && letters) || (implicit && head[8] >= ' '));
  }

  /**
   * Version 1, then four sizes, the type and a flag; all of four bytes, the first byte greatest.
   */
  private static boolean isMgh(byte[] head) {
    if (head.length < 284) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(head);
    boolean sizes = true;
    for (int i = 1; i <= 4; i++) {
      int size = fields.getInt(4 * i);
      sizes &= size > 0 && size < 1 << 24;
    }
    int type = fields.getInt(20);
    return fields.getInt(0) == 1 && sizes && type >= 0 && type <= 10;
  }

  /** 80 bytes of text, the number of triangles, 50 bytes a triangle. */
  private static boolean isBinaryStl(byte[] head, long bytes) {
    if (head.length < 84) {
      return false;
    }
    long triangles =
        Integer.toUnsignedLong(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(80));
    return triangles > 0 && bytes == 84 + 50 * triangles;
  }

  /** Whether people can read it: no zero byte and hardly a control character. */
  static boolean isText(byte[] head) {
    int odd = 0;
    for (byte b : head) {
      if (b == 0) {
        return false;
      }
      odd += b > 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' ? 1 : 0;
    }
    return odd * 100 <= head.length;
  }
}
