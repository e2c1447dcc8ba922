package org.bidsveil.identifiers;

/**
 * One action of the scrub. It never holds the removed value.
 *
 * @param path the file, relative to the dataset's root, with forward slashes
 * @param key where in it: a JSON pointer (RFC 6901), {@code row:column} of a table with row 1 below
 *     the header, or the name of a header field
 * @param category why it identifies
 * @param action what was done
 * @param rule the key or pattern of the rule, or the check that found it
 */
public record ScrubRecord(
    String path, String key, ScrubCategory category, ScrubAction action, String rule) {}
