package org.bidsveil.originals;

import java.util.concurrent.atomic.AtomicBoolean;

/** A hold that lasts until it is closed; closing it twice is harmless. */
public final class Hold implements AutoCloseable {
  private final Runnable release;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /**
   * @param release what to do, once, when it is closed
   */
  public Hold(Runnable release) {
    this.release = release;
  }

  /** A hold on nothing, where nobody has to be kept away. */
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
