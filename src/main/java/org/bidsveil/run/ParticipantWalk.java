package org.bidsveil.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bidsveil.engine.Engine;
import org.bidsveil.files.Refusal;
import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.RunPlan;
import org.bidsveil.qc.IndependentEvidence;
import org.bidsveil.session.SessionMasks;
import org.bidsveil.volume.TaskExecutor;

/**
 * The scans of one participant, one after the other: they help and judge each other. Safe for use
 * by several threads, each with a participant of its own.
 */
final class ParticipantWalk {
  private final ScanWalk scanWalk;
  private final RunPlan plan;
  private final RunFiles files;
  private final Engine.Factory engines;
  private final MemoryBudget budget;
  private final BooleanSupplier stopped;
  private final Consumer<Progress> listener;
  private final AtomicInteger done = new AtomicInteger();

  /**
   * @param stopped whether no further scan is to be begun
   * @param listener is told one thing at a time
   */
  ParticipantWalk(
      ScanWalk scanWalk,
      RunPlan plan,
      RunFiles files,
      Engine.Factory engines,
      MemoryBudget budget,
      BooleanSupplier stopped,
      Consumer<Progress> listener) {
    this.scanWalk = scanWalk;
    this.plan = plan;
    this.files = files;
    this.engines = engines;
    this.budget = budget;
    this.stopped = stopped;
    this.listener = listener;
  }

  Walked walk(List<List<PlannedScan>> sessions, int threads) {
    List<ScanOutcome> outcomes = new ArrayList<>();
    List<IndependentEvidence> measured = new ArrayList<>();
    Optional<RuntimeException> stoppedBy = Optional.empty();
    for (List<PlannedScan> session : sessions) {
      SessionMasks masks =
          new SessionMasks(
              plan.groups(session.getFirst().scan()),
              files,
              measured,
              () -> engines.on(TaskExecutor.of(threads)));
      Walked walked = session(session, masks, threads);
      measured.addAll(masks.measured());
      outcomes.addAll(walked.outcomes());
      stoppedBy = stoppedBy.or(walked::stoppedBy);
      if (walked.endsTheRun()) {
        break;
      }
    }
    return new Walked(outcomes, stoppedBy);
  }

  private Walked session(List<PlannedScan> session, SessionMasks masks, int threads) {
    List<ScanOutcome> outcomes = new ArrayList<>();
    Optional<RuntimeException> stoppedBy = Optional.empty();
    for (PlannedScan scan : session) {
      try {
        outcomes.add(one(scan, masks, threads));
      } catch (RuntimeException e) {
        stoppedBy = stoppedBy.or(() -> Optional.of(e));
        if (Walked.endsTheRun(e)) {
          break;
        }
      } catch (OutOfMemoryError e) {
        stoppedBy = stoppedBy.or(() -> Optional.of(Refusal.ofMemory(e)));
        break;
      }
    }
    return new Walked(outcomes, stoppedBy);
  }

  private ScanOutcome one(PlannedScan scan, SessionMasks masks, int threads) {
    if (stopped.getAsBoolean()) {
      throw Refusal.interrupted();
    }
    if (scan.action() instanceof PlannedScan.Deface) {
      listener.accept(new Progress.Started(scan.scan()));
      budget.tidy();
    }
    ScanOutcome outcome = scanWalk.walk(scan, masks, threads);
    listener.accept(new Progress.Finished(outcome, done.incrementAndGet(), plan.scans().size()));
    return outcome;
  }
}
