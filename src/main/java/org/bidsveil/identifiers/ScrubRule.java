package org.bidsveil.identifiers;

/**
 * One line of the table of rules.
 *
 * @param key a key, several keys joined by {@code /} for a member inside others, or a glob with
 *     {@code *} and {@code ?}
 * @param category why it identifies
 * @param inDefault what the default profile does
 * @param inStrict what the strict profile does
 * @param search as what its value is searched for elsewhere
 * @param source the standard's passage, or where the key was seen
 */
record ScrubRule(
    String key,
    ScrubCategory category,
    ScrubAction inDefault,
    ScrubAction inStrict,
    SearchKind search,
    String source) {

  boolean isGlob() {
    return key.contains("*") || key.contains("?");
  }
}
