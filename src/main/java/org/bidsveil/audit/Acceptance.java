package org.bidsveil.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the user takes responsibility for: whole classes of findings, single keys or columns, single
 * paths.
 *
 * @param classes all of whose findings count as accepted
 * @param words keys of sidecars or columns of tables whose texts a person has looked at; paths,
 *     where a final slash means a folder and {@code *} any characters
 */
public record Acceptance(Set<FindingClass> classes, Set<String> words) {
  /** Nothing is accepted. */
  public static final Acceptance NOTHING = new Acceptance(Set.of(), Set.of());

  public Acceptance {
    classes = Set.copyOf(classes);
    words = Set.copyOf(words);
  }

  boolean covers(Finding finding) {
    return classes.contains(finding.kind())
        || words.stream().anyMatch(word -> isKey(word, finding) || isPath(word, finding));
  }

  /** Words that cover none of the findings: misspelt, or about something that was mended. */
  Set<String> unused(List<Finding> findings) {
    Set<String> unused = new HashSet<>(words);
    unused.removeIf(word ->
        findings.stream().anyMatch(finding -> isKey(word, finding) || isPath(word, finding)));
    return unused;
  }

  private static boolean isKey(String word, Finding finding) {
    return (finding.kind() == FindingClass.FREE_TEXT || finding.kind() == FindingClass.DECISION)
        && finding.place().equals(word);
  }

  private static boolean isPath(String word, Finding finding) {
    boolean inFolder = word.endsWith("/") && finding.path().startsWith(word);
    return inFolder
        || finding.path().equals(word)
        || (word.contains("*") && glob(word).matcher(finding.path()).matches());
  }

  private static Pattern glob(String word) {
    StringBuilder regex = new StringBuilder();
    Stream.of(word.split("\\*", -1))
        .forEach(part -> regex.append(Pattern.quote(part)).append(".*"));
    return Pattern.compile(regex.substring(0, regex.length() - 2), Pattern.DOTALL);
  }
}
