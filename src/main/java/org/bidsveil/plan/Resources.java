package org.bidsveil.plan;

/**
 * The resources that a run may use.
 *
 * @param processors the total number of threads: scans at once times threads per scan
 * @param memoryMegabytes limit on the memory of the scans processed at once
 */
public record Resources(int processors, long memoryMegabytes) {
  public Resources {
    if (processors < 1 || memoryMegabytes < 1) {
      throw new IllegalArgumentException(
          "at least one processor and one megabyte: " + processors + ", " + memoryMegabytes);
    }
  }
}
