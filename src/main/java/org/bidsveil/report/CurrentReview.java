package org.bidsveil.report;

/**
 * A person's decision, and whether it still holds.
 *
 * @param row the decision
 * @param isCurrent whether the bytes that were reviewed are still there
 */
public record CurrentReview(ReviewRow row, boolean isCurrent) {}
