package org.bidsveil.pipeline;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.TaskExecutor;

/**
 * The walk of one dataset: the scans of a plan, several at once, each as if it were alone. What
 * comes out does not depend on how many are done at once.
 */
public final class DatasetRun {
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  /** A replacement takes a second or two; a slow network disk gets time for one. */
  private static final long STOP_WAIT_SECONDS = 30;

  private final RunPlan plan;
  private final Consumer<Progress> listener;
  private final Engine.Factory engines;
  private final Clock clock;
  private final Disk disk;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean running;
  private volatile boolean stopped;

  /**
   * @param plan what to do; its readiness is the caller's business
   * @param listener told what happens, from several threads, one at a time
   */
  public DatasetRun(RunPlan plan, Consumer<Progress> listener) {
    this(plan, listener, Engine.Factory.of(plan.configuration().defacing()), Clock.systemUTC());
  }

  DatasetRun(RunPlan plan, Consumer<Progress> listener, Engine.Factory engines, Clock clock) {
    this(plan, listener, engines, clock, Disk.unobserved());
  }

  /**
   * @param disk what writes; a fault campaign observes it
   */
  DatasetRun(
      RunPlan plan, Consumer<Progress> listener, Engine.Factory engines, Clock clock, Disk disk) {
    this.plan = plan;
    this.listener = listener;
    this.engines = engines;
    this.clock = clock;
    this.disk = disk;
  }

  /**
   * Walks every scan of the plan.
   *
   * @throws Refusal when nothing can be done at all: locked, read-only
   */
  public RunSummary run() {
    running = true;
    try {
      RunFiles files = RunFiles.of(plan, disk, clock);
      Consumer<String> notes = sentence -> tell(new Progress.Note(sentence));
      RunPlan current = files.begin(plan, notes);
      Walked walked = walkAll(current, files);
      List<String> unscrubbed =
          walked.stoppedBy().isPresent()
              ? List.of()
              : files.scrubCompanions(current, writing, () -> stopped, notes);
      files.finish(walked.outcomes(), FILE_TIME.format(clock.instant()), notes);
      if (walked.stoppedBy().isPresent()) {
        throw walked.stoppedBy().get();
      }
      return new RunSummary(walked.outcomes(), unscrubbed);
    } finally {
      running = false;
    }
  }

  /**
   * What the walk came to.
   *
   * @param outcomes of the scans that were dealt with, in the order of the plan
   * @param stoppedBy the first reason for which a scan could not even be begun or recorded
   */
  private record Walked(List<ScanOutcome> outcomes, Optional<RuntimeException> stoppedBy) {}

  private Walked walkAll(RunPlan current, RunFiles files) {
    Resources resources = plan.configuration().resources();
    int work =
        (int)
            current.scans().stream()
                .filter(scan -> scan.action() instanceof PlannedScan.Deface)
                .count();
    int atOnce = Math.max(1, Math.min(resources.processors(), work));
    int threads = Math.max(1, resources.processors() / atOnce);
    MemoryBudget budget = new MemoryBudget(resources.memoryMegabytes());
    ScanWalk walk = new ScanWalk(plan.configuration(), files, writing);
    AtomicInteger done = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(atOnce)) {
      List<Future<ScanOutcome>> futures = new ArrayList<>();
      for (PlannedScan scan : current.scans()) {
        futures.add(
            pool.submit(() -> {
              try (MemoryBudget.Share _ = budget.take(need(scan))) {
                ScanOutcome outcome = one(scan, walk, threads);
                tell(
                    new Progress.Finished(outcome, done.incrementAndGet(), current.scans().size()));
                return outcome;
              }
            }));
      }
      return collect(futures, pool);
    }
  }

  private ScanOutcome one(PlannedScan scan, ScanWalk walk, int threads) {
    if (stopped) {
      throw interrupted();
    }
    if (scan.action() instanceof PlannedScan.Deface) {
      tell(new Progress.Started(scan.scan()));
    }
    return walk.walk(scan, engines.on(TaskExecutor.of(threads)), threads);
  }

  private void tell(Progress progress) {
    synchronized (listener) {
      listener.accept(progress);
    }
  }

  /**
   * A participant that another run is working on does not stop the others; what cannot be recorded,
   * such as on a full disk, does.
   */
  private static Walked collect(List<Future<ScanOutcome>> futures, ExecutorService pool) {
    List<ScanOutcome> outcomes = new ArrayList<>();
    Optional<RuntimeException> stoppedBy = Optional.empty();
    for (Future<ScanOutcome> future : futures) {
      try {
        outcomes.add(future.get());
      } catch (ExecutionException e) {
        RuntimeException cause =
            switch (e.getCause()) {
              case RuntimeException thrown -> thrown;
              case OutOfMemoryError out -> Refusal.ofMemory(out);
              case null, default -> new IllegalStateException("the walk of a scan failed", e);
            };
        stoppedBy = stoppedBy.or(() -> Optional.of(cause));
        boolean locked = cause instanceof Refusal r && r.kind() == Refusal.Kind.TRY_AGAIN;
        if (!locked) {
          futures.forEach(other -> other.cancel(false));
        }
      } catch (CancellationException e) {
        // After the scan that stopped the run; its reason is the one to tell.
        stoppedBy = stoppedBy.or(() -> Optional.of(interrupted()));
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
        return new Walked(outcomes, Optional.of(interrupted()));
      }
    }
    return new Walked(outcomes, stoppedBy);
  }

  private static Refusal interrupted() {
    return new Refusal(
        Refusal.Kind.TRY_AGAIN,
        "interrupted",
        "the run was told to stop.",
        "Start it again to go on.");
  }

  /** Megabytes for one scan; the walk itself says what is wrong with a header. */
  private static long need(PlannedScan scan) {
    if (!(scan.action() instanceof PlannedScan.Deface)) {
      return 1;
    }
    try {
      return MemoryBudget.need(NiftiReader.readHeader(scan.scan().absolutePath()));
    } catch (Refusal unreadable) {
      return 1;
    }
  }

  /**
   * Ends the run between two replacements, for good: no further one begins.
   *
   * @return false when there was no run to end
   */
  public boolean stop() {
    if (!running) {
      return false;
    }
    stopped = true;
    try {
      writing.tryLock(STOP_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
