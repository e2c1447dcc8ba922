package org.bidsveil.report;

/**
 * What a person decided, and whether it still holds.
 *
 * @param row the decision
 * @param isCurrent whether the bytes that were looked at lie there still
 */
public record CurrentReview(ReviewRow row, boolean isCurrent) {}
