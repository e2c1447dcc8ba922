package org.bidsveil.identifiers;

/**
 * What the rules say of one member.
 *
 * @param action what is done
 * @param category why
 * @param search as what its value is searched for elsewhere
 * @param rule the key or pattern that decided
 * @param byUser whether the user named it: then nothing below it is looked at
 */
public record Decision(
    ScrubAction action, ScrubCategory category, SearchKind search, String rule, boolean byUser) {}
