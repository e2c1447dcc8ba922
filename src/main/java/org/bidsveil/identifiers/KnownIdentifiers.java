package org.bidsveil.identifiers;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values known to identify a person, to be searched for in other texts: {@code t1_mprage_sag_DOE}
 * contains part of {@code DOE^JANE}.
 *
 * <p>Case and accents are ignored. A part of a name counts from three letters (two where the script
 * is ideographic) and only as a word of its own: no letter before or behind it, except where the
 * case turns as in {@code JaneDoe}. A number or code counts from four characters, with a digit in
 * it, five where it is digits only, and no digit or letter beside it. Words of scanner protocols
 * ({@code vocabulary.txt}) never count.
 */
public final class KnownIdentifiers {
  private static final int MIN_NAME = 3;
  private static final int MIN_CODE = 4;
  private static final int MIN_DIGITS = 5;
  private static final int MIN_PHRASE = 6;

  /** Names are written in at most so many pieces that a turn of the case parts: VanDerBergJane. */
  private static final int MOST_PIECES = 6;

  /** Runs of letters and digits in a number such as 12-345-AB-6. */
  private static final int MOST_RUNS = 12;

  private static final int LONGEST_IDEOGRAPHS = 8;

  /** A name that takes more is no name but a text put where a name belongs. */
  private static final int LONGEST_NAME = 400;

  private static final Set<String> VOCABULARY = RuleTables.words("vocabulary.txt");
  private static final Set<String> COMMON = RuleTables.words("common_words.txt");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Year first, with an optional time of 2, 4 or 6 digits behind it. */
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(?<!\\d)(\\d{4})[-_./ ]?(\\d{2})[-_./ ]?(\\d{2})(?=(?:\\d{2}){0,3}(?!\\d))");

  private static final Pattern YEAR_LAST =
      Pattern.compile("(?<!\\d)(\\d{1,2})[-_./ ]?(\\d{1,2})[-_./ ]?(\\d{4})(?!\\d)");

  private static final Pattern SIX_DIGITS =
      Pattern.compile("(?<!\\d)(\\d{2})(\\d{2})(\\d{2})(?!\\d)");

  private static final KnownIdentifiers NONE =
      new KnownIdentifiers(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  private final Set<String> names;
  private final Set<String> common;
  private final Set<String> codes;
  private final Set<String> phrases;
  private final Set<LocalDate> dates;

  /** How many words a phrase has. */
  private final Set<Integer> phraseLengths;

  private KnownIdentifiers(
      Set<String> names,
      Set<String> common,
      Set<String> codes,
      Set<String> phrases,
      Set<LocalDate> dates) {
    this.names = Set.copyOf(names);
    this.common = Set.copyOf(common);
    this.codes = Set.copyOf(codes);
    this.phrases = Set.copyOf(phrases);
    this.dates = Set.copyOf(dates);
    this.phraseLengths =
        this.phrases.stream()
            .map(phrase -> phrase.split(" ", -1).length)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** An empty set: nothing is known. */
  public static KnownIdentifiers none() {
    return NONE;
  }

  /** These identifiers and the others together. */
  public KnownIdentifiers plus(KnownIdentifiers other) {
    return union(List.of(this, other));
  }

  /** The union of several sets of identifiers. */
  public static KnownIdentifiers union(List<KnownIdentifiers> parts) {
    Set<String> names = new HashSet<>();
    Set<String> common = new HashSet<>();
    Set<String> codes = new HashSet<>();
    Set<String> phrases = new HashSet<>();
    Set<LocalDate> dates = new HashSet<>();
    for (KnownIdentifiers part : parts) {
      names.addAll(part.names);
      common.addAll(part.common);
      codes.addAll(part.codes);
      phrases.addAll(part.phrases);
      dates.addAll(part.dates);
    }
    return new KnownIdentifiers(names, common, codes, phrases, dates);
  }

  /**
   * These identifiers without what is public anyway.
   *
   * @param labels labels of subjects and sessions as they stand in file names
   */
  public KnownIdentifiers without(Set<String> labels) {
    Set<String> open = new HashSet<>();
    for (String label : labels) {
      String word = folded(label).toLowerCase(Locale.ROOT);
      open.add(word);
      open.add("sub-" + word);
      open.add("sub" + word);
    }
    return new KnownIdentifiers(
        minus(names, open), minus(common, open), minus(codes, open), phrases, dates);
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return names.isEmpty()
        && common.isEmpty()
        && codes.isEmpty()
        && phrases.isEmpty()
        && dates.isEmpty();
  }

  /** The identifiers in a single value. */
  public static KnownIdentifiers of(SearchKind kind, String value) {
    return switch (kind) {
      case NONE -> NONE;
      case NAME -> name(value);
      case ID -> new KnownIdentifiers(Set.of(), Set.of(), codesOf(value), Set.of(), Set.of());
      case DATE -> date(value);
      case PHRASE -> phrase(value);
    };
  }

  private static KnownIdentifiers name(String value) {
    List<String> parts = words(value.substring(0, Math.min(value.length(), LONGEST_NAME)));
    Set<String> names = new TreeSet<>();
    parts.forEach(part -> addName(names, part));
    Set<String> common = new TreeSet<>(names);
    common.retainAll(COMMON);
    names.removeAll(COMMON);
    for (int i = 0; i + 1 < parts.size(); i++) {
      addName(names, parts.get(i) + parts.get(i + 1));
      addName(names, parts.get(i + 1) + parts.get(i));
    }
    return new KnownIdentifiers(names, common, codesOf(value), Set.of(), Set.of());
  }

  private static void addName(Set<String> names, String word) {
    boolean letters = word.codePoints().allMatch(Character::isLetter);
    int minimum = word.codePoints().anyMatch(Character::isIdeographic) ? 2 : MIN_NAME;
    if (letters && word.codePointCount(0, word.length()) >= minimum && !VOCABULARY.contains(word)) {
      names.add(word);
    }
  }

  private static Set<String> codesOf(String value) {
    Set<String> codes = new TreeSet<>();
    addCode(codes, folded(value).toLowerCase(Locale.ROOT).strip());
    words(value).forEach(word -> addCode(codes, word));
    return codes;
  }

  private static void addCode(Set<String> codes, String code) {
    boolean digit = code.chars().anyMatch(Character::isDigit);
    boolean onlyDigits = code.chars().allMatch(Character::isDigit);
    boolean onlyZeros = code.chars().allMatch(c -> c == '0');
    if (digit && !onlyZeros && code.length() >= (onlyDigits ? MIN_DIGITS : MIN_CODE)) {
      codes.add(code);
    }
  }

  private static KnownIdentifiers date(String value) {
    return DateText.parse(value.strip())
        .map(date ->
            new KnownIdentifiers(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(date.date())))
        .orElse(NONE);
  }

  private static KnownIdentifiers phrase(String value) {
    String phrase = String.join(" ", words(value));
    return phrase.length() < MIN_PHRASE || VOCABULARY.contains(phrase)
        ? NONE
        : new KnownIdentifiers(Set.of(), Set.of(), Set.of(), Set.of(phrase), Set.of());
  }

  /** The kind of known value that a text contains; empty where it contains none. */
  public Optional<String> findIn(String text) {
    if (isEmpty()) {
      return Optional.empty();
    }
    String folded = folded(text);
    if (holdsAny(names, folded)) {
      return Optional.of("known name");
    }
    if (holdsCode(codes, folded)) {
      return Optional.of("known identifier");
    }
    if (holdsPhrase(text)) {
      return Optional.of("known place");
    }
    return !dates.isEmpty() && datesIn(folded).stream().anyMatch(dates::contains)
        ? Optional.of("known date")
        : Optional.empty();
  }

  /**
   * Whether a text contains a common word that is part of a known name, such as House, Rose or
   * Bill.
   */
  public boolean holdsCommonWord(String text) {
    return !common.isEmpty() && holdsAny(common, folded(text));
  }

  /** Runs of letters, cut where the case turns; a name is one piece or a few in a row. */
  private static boolean holdsAny(Set<String> names, String text) {
    if (names.isEmpty()) {
      return false;
    }
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean letter = i < text.length() && Character.isLetter(text.charAt(i));
      if (!letter) {
        if (holdsAny(names, pieces, text.substring(Math.min(start, i), i))) {
          return true;
        }
        pieces.clear();
        start = i + 1;
      } else if (i > start && turns(text, start, i)) {
        pieces.add(text.substring(start, i));
        start = i;
      }
    }
    return false;
  }

  /** Before a capital behind a small letter, and before the last capital of several: DOEJane. */
  private static boolean turns(String text, int start, int i) {
    boolean upper = Character.isUpperCase(text.charAt(i));
    boolean smallBefore = Character.isLowerCase(text.charAt(i - 1));
    boolean smallBehind = i + 1 < text.length() && Character.isLowerCase(text.charAt(i + 1));
    return upper && (smallBefore || (smallBehind && i - start > 1));
  }

  private static boolean holdsAny(Set<String> names, List<String> before, String last) {
    List<String> pieces = new ArrayList<>(before);
    if (!last.isEmpty()) {
      pieces.add(last);
    }
    for (int from = 0; from < pieces.size(); from++) {
      StringBuilder joined = new StringBuilder();
      for (int to = from; to < Math.min(pieces.size(), from + MOST_PIECES); to++) {
        joined.append(pieces.get(to).toLowerCase(Locale.ROOT));
        if (names.contains(joined.toString())) {
          return true;
        }
      }
    }
    return pieces.stream().anyMatch(piece -> holdsIdeographs(names, piece));
  }

  /** Scripts without spaces: every part of a run may be a name. */
  private static boolean holdsIdeographs(Set<String> names, String run) {
    if (run.codePoints().noneMatch(Character::isIdeographic)) {
      return false;
    }
    for (int from = 0; from < run.length(); from++) {
      for (int to = from + 2; to <= Math.min(run.length(), from + LONGEST_IDEOGRAPHS); to++) {
        if (names.contains(run.substring(from, to))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Runs of digits and of letters; a code begins and ends with a whole run. */
  private static boolean holdsCode(Set<String> codes, String text) {
    if (codes.isEmpty()) {
      return false;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.length() != text.length()) {
      lower = text;
    }
    List<int[]> runs = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= lower.length(); i++) {
      char c = i < lower.length() ? lower.charAt(i) : ' ';
      boolean word = Character.isLetterOrDigit(c);
      boolean joined = start >= 0 && i > 0 && word && joins(lower.charAt(i - 1), c);
      if (start >= 0 && !joined) {
        runs.add(new int[] {start, i});
        start = -1;
      }
      if (word && start < 0) {
        start = i;
      }
    }
    for (int from = 0; from < runs.size(); from++) {
      for (int to = from; to < Math.min(runs.size(), from + MOST_RUNS); to++) {
        if (codes.contains(lower.substring(runs.get(from)[0], runs.get(to)[1]))) {
          return true;
        }
      }
    }
    return false;
  }

  /** A digit beside a digit or a letter beside a letter is part of another code. */
  private static boolean joins(char before, char after) {
    return (Character.isDigit(before) && Character.isDigit(after))
        || (Character.isLetter(before) && Character.isLetter(after));
  }

  private boolean holdsPhrase(String text) {
    if (phrases.isEmpty()) {
      return false;
    }
    List<String> words = words(text);
    for (int from = 0; from < words.size(); from++) {
      for (int length : phraseLengths) {
        int to = from + length;
        if (to <= words.size() && phrases.contains(String.join(" ", words.subList(from, to)))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Every day that a text can be read to name. */
  static List<LocalDate> datesIn(String text) {
    List<LocalDate> found = new ArrayList<>();
    Matcher first = YEAR_FIRST.matcher(text);
    while (first.find()) {
      DateText.day(first.group(1), first.group(2), first.group(3)).ifPresent(found::add);
    }
    Matcher last = YEAR_LAST.matcher(text);
    while (last.find()) {
      DateText.day(last.group(3), last.group(2), last.group(1)).ifPresent(found::add);
      DateText.day(last.group(3), last.group(1), last.group(2)).ifPresent(found::add);
    }
    Matcher six = SIX_DIGITS.matcher(text);
    while (six.find()) {
      for (String century : List.of("19", "20")) {
        DateText.day(century + six.group(1), six.group(2), six.group(3)).ifPresent(found::add);
        DateText.day(century + six.group(3), six.group(2), six.group(1)).ifPresent(found::add);
      }
    }
    return found;
  }

  private static List<String> words(String text) {
    return NOT_WORD
        .splitAsStream(folded(text).toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static String folded(String text) {
    return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
  }

  private static Set<String> minus(Set<String> all, Set<String> open) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(open);
    return rest;
  }
}
