package org.bidsveil.identifiers;

import java.util.Locale;

/** How much is removed. */
public enum ScrubProfile {
  /** Only what the user names. */
  NONE,
  /** Whatever identifies a person, a place or a device; what analyses need stays. */
  DEFAULT,
  /** Also what might identify: descriptions, dates even when shifted, devices. */
  STRICT;

  /** The name of the profile as on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
