package org.bidsveil.identifiers;

/** How much goes. */
public enum ScrubProfile {
  /** Only what the user names. */
  NONE,
  /** What identifies a person, a place or a device; what analyses need stays. */
  DEFAULT,
  /** Also what only may identify: descriptions, dates even when shifted, devices. */
  STRICT
}
