package org.bidsveil.scrub;

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

/**
 * Values that are known to identify, to be found inside other texts: {@code t1_mprage_sag_DOE}
 * holds a part of {@code DOE^JANE}.
 *
 * <p>Compared without case and accents. A part of a name counts from three letters (two where the
 * script is ideographic) and only as a word of its own: no letter before or behind it, except where
 * the case turns as in {@code JaneDoe}. A number or code counts from four characters, with a digit
 * in it, five where it is digits only, and no digit or letter beside it. Words of scanner protocols
 * ({@code vocabulary.txt}) never count.
 */
public final class KnownIdentifiers {
  private static final int MIN_NAME = 3;
  private static final int MIN_CODE = 4;
  private static final int MIN_DIGITS = 5;
  private static final int MIN_PHRASE = 6;

  private static final Set<String> VOCABULARY = RuleTables.vocabulary();
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
      new KnownIdentifiers(Set.of(), Set.of(), Set.of(), Set.of());

  private final Set<String> names;
  private final Set<String> codes;
  private final Set<String> phrases;
  private final Set<LocalDate> dates;

  private KnownIdentifiers(
      Set<String> names, Set<String> codes, Set<String> phrases, Set<LocalDate> dates) {
    this.names = Set.copyOf(names);
    this.codes = Set.copyOf(codes);
    this.phrases = Set.copyOf(phrases);
    this.dates = Set.copyOf(dates);
  }

  /** Nothing is known. */
  public static KnownIdentifiers none() {
    return NONE;
  }

  /** These and those. */
  public KnownIdentifiers plus(KnownIdentifiers other) {
    return union(List.of(this, other));
  }

  /** All of them together. */
  public static KnownIdentifiers union(List<KnownIdentifiers> parts) {
    Set<String> names = new HashSet<>();
    Set<String> codes = new HashSet<>();
    Set<String> phrases = new HashSet<>();
    Set<LocalDate> dates = new HashSet<>();
    for (KnownIdentifiers part : parts) {
      names.addAll(part.names);
      codes.addAll(part.codes);
      phrases.addAll(part.phrases);
      dates.addAll(part.dates);
    }
    return new KnownIdentifiers(names, codes, phrases, dates);
  }

  /**
   * Without what is public anyway.
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
    return new KnownIdentifiers(minus(names, open), minus(codes, open), phrases, dates);
  }

  public boolean isEmpty() {
    return names.isEmpty() && codes.isEmpty() && phrases.isEmpty() && dates.isEmpty();
  }

  static KnownIdentifiers of(SearchKind kind, String value) {
    return switch (kind) {
      case NONE -> NONE;
      case NAME -> name(value);
      case ID -> new KnownIdentifiers(Set.of(), codesOf(value), Set.of(), Set.of());
      case DATE -> date(value);
      case PHRASE -> phrase(value);
    };
  }

  private static KnownIdentifiers name(String value) {
    List<String> parts = words(value);
    Set<String> names = new TreeSet<>();
    parts.forEach(part -> addName(names, part));
    for (int i = 0; i + 1 < parts.size(); i++) {
      addName(names, parts.get(i) + parts.get(i + 1));
      addName(names, parts.get(i + 1) + parts.get(i));
    }
    return new KnownIdentifiers(names, codesOf(value), Set.of(), Set.of());
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
        .map(date -> new KnownIdentifiers(Set.of(), Set.of(), Set.of(), Set.of(date.date())))
        .orElse(NONE);
  }

  private static KnownIdentifiers phrase(String value) {
    String phrase = String.join(" ", words(value));
    return phrase.length() < MIN_PHRASE || VOCABULARY.contains(phrase)
        ? NONE
        : new KnownIdentifiers(Set.of(), Set.of(), Set.of(phrase), Set.of());
  }

  /** As what a text holds a known value; empty where it holds none. */
  Optional<String> findIn(String text) {
    String folded = folded(text);
    if (names.stream().anyMatch(name -> holdsName(folded, name))) {
      return Optional.of("known name");
    }
    if (codes.stream().anyMatch(code -> holdsCode(folded, code))) {
      return Optional.of("known identifier");
    }
    if (!phrases.isEmpty()) {
      String words = " " + String.join(" ", words(text)) + " ";
      if (phrases.stream().anyMatch(phrase -> words.contains(" " + phrase + " "))) {
        return Optional.of("known place");
      }
    }
    return datesIn(folded).stream().anyMatch(dates::contains)
        ? Optional.of("known date")
        : Optional.empty();
  }

  private static boolean holdsName(String text, String name) {
    boolean ideographic = name.codePoints().anyMatch(Character::isIdeographic);
    for (int at = indexOf(text, name, 0); at >= 0; at = indexOf(text, name, at + 1)) {
      int end = at + name.length();
      boolean left = at == 0 || isBreak(text.charAt(at - 1), text.charAt(at));
      boolean right = end == text.length() || isBreak(text.charAt(end - 1), text.charAt(end));
      if (ideographic || (left && right)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBreak(char before, char after) {
    boolean inWord = Character.isLetter(before) && Character.isLetter(after);
    return !inWord || (Character.isLowerCase(before) && Character.isUpperCase(after));
  }

  private static boolean holdsCode(String text, String code) {
    for (int at = indexOf(text, code, 0); at >= 0; at = indexOf(text, code, at + 1)) {
      int end = at + code.length();
      boolean left = at == 0 || !joins(text.charAt(at - 1), text.charAt(at));
      boolean right = end == text.length() || !joins(text.charAt(end - 1), text.charAt(end));
      if (left && right) {
        return true;
      }
    }
    return false;
  }

  /** A digit beside a digit or a letter beside a letter is part of another code. */
  private static boolean joins(char before, char after) {
    return (Character.isDigit(before) && Character.isDigit(after))
        || (Character.isLetter(before) && Character.isLetter(after));
  }

  private static int indexOf(String text, String word, int from) {
    for (int at = from; at <= text.length() - word.length(); at++) {
      if (text.regionMatches(true, at, word, 0, word.length())) {
        return at;
      }
    }
    return -1;
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
