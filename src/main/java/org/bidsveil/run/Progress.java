package org.bidsveil.run;

import org.bidsveil.bids.HeadScan;

/** What happens while a dataset is walked. The engine emits, the command line draws. */
public sealed interface Progress {

  /** Work on a scan begins. */
  record Started(HeadScan scan) implements Progress {}

  /**
   * A scan is dealt with.
   *
   * @param outcome what became of it
   * @param done how many are dealt with, this one included
   * @param total how many there are in all
   */
  record Finished(ScanOutcome outcome, int done, int total) implements Progress {}

  /** Something the user should know; one sentence. */
  record Note(String sentence) implements Progress {}
}
