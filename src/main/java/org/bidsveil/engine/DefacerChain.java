package org.bidsveil.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bidsveil.deface.BrainGuard;
import org.bidsveil.deface.CannotDeface;
import org.bidsveil.deface.DefaceProposal;
import org.bidsveil.deface.Defacer;
import org.bidsveil.deface.ScanContext;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;

/**
 * Step 6 of the walk of one scan: one defacer after the other proposes which voxels go, the guard
 * keeps the brain, and the first whose verdict is not fail is taken.
 */
final class DefacerChain {
  private final EngineSettings settings;
  private final ScanContext context;
  private final BrainGuard guard;
  private final Measurement measurement;
  private final BrainMasks brains;
  private final Optional<Mask> folded;
  private final PlacedHead placement;
  private final TaskExecutor executor;

  /**
   * @param folded what of the face came out again at an opposite edge, on the scan's grid; every
   *     defacer's mask takes it too
   */
  DefacerChain(
      EngineSettings settings,
      ScanContext context,
      BrainGuard guard,
      Measurement measurement,
      BrainMasks brains,
      Optional<Mask> folded,
      PlacedHead placement,
      TaskExecutor executor) {
    this.settings = settings;
    this.context = context;
    this.guard = guard;
    this.measurement = measurement;
    this.brains = brains;
    this.folded = folded;
    this.placement = placement;
    this.executor = executor;
  }

  /** The first that does not fail, or the first that failed with the reasons of all. */
  ScanResult run() {
    List<String> tried = new ArrayList<>();
    List<ScanResult.Proposed> failed = new ArrayList<>();
    for (String name : settings.defacers()) {
      ScanResult.Proposed result;
      try {
        result = proposal(name, failed).withTried(tried);
      } catch (CannotDeface e) {
        tried.add(name + ": " + e.getMessage());
        continue;
      }
      // Where no face is in view another defacer could only take what is none.
      if (!result.failed() || result.isWithoutFaceInView()) {
        return result;
      }
      tried.add(name + ": " + result.verdict().reason());
      failed.add(result);
    }
    return failed.isEmpty()
        ? new ScanResult.Impossible(String.join("; ", tried))
        : failed.getFirst().withTriedAfter(tried);
  }

  /**
   * What every defacer would do, whatever became of the one before; for comparing them.
   *
   * @param taker gets the results one by one
   */
  void each(Consumer<ScanResult> taker) {
    for (String name : settings.defacers()) {
      try {
        taker.accept(proposal(name, List.of()));
      } catch (CannotDeface e) {
        taker.accept(new ScanResult.Impossible(name + ": " + e.getMessage()));
      }
    }
  }

  /**
   * @param failed what the defacers before made
   */
  private ScanResult.Proposed proposal(String name, List<ScanResult.Proposed> failed)
      throws CannotDeface {
    Defacer defacer = settings.defacer(name);
    DefaceProposal proposal = defacer.propose(context, settings.options());
    Mask proposed = folded.map(proposal.removed()::or).orElse(proposal.removed());
    Mask removed = guard.apply(proposed);
    DefaceMetrics metrics = measurement.of(measurement.overlap(proposed), removed, executor);
    Verdict verdict =
        settings
            .judge(earsShouldGo(defacer, failed))
            .judge(metrics)
            .with(brains.remarks())
            .with(folded.map(_ -> List.of(FoldOver.REASON)).orElse(List.of()));
    return ScanResult.Proposed.of(
            proposal.defacer(), removed, measurement.brain(), metrics, verdict)
        .at(placement);
  }

  /**
   * Whether a mask fails that leaves the ears: of a defacer that takes them, and also of one that
   * does not where one before failed for them alone, because it would leave more of them.
   */
  static boolean earsShouldGo(Defacer defacer, List<ScanResult.Proposed> failed) {
    return defacer.removesEars() || failed.stream().anyMatch(DefacerChain::failedForEars);
  }

  private static boolean failedForEars(ScanResult.Proposed result) {
    return result.verdict() instanceof Verdict.Fail(List<String> reasons)
        && reasons.stream().allMatch(reason -> reason.startsWith(Check.EARS_LEFT.reason()));
  }
}
