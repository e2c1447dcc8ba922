package org.bidsveil.scrub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bidsveil.identifiers.FreeText;
import org.bidsveil.identifiers.TextCheck;

/**
 * The texts in the XML of a CIFTI-2 header (CIFTI-2 Main Specification, "CIFTI XML"). The file
 * cannot be read without it, so a text that may identify becomes blanks of the same length, and
 * everything else stays byte for byte.
 *
 * @param content as it stays
 * @param reasons why texts were blanked, in their order
 */
record CiftiTexts(byte[] content, List<String> reasons) {
  /** What people and programs note: names and values of MetaData, with or without CDATA. */
  private static final Pattern VALUE =
      Pattern.compile(
          "<Value>\\s*(?:<!\\[CDATA\\[(?<cdata>.*?)]]>|(?<plain>[^<]*))\\s*</Value>",
          Pattern.DOTALL);

  /** Every other text: names of maps, structures and labels. */
  private static final Pattern TEXT =
      Pattern.compile("(?<=>)([^<>]*[A-Za-z\\x80-\\xff][^<>]*)(?=<)");

  CiftiTexts {
    reasons = List.copyOf(reasons);
  }

  static CiftiTexts of(byte[] content, TextCheck check) {
    byte[] bytes = content.clone();
    List<String> reasons = new ArrayList<>();
    // One character a byte, so that places in the text are places in the bytes.
    String xml = new String(content, ISO_8859_1);
    Matcher value = VALUE.matcher(xml);
    while (value.find()) {
      String group = value.group("cdata") == null ? "plain" : "cdata";
      String text = utf8(value.group(group));
      boolean settings = text.contains("<");
      Optional<String> why =
          objection(check, text)
              .or(() ->
                  settings || FreeText.isTechnical(text)
                      ? Optional.empty()
                      : Optional.of("not a technical text"));
      blank(bytes, value.start(group), value.end(group), why, reasons);
    }
    Matcher text = TEXT.matcher(new String(bytes, ISO_8859_1));
    while (text.find()) {
      blank(bytes, text.start(1), text.end(1), objection(check, utf8(text.group(1))), reasons);
    }
    return new CiftiTexts(bytes, reasons);
  }

  private static Optional<String> objection(TextCheck check, String text) {
    return check.objection(text, true).or(() -> TextCheck.personIn(text));
  }

  private static void blank(
      byte[] bytes, int from, int to, Optional<String> why, List<String> reasons) {
    why.ifPresent(reason -> {
      Arrays.fill(bytes, from, to, (byte) ' ');
      reasons.add(reason);
    });
  }

  private static String utf8(String latin) {
    return new String(latin.getBytes(ISO_8859_1), UTF_8);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CiftiTexts other
        && Arrays.equals(content, other.content)
        && reasons.equals(other.reasons);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(content) + reasons.hashCode();
  }

  @Override
  public String toString() {
    return content.length + " bytes, blanked: " + reasons;
  }
}
