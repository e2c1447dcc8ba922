package org.bidsveil.pipeline;

import java.util.List;
import org.bidsveil.qc.DefaceMetrics;
import org.bidsveil.qc.Verdict;
import org.bidsveil.volume.Mask;

/** What the pure steps 4 to 7 say about one volume: nothing is written yet. */
public sealed interface ScanResult {

  /**
   * A defacer's mask was accepted or refused.
   *
   * @param defacer the engine whose mask it is
   * @param removed the voxels to remove after the brain guard, on the scan's grid
   * @param brain the measuring brain mask, on the scan's grid
   * @param metrics the numbers
   * @param verdict pass, review or fail
   * @param tried one line for each defacer of the chain that was tried before and why it was not
   *     taken
   */
  record Proposed(
      String defacer,
      Mask removed,
      Mask brain,
      DefaceMetrics metrics,
      Verdict verdict,
      List<String> tried)
      implements ScanResult {
    public Proposed {
      tried = List.copyOf(tried);
    }
  }

  /** There is no face to remove: already defaced, or skull-stripped. */
  record NothingToDo(Reason reason, DefaceMetrics metrics) implements ScanResult {}

  /** Why there is nothing to do. */
  enum Reason {
    ALREADY_DEFACED("already defaced"),
    SKULL_STRIPPED("skull-stripped");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** No defacer could make a proposal: the reason is one sentence. */
  record Impossible(String reason) implements ScanResult {}
}
