package org.bidsveil.review;

/** What came of a repainted mask. */
public sealed interface Remade {

  /**
   * The scan is replaced.
   *
   * @param verdict pass or review
   * @param reason why it is to be reviewed, or {@code n/a}
   */
  record Applied(String verdict, String reason) implements Remade {}

  /**
   * Nothing was changed: a check fails, and the person has not said to go on in spite of that.
   *
   * @param reason the names of the checks with numbers and bounds
   */
  record Doubtful(String reason) implements Remade {}
}
