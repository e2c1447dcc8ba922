package org.bidsveil.ledger;

import java.time.Clock;
import java.time.Duration;
import org.bidsveil.files.Disk;

/**
 * The settings of a store.
 *
 * @param disk does the writing; fault tests observe it
 * @param clock for the column {@code time} of originals.tsv, the one thing in which two runs on the
 *     same input differ
 * @param lockWait how long to wait for another run on the same participant before exit 75
 * @param force whether links and hard links may be replaced by files, and files that an earlier run
 *     scrubbed are scrubbed again from their originals
 */
public record StoreOptions(Disk disk, Clock clock, Duration lockWait, boolean force) {

  /** Long enough for another run to finish the scan it is at. */
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(2);

  /** The defaults: a real disk, the system's clock, a wait of two minutes, no force. */
  public static StoreOptions defaults() {
    return new StoreOptions(Disk.unobserved(), Clock.systemUTC(), DEFAULT_WAIT, false);
  }

  public StoreOptions withForce(boolean forced) {
    return new StoreOptions(disk, clock, lockWait, forced);
  }

  public StoreOptions withLockWait(Duration wait) {
    return new StoreOptions(disk, clock, wait, force);
  }

  public StoreOptions withDisk(Disk other) {
    return new StoreOptions(other, clock, lockWait, force);
  }

  public StoreOptions withClock(Clock other) {
    return new StoreOptions(disk, other, lockWait, force);
  }
}
