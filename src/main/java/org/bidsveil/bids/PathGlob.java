package org.bidsveil.bids;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of gitignore(5) against a whole path. All ways to match are followed at once, so the
 * time is at most the length of the pattern times that of the path, whatever stars it has.
 */
final class PathGlob {
  /** One state of the matching; each passes to the next one. */
  private sealed interface Token {}

  private record Literal(char c) implements Token {}

  /** {@code ?} and {@code [..]}: one character, no slash. */
  private record OneOf(List<Range> ranges, boolean negated) implements Token {
    boolean accepts(char c) {
      return c != '/' && ranges.stream().anyMatch(r -> r.from <= c && c <= r.to) != negated;
    }
  }

  /** {@code *}, or {@code **} where it crosses folders. */
  private record Star(boolean crossesFolders) implements Token {
    boolean accepts(char c) {
      return crossesFolders || c != '/';
    }
  }

  /** {@code **}{@code /}: nothing, or any folders with the slash behind them. */
  private record Folders() implements Token {}

  private record Range(char from, char to) {}

  private final List<Token> tokens;

  private PathGlob(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /**
   * @param glob without the marks for negation and folders
   * @param anchored whether it begins at the root
   */
  static PathGlob of(String glob, boolean anchored) {
    List<Token> tokens = new ArrayList<>();
    if (!anchored) {
      tokens.add(new Folders());
    }
    int i = 0;
    while (i < glob.length()) {
      i = read(glob, i, tokens);
    }
    return new PathGlob(tokens);
  }

  /** Reads one token at {@code i}; returns where the next one begins. */
  private static int read(String glob, int i, List<Token> tokens) {
    char c = glob.charAt(i);
    if (glob.startsWith("**/", i) && (i == 0 || glob.charAt(i - 1) == '/')) {
      tokens.add(new Folders());
      return i + 3;
    }
    if (glob.startsWith("**", i)) {
      tokens.add(new Star(true));
      return i + 2;
    }
    int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
    if (close > 0) {
      tokens.add(oneOf(glob.substring(i + 1, close)));
      return close + 1;
    }
    if (c == '\\' && i + 1 < glob.length()) {
      tokens.add(new Literal(glob.charAt(i + 1)));
      return i + 2;
    }
    tokens.add(
        switch (c) {
          case '*' -> new Star(false);
          case '?' -> new OneOf(List.of(), true);
          default -> new Literal(c);
        });
    return i + 1;
  }

  /** An impossible range such as {@code z-a} matches nothing. */
  private static OneOf oneOf(String body) {
    boolean negated = body.startsWith("!") || body.startsWith("^");
    List<Range> ranges = new ArrayList<>();
    int i = negated ? 1 : 0;
    while (i < body.length()) {
      boolean isRange = i + 2 < body.length() && body.charAt(i + 1) == '-';
      ranges.add(new Range(body.charAt(i), body.charAt(isRange ? i + 2 : i)));
      i += isRange ? 3 : 1;
    }
    return new OneOf(List.copyOf(ranges), negated);
  }

  boolean matches(String path) {
    int n = tokens.size();
    boolean[] now = new boolean[n + 1];
    // Within the folders of a token, that is: its slash is still to come.
    boolean[] within = new boolean[n];
    now[0] = true;
    skipOptional(now);
    for (int at = 0; at < path.length(); at++) {
      char c = path.charAt(at);
      boolean[] next = new boolean[n + 1];
      for (int t = 0; t < n; t++) {
        switch (tokens.get(t)) {
          case Literal literal -> next[t + 1] |= now[t] && literal.c() == c;
          case OneOf set -> next[t + 1] |= now[t] && set.accepts(c);
          case Star star -> next[t] |= now[t] && star.accepts(c);
          case Folders _ -> {
            within[t] |= now[t];
            next[t + 1] |= within[t] && c == '/';
          }
        }
      }
      skipOptional(next);
      now = next;
    }
    return now[n];
  }

  /** What may stand for nothing is passed. */
  private void skipOptional(boolean[] states) {
    for (int t = 0; t < tokens.size(); t++) {
      boolean optional = tokens.get(t) instanceof Star || tokens.get(t) instanceof Folders;
      states[t + 1] |= states[t] && optional;
    }
  }
}
