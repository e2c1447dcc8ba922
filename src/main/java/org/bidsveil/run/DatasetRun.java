package org.bidsveil.run;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.derivatives.Pictures;
import org.bidsveil.engine.Engine;
import org.bidsveil.files.Disk;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.Resources;
import org.bidsveil.plan.RunPlan;

/**
 * The walk of one dataset: it processes the scans of a plan, several at once, each as if it were
 * alone. The results do not depend on how many are processed at once.
 */
public final class DatasetRun {
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  /** A replacement takes a second or two; a slow network disk gets time for one. */
  private static final long STOP_WAIT_SECONDS = 30;

  private final RunPlan plan;
  private final Consumer<Progress> listener;
  private final Equipment equipment;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean running;
  private volatile boolean stopped;

  /**
   * @param plan what to do; the caller has made sure that it is ready
   * @param listener is told what happens, from several threads, one at a time
   */
  public DatasetRun(RunPlan plan, Consumer<Progress> listener) {
    this(plan, listener, Equipment.of(plan.configuration().defacing()));
  }

  DatasetRun(RunPlan plan, Consumer<Progress> listener, Engine.Factory engines, Clock clock) {
    this(plan, listener, new Equipment(engines, Pictures::draw, clock, Disk.unobserved()));
  }

  DatasetRun(RunPlan plan, Consumer<Progress> listener, Equipment equipment) {
    this.plan = plan;
    this.listener = listener;
    this.equipment = equipment;
  }

  /**
   * Walks every scan of the plan.
   *
   * @throws Refusal when nothing can be done at all, as with a locked or read-only dataset
   */
  public RunSummary run() {
    running = true;
    try {
      RunFiles files = RunFiles.of(plan, equipment.disk(), equipment.clock());
      Consumer<String> notes = sentence -> tell(new Progress.Note(sentence));
      RunPlan current = files.begin(plan, notes);
      Walked walked = walkAll(current, files);
      List<String> unscrubbed = new ArrayList<>();
      if (walked.stoppedBy().isEmpty()) {
        unscrubbed.addAll(files.scrubCompanions(current, writing, () -> stopped, notes));
        files.lateDates(current, notes);
      }
      plan.oddFolders()
          .forEach(line -> {
            unscrubbed.add(line);
            tell(new Progress.Note("not done: " + line));
          });
      files.finish(walked.outcomes(), FILE_TIME.format(equipment.clock().instant()), notes);
      if (walked.stoppedBy().isPresent()) {
        throw walked.stoppedBy().get();
      }
      return new RunSummary(walked.outcomes(), unscrubbed);
    } finally {
      running = false;
    }
  }

  private Walked walkAll(RunPlan current, RunFiles files) {
    Resources resources = plan.configuration().resources();
    List<List<List<PlannedScan>>> participants = current.byParticipant();
    int work =
        (int)
            participants.stream()
                .filter(sessions -> sessions.stream().anyMatch(DatasetRun::hasWork))
                .count();
    int atOnce = Math.max(1, Math.min(resources.processors(), work));
    int threads = Math.max(1, resources.processors() / atOnce);
    MemoryBudget budget = new MemoryBudget(resources.memoryMegabytes());
    ScanWalk scanWalk = new ScanWalk(plan.configuration(), files, equipment.drawing(), writing);
    ParticipantWalk walk =
        new ParticipantWalk(
            scanWalk, current, files, equipment.engines(), budget, () -> stopped, this::tell);
    try (ExecutorService pool = Executors.newFixedThreadPool(atOnce)) {
      List<Future<Walked>> futures = new ArrayList<>();
      for (List<List<PlannedScan>> sessions : participants) {
        futures.add(
            pool.submit(() -> {
              long need = sessions.stream().mapToLong(session -> need(session)).max().orElseThrow();
              try (MemoryBudget.Reservation _ = budget.reserve(need)) {
                return walk.walk(sessions, threads);
              }
            }));
      }
      return collect(futures, pool);
    }
  }

  private static boolean hasWork(List<PlannedScan> session) {
    return session.stream().anyMatch(scan -> scan.action() instanceof PlannedScan.Deface);
  }

  private void tell(Progress progress) {
    synchronized (listener) {
      listener.accept(progress);
    }
  }

  private static Walked collect(List<Future<Walked>> futures, ExecutorService pool) {
    List<ScanOutcome> outcomes = new ArrayList<>();
    Optional<RuntimeException> stoppedBy = Optional.empty();
    for (Future<Walked> future : futures) {
      try {
        Walked participant = future.get();
        outcomes.addAll(participant.outcomes());
        stoppedBy = stoppedBy.or(participant::stoppedBy);
        if (participant.endsTheRun()) {
          futures.forEach(other -> other.cancel(false));
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("the walk of a participant failed", e);
      } catch (CancellationException e) {
        // After the scan that stopped the run; its reason is the one to tell.
        stoppedBy = stoppedBy.or(() -> Optional.of(Refusal.interrupted()));
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
        return new Walked(outcomes, Optional.of(Refusal.interrupted()));
      }
    }
    return new Walked(outcomes, stoppedBy);
  }

  /**
   * Megabytes for one session: its largest image, and the largest other one, which may have to be
   * read for its sake.
   */
  private long need(List<PlannedScan> session) {
    if (!hasWork(session)) {
      return 1;
    }
    return plan.groups(session.getFirst().scan()).stream()
        .flatMap(group -> group.all().stream())
        .map(DatasetRun::need)
        .sorted(Comparator.reverseOrder())
        .limit(2)
        .mapToLong(Long::longValue)
        .sum();
  }

  /** The walk itself says what is wrong with a header. */
  private static long need(HeadScan scan) {
    try {
      return MemoryBudget.need(NiftiReader.readHeader(scan.absolutePath()));
    } catch (Refusal unreadable) {
      return 1;
    }
  }

  /**
   * Stops the run for good between two replacements: no further one begins.
   *
   * @return false when there was no run to stop
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
