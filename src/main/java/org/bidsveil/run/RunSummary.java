package org.bidsveil.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.bidsveil.files.JsonDocument;

/**
 * A summary of what a run did.
 *
 * @param outcomes one per scan, in the order of the plan
 * @param unscrubbed path and reason of each other file of the participants whose identifying
 *     metadata could not be removed
 */
public record RunSummary(List<ScanOutcome> outcomes, List<String> unscrubbed) {
  public RunSummary {
    outcomes = List.copyOf(outcomes);
    unscrubbed = List.copyOf(unscrubbed);
  }

  /**
   * Whether every scan that was asked for has been dealt with and no other file was left
   * unscrubbed.
   */
  public boolean succeeded() {
    return outcomes.stream().allMatch(ScanOutcome::succeeded) && unscrubbed.isEmpty();
  }

  /** The number of outcomes of this kind. */
  public long count(Class<? extends ScanOutcome> sort) {
    return outcomes.stream().filter(sort::isInstance).count();
  }

  /** The outcomes as one JSON object; the keys are the columns of the table. */
  public String toJson() {
    ObjectNode node = JsonDocument.object();
    ArrayNode scans = node.putArray("scans");
    outcomes.forEach(outcome -> scans.add(RunReport.outcomeNode(outcome)));
    ArrayNode others = node.putArray("unscrubbed");
    unscrubbed.forEach(others::add);
    return JsonDocument.text(node);
  }
}
