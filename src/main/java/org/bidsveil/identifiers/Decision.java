package org.bidsveil.identifiers;

/**
 * What the rules decide for one member.
 *
 * @param action what is done
 * @param category why
 * @param search as what its value is searched for elsewhere
 * @param rule the key or pattern that decided
 * @param byUser whether the user named it, in which case nothing below it is examined
 */
public record Decision(
    ScrubAction action, ScrubCategory category, SearchKind search, String rule, boolean byUser) {}
