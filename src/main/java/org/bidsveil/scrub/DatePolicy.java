package org.bidsveil.scrub;

/** What is done with the dates of one subject, or of files that no single subject owns. */
public sealed interface DatePolicy {
  /** They stay as they are: the user says that they may. */
  record Keep() implements DatePolicy {}

  /** They go: there is no seed, or no subject whose offset they could have. */
  record Remove() implements DatePolicy {}

  /**
   * They move by the same number of whole days; the time of day stays.
   *
   * @param days negative for the past
   */
  record Shift(long days) implements DatePolicy {}
}
