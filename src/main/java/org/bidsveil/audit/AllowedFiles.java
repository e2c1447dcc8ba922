package org.bidsveil.audit;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bidsveil.formats.FileFormat;
import org.bidsveil.formats.FirstBytes;

/**
 * Which files a dataset may hold, and what they hold: the table {@code allowed.tsv} beside this
 * class, made after the schema of BIDS 1.10 (rules/files) and the names that common analyses write.
 * What no row names is not copied.
 */
final class AllowedFiles {
  /**
   * One row.
   *
   * @param folder matches the path of the folder
   * @param name matches the name of the file
   * @param formats what such a file may hold
   * @param gzipped whether it is compressed with gzip; empty where either may be
   * @param unread whether its format is one whose header is not read here
   */
  record Rule(
      FileZone zone,
      Pattern folder,
      Pattern name,
      Set<FileFormat> formats,
      Optional<Boolean> gzipped,
      boolean unread) {
    Rule {
      formats = Set.copyOf(formats);
    }

    boolean permits(FirstBytes content) {
      return content.format() == FileFormat.EMPTY
          || unread && isOfNoImage(content.format())
          || formats.contains(content.format())
              && gzipped.map(gzip -> gzip == content.gzipped()).orElse(true);
    }

    /** Samples may begin with any bytes, but hardly with those of a picture or a scan. */
    private static boolean isOfNoImage(FileFormat format) {
      return switch (format.nature()) {
        case TEXT, RECORDING, ARRAY, UNKNOWN -> true;
        case VOLUME, SURFACE, PICTURE, MEDIA, ARCHIVE, DOCUMENT -> SHORT.contains(format);
      };
    }
  }

  /** Formats known by three bytes or fewer, or by small numbers: samples may look like them. */
  private static final Set<FileFormat> SHORT =
      Set.of(
          FileFormat.BINARY,
          FileFormat.FREESURFER_SURFACE,
          FileFormat.FREESURFER_CURVATURE,
          FileFormat.PICKLE,
          FileFormat.COMPRESS,
          FileFormat.MP3,
          FileFormat.BMP,
          FileFormat.MGH);

  private static final List<Rule> RULES =
      AuditTables.rows("allowed.tsv").stream().flatMap(AllowedFiles::rules).toList();

  private AllowedFiles() {}

  /** The rule for a file; empty where no rule accounts for it. */
  static Optional<Rule> of(String path, FileZone zone) {
    boolean atTheRoot = zone == FileZone.DERIVATIVES && !path.startsWith("derivatives/");
    String below = atTheRoot ? "derivatives/dataset/" + path : path;
    int slash = below.lastIndexOf('/');
    String folder = slash < 0 ? "" : below.substring(0, slash);
    String name = below.substring(slash + 1);
    return RULES.stream()
        .filter(rule -> rule.zone() == zone)
        .filter(rule -> rule.name().matcher(name).matches())
        .filter(rule -> rule.folder().matcher(folder).matches())
        .findFirst();
  }

  private static Stream<Rule> rules(AuditTables.Row row) {
    Set<FileFormat> formats = EnumSet.noneOf(FileFormat.class);
    boolean unread = false;
    boolean onlyGzip = false;
    boolean plainOrGzip = false;
    for (String word : row.cell("holds").split(",")) {
      switch (word) {
        case "recording" -> unread = true;
        case "binary" -> formats.addAll(SHORT);
        case "gz-text" -> {
          formats.addAll(List.of(FileFormat.TEXT, FileFormat.POINTS));
          onlyGzip = true;
        }
        case "gz-any" -> plainOrGzip = formats.add(FileFormat.BINARY);
        case "nifti" -> plainOrGzip = formats.add(FileFormat.NIFTI);
        case "gifti" -> formats.add(FileFormat.GIFTI);
        default -> formats.add(FileFormat.valueOf(word.toUpperCase(Locale.ROOT)));
      }
    }
    boolean several = formats.contains(FileFormat.MGH) || formats.contains(FileFormat.FIFF);
    Optional<Boolean> gzipped = plainOrGzip || several ? Optional.empty() : Optional.of(onlyGzip);
    boolean unreadFormat = unread;
    return FileZone.of(row.cell("zone")).stream()
        .map(zone ->
            new Rule(
                zone, row.pattern("folder"), row.pattern("name"), formats, gzipped, unreadFormat));
  }
}
