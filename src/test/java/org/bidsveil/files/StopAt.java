package org.bidsveil.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * For a process that is to be killed: says on stdout that writing begins, and at one announcement
 * that it waits there for its end.
 */
public final class StopAt implements WriteSteps {
  /** What is said at the first announcement. */
  public static final String BEGUN = "writing";

  /** What is said at the chosen announcement. */
  public static final String WAITING = "waiting";

  private final int at;
  private int heard;

  /**
   * @param at counted from 0, two a step; of a negative one nothing is said
   */
  public StopAt(int at) {
    this.at = at;
  }

  @Override
  public void before(Step step, Path path) throws IOException {
    hear();
  }

  @Override
  public void after(Step step, Path path) throws IOException {
    hear();
  }

  private synchronized void hear() throws IOException {
    if (heard == 0) {
      System.out.println(BEGUN);
    }
    if (heard++ == at) {
      System.out.println(WAITING);
      try {
        Thread.sleep(Duration.ofMinutes(5));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
