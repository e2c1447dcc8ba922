package org.bidsveil.review;

/** The result of applying a repainted mask. */
public sealed interface Remade {

  /**
   * The scan was replaced.
   *
   * @param verdict pass or review
   * @param reason why it needs review, or {@code n/a}
   */
  record Applied(String verdict, String reason) implements Remade {}

  /**
   * Nothing was changed: a check failed, and the person has not said to go on regardless.
   *
   * @param reason the names of the checks with numbers and bounds
   */
  record Doubtful(String reason) implements Remade {}
}
