package org.bidsveil.identifiers;

/** As what a removed value is searched for elsewhere. */
public enum SearchKind {
  /** Not at all. */
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
