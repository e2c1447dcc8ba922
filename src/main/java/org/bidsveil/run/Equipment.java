package org.bidsveil.run;

import java.time.Clock;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.engine.Engine;
import org.bidsveil.files.Disk;
import org.bidsveil.plan.Defacing;

/**
 * What a run works with. Users get {@link #of}; a test puts in what is quick, or what fails.
 *
 * @param engines decide what is removed
 * @param drawing makes the pictures
 * @param clock for the times that are recorded
 * @param disk what writes
 */
record Equipment(Engine.Factory engines, Pictures.Drawing drawing, Clock clock, Disk disk) {

  /** The real ones. */
  static Equipment of(Defacing defacing) {
    return new Equipment(
        Engine.Factory.of(defacing.engineSettings()),
        Pictures::draw,
        Clock.systemUTC(),
        Disk.unobserved());
  }
}
