package org.bidsveil.scrub;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a text that no rule removes may give away all the same. */
final class TextCheck {
  /** Absolute paths below the usual top folders of Linux, macOS and Windows: users and servers. */
  private static final Pattern USER_PATH =
      Pattern.compile(
          "(?:^|[\\s\"'=(,;:])/(?:home|Users|root|export|data\\d*|mnt|media|net|nfs|nas|scratch|work|srv"
              + "|share|shared|storage|projects?|archive|opt|tmp|var|Volumes)/[^/\\s]"
              + "|(?:^|\\W)[A-Za-z]:[\\\\/](?!/)|^\\\\\\\\[^\\\\\\s]|file:/");

  /** Since MRI exists: an eight-digit number of these centuries that is a day in the calendar. */
  private static final Pattern DATE_IN_TEXT =
      Pattern.compile(
          "(?<!\\d)(?:19[3-9]\\d|20\\d{2})([-_./]?)(?:0[1-9]|1[0-2])\\1(?:0[1-9]|[12]\\d|3[01])"
              + "(?=(?:\\d{2}){0,3}(?!\\d))");

  private final KnownIdentifiers known;

  TextCheck(KnownIdentifiers known) {
    this.known = known;
  }

  /**
   * Why a text has to go; empty where it may stay.
   *
   * @param free whether people write into it what they like, so that any date in it counts
   */
  Optional<String> objection(String text, boolean free) {
    Optional<String> identifier = known.findIn(text);
    if (identifier.isPresent()) {
      return identifier;
    }
    if (USER_PATH.matcher(text).find()) {
      return Optional.of("path of a user");
    }
    return free && DATE_IN_TEXT.matcher(text).find()
        ? Optional.of("date in text")
        : Optional.empty();
  }
}
