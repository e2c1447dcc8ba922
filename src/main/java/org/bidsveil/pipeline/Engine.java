package org.bidsveil.pipeline;

import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/** Steps 4 to 7 of the walk of one scan; {@link ScanEngine#propose} in earnest, a stub in tests. */
@FunctionalInterface
interface Engine {

  /** What is to be removed from this volume. */
  ScanResult propose(Volume scan);

  /** Makes an engine that works on the given threads. */
  @FunctionalInterface
  interface Factory {
    Engine on(TaskExecutor executor);

    /** The real one; reads the atlas once, when the first scan needs it. */
    static Factory of(Defacing defacing) {
      ScanEngine.Settings settings = defacing.engineSettings();
      return executor ->
          scan -> new ScanEngine(ShippedAtlas.get(), settings, executor).propose(scan);
    }
  }
}
