package org.bidsveil.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a run did.
 *
 * @param outcomes one a scan, in the order of the plan
 */
public record RunSummary(List<ScanOutcome> outcomes) {
  public RunSummary {
    outcomes = List.copyOf(outcomes);
  }

  /** Whether every scan that was asked for is dealt with. */
  public boolean succeeded() {
    return outcomes.stream().allMatch(ScanOutcome::succeeded);
  }

  /** How many outcomes are of this sort. */
  public long count(Class<? extends ScanOutcome> sort) {
    return outcomes.stream().filter(sort::isInstance).count();
  }

  /** The outcomes as one JSON object; the keys are the columns of the table. */
  public String toJson() {
    ObjectNode node = JsonDocument.object();
    ArrayNode scans = node.putArray("scans");
    outcomes.forEach(outcome -> scans.add(Provenance.outcomeNode(outcome)));
    return JsonDocument.text(node);
  }
}
