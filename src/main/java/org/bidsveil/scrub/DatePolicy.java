package org.bidsveil.scrub;

/** What is done with the dates of one subject, or of files that no single subject owns. */
public sealed interface DatePolicy {
  /** They stay as they are, because the user allows it. */
  record Keep() implements DatePolicy {}

  /** They are removed: there is no seed, or no subject whose offset they could take. */
  record Remove() implements DatePolicy {}

  /**
   * They all move by the same number of whole days; the time of day stays.
   *
   * @param days negative towards the past
   */
  record Shift(long days) implements DatePolicy {}
}
