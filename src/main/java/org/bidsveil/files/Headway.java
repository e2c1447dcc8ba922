package org.bidsveil.files;

import java.util.concurrent.atomic.LongAdder;

/**
 * Is told how far a long piece of work has come. It is told often, and by several threads at once:
 * whoever draws it decides how seldom.
 */
@FunctionalInterface
public interface Headway {
  /** Nobody looks. */
  Headway UNSEEN = (what, done, total) -> {};

  /**
   * Takes the news.
   *
   * @param what was done to what, in two words: {@code "checked files"}
   * @param done how many are done
   * @param total how many there are
   */
  void at(String what, long done, long total);

  /** Counts one piece of work after the other. */
  default Count count(String what, long total) {
    return new Count(this, what, total);
  }

  /** How many are done so far. Safe for use by several threads. */
  final class Count {
    private final Headway headway;
    private final String what;
    private final long total;
    private final LongAdder done = new LongAdder();

    private Count(Headway headway, String what, long total) {
      this.headway = headway;
      this.what = what;
      this.total = total;
    }

    /** One more is done. */
    public void one() {
      done.increment();
      headway.at(what, done.sum(), total);
    }
  }
}
