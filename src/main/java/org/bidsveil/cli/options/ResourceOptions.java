package org.bidsveil.cli.options;

import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.plan.Resources;
import picocli.CommandLine.Option;

/** The options for how much of the machine is used. */
public final class ResourceOptions {

  /** Below this the largest usual scans (320 x 320 x 256) could not be loaded at all. */
  private static final long LEAST_MEGABYTES = 512;

  @Option(
      names = {"--nprocs", "--n-procs"},
      paramLabel = "N",
      description = "threads in all; the results do not depend on it (default: all processors)")
  private Optional<Integer> processors = Optional.empty();

  @Option(
      names = "--mem-mb",
      paramLabel = "N",
      description = "memory in megabytes (default: 70 percent of the machine's)")
  private Optional<Long> memory = Optional.empty();

  @Option(
      names = {"--work-dir", "-w"},
      paramLabel = "DIR",
      description = "where an external defacer keeps its files while it runs")
  private Optional<Path> workDir = Optional.empty();

  public Resources resources() {
    int n = processors.orElse(Runtime.getRuntime().availableProcessors());
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    long megabytes = memory.orElse(heap);
    if (n < 1) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "value-out-of-range",
          "--nprocs is a number of threads, at least 1.",
          "Give 1 or more.");
    }
    if (megabytes < LEAST_MEGABYTES && memory.isPresent()) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "value-out-of-range",
          "--mem-mb is at least " + LEAST_MEGABYTES + ".",
          "Give more memory.");
    }
    // Started without the launcher, the heap is not what was asked for.
    return new Resources(n, Math.max(Math.min(megabytes, heap), 1));
  }

  public Optional<Path> workDir() {
    return workDir;
  }
}
