package org.bidsveil.identifiers;

/** How a removed value is searched for elsewhere. */
public enum SearchKind {
  /** It is not searched for. */
  NONE,
  /** The parts of a person's name. */
  NAME,
  /** A number or code. */
  ID,
  /** A date in any of its spellings. */
  DATE,
  /** The whole text. */
  PHRASE
}
