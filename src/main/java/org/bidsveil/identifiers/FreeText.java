package org.bidsveil.identifiers;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A text that no rule recognises as technical, so that only a person can tell whether it identifies
 * someone.
 *
 * @param key the member of a sidecar, or the column of a table
 * @param why why it needs a look
 */
public record FreeText(String key, Why why) {
  /** Why a text needs a look. */
  public enum Why {
    NOT_TECHNICAL,
    COMMON_WORD,
    KNOWN_NUMBER
  }

  /** BIDS, "Tabular files": the fields of the description of a column. */
  public static final Set<String> COLUMN_FIELDS =
      Set.of("Description", "LongName", "Levels", "Units", "TermURL", "HED");

  /** Keys with values of a fixed meaning: BIDS schema, objects/metadata, and dcm2niix. */
  private static final Set<String> TECHNICAL_KEYS = RuleTables.words("technical_keys.txt");

  /** Columns of the standard (BIDS schema, objects/columns) and of bidsveil's own tables. */
  private static final Set<String> TECHNICAL_COLUMNS = RuleTables.words("technical_columns.txt");

  /** Words of protocols, makers and categories. */
  private static final Set<String> TECHNICAL_WORDS = RuleTables.words("technical_words.txt");

  private static final Set<String> VOCABULARY = RuleTables.words("vocabulary.txt");

  /** BIDS schema, rules/sidecars: texts without which a dataset is not valid. */
  private static final Set<String> REQUIRED =
      Set.of(
          "taskname",
          "eegreference",
          "ieegreference",
          "emgreference",
          "softwarefilters",
          "dewarposition",
          "tracername",
          "tracerradionuclide",
          "modeofadministration",
          "reconmethodname",
          "acquisitionmode",
          "manufacturer",
          "manufacturersmodelname",
          "bodypart",
          "trackingsystemname",
          "emgplacementscheme",
          "eegcoordinatesystem",
          "ieegcoordinatesystem",
          "megcoordinatesystem",
          "nirscoordinatesystem");

  /** MD5, SHA-1 and SHA-256, in hexadecimal. */
  private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}");

  private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}]+|(?<=\\p{Ll})(?=\\p{Lu})");

  /** A single letter names no one, except in scripts where a sign is a word. */
  private static final int SHORTEST_WORD = 2;

  public static Optional<FreeText> of(
      List<String> path, Decision decision, String text, KnownIdentifiers known) {
    String key = path.getLast();
    if (isFree(path, decision, text)
        || (!isDescription(path) && TextCheck.personIn(text).isPresent())) {
      return Optional.of(new FreeText(key, Why.NOT_TECHNICAL));
    }
    return known.holdsCommonWord(text)
        ? Optional.of(new FreeText(key, Why.COMMON_WORD))
        : Optional.empty();
  }

  /**
   * Whether a text may say anything at all: no rule covers its key, or its key is meant for prose.
   */
  public static boolean isFree(List<String> path, Decision decision, String text) {
    boolean known =
        switch (decision.category()) {
          case UNKNOWN -> TECHNICAL_KEYS.contains(ScrubRules.normalised(path.getLast()));
          case TEXT -> false;
          default -> true;
        };
    return !known && !isDescription(path) && !isTechnical(text);
  }

  /** What describes a column, and everything below it, is written for readers. */
  private static boolean isDescription(List<String> path) {
    return path.size() > 1
        && (path.contains("GeneratedBy")
            || path.stream().skip(1).anyMatch(COLUMN_FIELDS::contains));
  }

  /** Whether BIDS requires this key. */
  public static boolean isRequired(String key) {
    return REQUIRED.contains(ScrubRules.normalised(key));
  }

  /** Whether a column of this name describes a recording rather than a person. */
  public static boolean isTechnicalColumn(String name) {
    return TECHNICAL_COLUMNS.contains(ScrubRules.normalised(name));
  }

  /** Whether every word is a term of protocols or categories; numbers always count as such. */
  public static boolean isTechnical(String text) {
    return CHECKSUM.matcher(text).matches()
        || NOT_LETTERS
            .splitAsStream(text)
            .filter(word ->
                word.length() >= SHORTEST_WORD
                    || word.codePoints().anyMatch(Character::isIdeographic))
            .map(word -> word.toLowerCase(Locale.ROOT))
            .allMatch(word -> TECHNICAL_WORDS.contains(word) || VOCABULARY.contains(word));
  }
}
