package org.bidsveil.identifiers;

import java.util.Optional;
import java.util.regex.Pattern;

/** Checks texts that no rule removes for what they may still give away. */
public final class TextCheck {
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

  /** RFC 5322, as it is written in texts. */
  private static final Pattern MAIL =
      Pattern.compile(
          "[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){0,5}\\.\\p{L}{2,}");

  /** ITU-T E.123: the international form, or a number behind a word for telephone. */
  private static final Pattern PHONE =
      Pattern.compile(
          "(?<![\\w.+])\\+\\d{1,3}[ ./-]?\\(?\\d{1,4}\\)?(?:["
              + " ./-]?\\d{2,5}){2,4}(?!\\w)|(?i:\\b(?:tel|phone|fax|mobile|telefon|handy|call)\\b)[^\\d\\n]{0,12}\\d[\\d"
              + " ()./-]{5,}");

  /** Four numbers that no version has: the first of two digits or more, one of three. */
  private static final Pattern ADDRESS_OF_COMPUTER =
      Pattern.compile(
          "(?<![\\d.])(?=\\d+\\.\\d*\\.?\\d*\\.?\\d)(?:[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])(?:\\.(?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])){3}(?![\\d.])");

  /** A word that introduces a person, then a capital. */
  private static final Pattern PERSON =
      Pattern.compile(
          "(?:\\b(?:Dr|Prof|Mr|Mrs|Ms|Miss|Herr|Frau|Mme|Monsieur|Madame|Sr|Sra|Señora?|Dott|Schwester|Nurse|Pfleger)\\b\\.?|(?i:\\b(?:patient|subject|participant|proband|operator|technician|scanned"
              + " by|contact|name|rater|examiner|referred by)\\b(?:'s)?(?: name)?)"
              + " ?(?:[:=]|is|was|called|named))\\s*(?:Dr\\.? |Prof\\.? )?\\p{Lu}[\\p{L}'-]{2,}");

  private static final int LONGEST_REMEMBERED = 200;

  private static final AnswerMemory<Optional<String>> PERSONS =
      new AnswerMemory<>(LONGEST_REMEMBERED, TextCheck::searchPerson);

  private final KnownIdentifiers known;

  /** A check that looks for these known identifiers. */
  public TextCheck(KnownIdentifiers known) {
    this.known = known;
  }

  /**
   * Why a text must be removed; empty where it may stay.
   *
   * @param free whether it is free text, so that any date in it counts
   */
  public Optional<String> objection(String text, boolean free) {
    Optional<String> identifier = known.findIn(text);
    if (identifier.isPresent()) {
      return identifier;
    }
    boolean separated = text.indexOf('/') >= 0 || text.indexOf('\\') >= 0;
    if (separated && USER_PATH.matcher(text).find()) {
      return Optional.of("path of a user");
    }
    if (holdsMail(text)) {
      return Optional.of("e-mail address");
    }
    return free && DATE_IN_TEXT.matcher(text).find()
        ? Optional.of("date in text")
        : Optional.empty();
  }

  /**
   * The kind of personal detail that a text seems to contain although nothing in it is known; empty
   * where there is none.
   */
  public static Optional<String> personIn(String text) {
    return PERSONS.about(text);
  }

  private static Optional<String> searchPerson(String text) {
    if (holdsMail(text)) {
      return Optional.of("e-mail address");
    }
    if (PHONE.matcher(text).find()) {
      return Optional.of("telephone number");
    }
    if (ADDRESS_OF_COMPUTER.matcher(text).find()) {
      return Optional.of("address of a computer");
    }
    return PERSON.matcher(text).find() ? Optional.of("name of a person") : Optional.empty();
  }

  private static boolean holdsMail(String text) {
    return text.indexOf('@') >= 0 && MAIL.matcher(text).find();
  }
}
