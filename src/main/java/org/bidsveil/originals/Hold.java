package org.bidsveil.originals;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something held until it is closed; closing twice is harmless. */
public final class Hold implements AutoCloseable {
  private final Runnable release;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /**
   * @param release done once, when it is closed
   */
  public Hold(Runnable release) {
    this.release = release;
  }

  /** Where there is nothing to keep from anybody. */
  public static Hold ofNothing() {
    return new Hold(() -> {});
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      release.run();
    }
  }
}
