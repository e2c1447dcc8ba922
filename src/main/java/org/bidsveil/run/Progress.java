package org.bidsveil.run;

import org.bidsveil.bids.HeadScan;

/** An event in the walk of a dataset. The engine emits it and the command line draws it. */
public sealed interface Progress {

  /** Work on a scan begins. */
  record Started(HeadScan scan) implements Progress {}

  /**
   * A scan has been dealt with.
   *
   * @param outcome what became of it
   * @param done how many have been dealt with, this one included
   * @param total how many there are in all
   */
  record Finished(ScanOutcome outcome, int done, int total) implements Progress {}

  /** Something the user should know, in one sentence. */
  record Note(String sentence) implements Progress {}
}
