package org.bidsveil.identifiers;

import java.util.Locale;

/** How much goes. */
public enum ScrubProfile {
  /** Only what the user names. */
  NONE,
  /** What identifies a person, a place or a device; what analyses need stays. */
  DEFAULT,
  /** Also what only may identify: descriptions, dates even when shifted, devices. */
  STRICT;

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
