package org.bidsveil.cli;

import org.bidsveil.plan.PlannedScan;
import org.bidsveil.plan.RunPlan;

/** What a run is going to do, said before it begins. */
final class RunForecast {
  /** Measured: docs/decisions/0052. */
  private static final double PROCESSOR_SECONDS_A_SCAN = 13;

  private final RunPlan plan;

  RunForecast(RunPlan plan) {
    this.plan = plan;
  }

  /** Scans that take work. */
  int toDeface() {
    return count(PlannedScan.Deface.class);
  }

  /** Characters of the longest path. */
  int pathWidth() {
    return plan.scans().stream().mapToInt(s -> s.scan().bidsPath().length()).max().orElse(0);
  }

  /** One sentence. */
  String sentence() {
    int before = count(PlannedScan.DoneBefore.class);
    int not = plan.scans().size() - toDeface() - before;
    long participants = plan.scans().stream().map(s -> s.scan().subject()).distinct().count();
    int processors = plan.configuration().resources().processors();
    StringBuilder words = new StringBuilder();
    words.append(counted(plan.scans().size(), "scan"));
    words.append(" of ").append(counted((int) participants, "participant")).append(": ");
    words.append(toDeface()).append(" to deface");
    if (before > 0) {
      words.append(", ").append(before).append(" done before");
    }
    if (not > 0) {
      words.append(", ").append(not).append(" that cannot be");
    }
    if (toDeface() > 0) {
      words.append("; about ");
      words.append(ProgressBar.duration(PROCESSOR_SECONDS_A_SCAN * toDeface() / processors));
      words.append(" on ").append(counted(processors, "processor"));
    }
    return words.append('.').toString();
  }

  private int count(Class<? extends PlannedScan.Action> sort) {
    return (int) plan.scans().stream().filter(s -> sort.isInstance(s.action())).count();
  }

  private static String counted(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
