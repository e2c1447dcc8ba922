package org.bidsveil.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a part of the campaign tried and what came of it. Safe for several threads. */
final class ReliabilityTally {
  private final String what;
  private final int points;
  private final List<String> losses = new ArrayList<>();
  private final Map<String, Integer> endings = new TreeMap<>();
  private int faults;
  private int recoveries;
  private int restores;

  /**
   * @param what in words, a row of the table
   * @param points how many places there are to try
   */
  ReliabilityTally(String what, int points) {
    this.what = what;
    this.points = points;
  }

  synchronized void fault() {
    faults++;
  }

  /** How a disturbed run ended, in a word or two. */
  synchronized void ended(String how) {
    endings.merge(how, 1, Integer::sum);
  }

  /** Whatever is not as it must be counts as a loss. */
  synchronized void losses(String where, List<String> found) {
    found.forEach(loss -> losses.add(where + ": " + loss));
  }

  /**
   * Runs again and restores.
   *
   * @param where for the message
   */
  void recovered(String where, ReliabilityReference reference, Path root) {
    recovered(where, reference.runsToTheEnd(root), reference.comesBack(root));
  }

  /**
   * What differed from the undisturbed run when it was run again, and from the dataset when it was
   * restored.
   */
  synchronized void recovered(String where, List<String> again, List<String> back) {
    losses(where, again);
    losses(where, back);
    recoveries += again.isEmpty() ? 1 : 0;
    restores += back.isEmpty() ? 1 : 0;
  }

  synchronized int faults() {
    return faults;
  }

  synchronized int recoveries() {
    return recoveries;
  }

  synchronized int restores() {
    return restores;
  }

  synchronized List<String> losses() {
    return List.copyOf(losses);
  }

  /** A row of docs/reliability.md. */
  synchronized String row() {
    List<String> ends = new ArrayList<>();
    endings.forEach((how, times) -> ends.add(times + " " + how));
    return "| %s | %d | %d | %s | %d | %d | %d |%n"
        .formatted(
            what, points, faults, String.join(", ", ends), recoveries, restores, losses.size());
  }

  @Override
  public String toString() {
    return row().strip();
  }
}
