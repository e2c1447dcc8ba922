package org.bidsveil.identifiers;

import java.util.regex.Pattern;

/** A key with {@code *} (any characters) and {@code ?} (one character). */
final class KeyGlob {
  private final String glob;
  private final Pattern pattern;

  private KeyGlob(String glob, int flags) {
    this.glob = glob;
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    this.pattern = Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
  }

  /** For the table of rules: {@code *UID} is not to match {@code Fluid}. */
  static KeyGlob caseSensitive(String glob) {
    return new KeyGlob(glob, 0);
  }

  /** For the user's keys. */
  static KeyGlob caseInsensitive(String glob) {
    return new KeyGlob(glob, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  boolean matches(String key) {
    return pattern.matcher(key).matches();
  }

  @Override
  public String toString() {
    return glob;
  }
}
