package org.bidsveil.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.bidsveil.json.TextSize;

/**
 * What people and programs write into BrainVision headers and markers: a section of comments, and
 * the time of each segment to the microsecond (BrainVision Core Data Format 1.0, sections "Comment"
 * and "Marker Infos").
 */
final class BrainVisionTexts {
  private static final Pattern COMMENT =
      Pattern.compile("^\\[Comment\\]\\s*\\S", Pattern.MULTILINE);

  /** Year, month, day and what follows; zeros are no time. */
  private static final Pattern TIME = Pattern.compile("(?:19|20)\\d{18}");

  private BrainVisionTexts() {}

  static boolean tell(Path file) {
    String text = new String(TextSize.read(file), UTF_8);
    return COMMENT.matcher(text).find() || TIME.matcher(text).find();
  }
}
