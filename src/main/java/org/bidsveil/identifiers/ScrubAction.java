package org.bidsveil.identifiers;

/** The action taken on a member, a cell or a field. */
public enum ScrubAction {
  /** It is removed: a member is deleted, a cell becomes {@code n/a}, a field becomes zero. */
  REMOVE,
  /**
   * A date is shifted with all dates of the subject, and removed where it cannot be read or
   * shifted.
   */
  SHIFT,
  /** The value becomes a keyed hash of itself. */
  PSEUDONYM,
  /** An age above 89 years becomes 89. */
  CAP,
  /** It stays, unless its text contains a date, a user's path or a value known to identify. */
  WARN,
  /** It stays, unless its text holds a path of a user or a value known to identify. */
  KEEP
}
