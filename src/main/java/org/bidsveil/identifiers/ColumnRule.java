package org.bidsveil.identifiers;

/**
 * The rule for one column of a table.
 *
 * @param column its name in lower case, words joined by {@code _}
 * @param action what is done with each of its cells
 * @param search as what its cells are searched for elsewhere
 * @param source why
 */
public record ColumnRule(String column, ScrubAction action, SearchKind search, String source) {}
