package org.bidsveil.identifiers;

/** What is done with a member, a cell or a field. */
public enum ScrubAction {
  /** It goes: a member is taken out, a cell becomes {@code n/a}, a field becomes zero. */
  REMOVE,
  /** A date is moved with all dates of the subject; it goes where it cannot be read or moved. */
  SHIFT,
  /** The value becomes a keyed hash of itself. */
  PSEUDONYM,
  /** An age above 89 years becomes 89. */
  CAP,
  /** It stays, unless its text holds a date, a path of a user or a value known to identify. */
  WARN,
  /** It stays, unless its text holds a path of a user or a value known to identify. */
  KEEP
}
