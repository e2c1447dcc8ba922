package org.bidsveil.files;

import java.util.Locale;

/** Writes constants as words for files and sentences. */
public final class Words {
  private Words() {}

  /** The name of a constant in lower case. */
  public static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
