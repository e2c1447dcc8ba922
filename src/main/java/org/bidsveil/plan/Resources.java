package org.bidsveil.plan;

/**
 * What a run may use.
 *
 * @param processors threads in all: scans at once times threads a scan
 * @param memoryMegabytes bound on the memory of the scans that are worked on at once
 */
public record Resources(int processors, long memoryMegabytes) {
  public Resources {
    if (processors < 1 || memoryMegabytes < 1) {
      throw new IllegalArgumentException(
          "at least one processor and one megabyte: " + processors + ", " + memoryMegabytes);
    }
  }
}
