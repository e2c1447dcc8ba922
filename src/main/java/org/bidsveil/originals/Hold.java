package org.bidsveil.originals;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something held until it is closed; closing twice is harmless. */
public final class Hold implements AutoCloseable {
  private final Runnable release;
  private final AtomicBoolean open = new AtomicBoolean(true);

  Hold(Runnable release) {
    this.release = release;
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      release.run();
    }
  }
}
