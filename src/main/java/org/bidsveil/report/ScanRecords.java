package org.bidsveil.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.Thresholds;

/**
 * The scans as the page's script reads them, docs/decisions/0051: shards of JSON inside a call, so
 * that a browser loads them from a disk as well.
 */
final class ScanRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Wall time would make two pages of the same scans differ; it stands in the table. */
  private static final Set<DefaceColumn> NOT_SHOWN =
      EnumSet.of(DefaceColumn.QC, DefaceColumn.SECONDS);

  /** The columns with numbers, in the order of the array {@code n} of a scan. */
  static final List<DefaceColumn> NUMBERS =
      Arrays.stream(DefaceColumn.values())
          .filter(column -> column.minimum().isPresent() && !NOT_SHOWN.contains(column))
          .toList();

  private ScanRecords() {}

  /** A script that hands the page some scans. */
  static String shard(int from, List<ScanCard> cards) {
    ArrayNode scans = JsonNodeFactory.instance.arrayNode();
    cards.forEach(card -> scans.add(scan(card)));
    return "bidsveil.add(" + from + "," + text(scans) + ");";
  }

  /** Name, words and bound of each column with numbers. */
  static ArrayNode columns(Thresholds thresholds) {
    ArrayNode columns = JsonNodeFactory.instance.arrayNode();
    for (DefaceColumn column : NUMBERS) {
      ObjectNode node = columns.addObject();
      node.put("name", column.column());
      node.put("title", column.longName());
      node.put("unit", column.unit().equals("arbitrary") ? "" : column.unit().replace("^3", "³"));
      node.put("text", column.description());
      // The strictest of the checks of a column is the last.
      Optional<Check> check =
          Arrays.stream(Check.values())
              .filter(c -> c.column().filter(column.column()::equals).isPresent() && c.hasBound())
              .reduce((first, last) -> last);
      node.put("accepted", check.map(c -> c.acceptedWords(thresholds)).orElse(""));
      check.ifPresentOrElse(
          c -> node.put("bound", c.limit(thresholds)), () -> node.putNull("bound"));
    }
    return columns;
  }

  private static ObjectNode scan(ScanCard card) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("scan", card.row().scan());
    node.put("participant", card.text(DefaceColumn.PARTICIPANT_ID));
    String session = card.text(DefaceColumn.SESSION_ID);
    if (!session.equals(DefaceRow.MISSING)) {
      node.put("session", session);
    }
    node.put("suffix", card.text(DefaceColumn.SUFFIX));
    node.put("defacer", card.text(DefaceColumn.DEFACER));
    node.put("status", card.status().word());
    ArrayNode reasons = node.putArray("reasons");
    card.reasons().forEach(r -> reasons.addArray().add(r.text()).add(r.meaning()));
    ArrayNode tried = node.putArray("tried");
    card.tried().forEach(tried::add);
    ArrayNode numbers = node.putArray("n");
    for (DefaceColumn column : NUMBERS) {
      double value = card.row().number(column);
      if (Double.isNaN(value)) {
        numbers.addNull();
      } else {
        numbers.add(value);
      }
    }
    ArrayNode out = node.putArray("out");
    card.numbers().stream()
        .filter(number -> number.state() == ScanCard.State.OUTSIDE)
        .map(number -> NUMBERS.indexOf(number.column()))
        .filter(index -> index >= 0)
        .forEach(out::add);
    put(node, "tile", card.pictures().tile());
    put(node, "mosaic", card.pictures().mosaic());
    put(node, "render", card.pictures().render());
    put(node, "before", card.pictures().before());
    put(node, "log", card.log());
    card.review()
        .ifPresent(review -> {
          ObjectNode decision = node.putObject("review");
          decision.put("decision", review.row().decision().word());
          decision.put("note", review.row().note());
          decision.put("time", review.row().time().toString());
          decision.put("current", review.isCurrent());
        });
    return node;
  }

  private static void put(ObjectNode node, String key, Optional<String> value) {
    value.ifPresent(text -> node.put(key, text));
  }

  /** JSON that may stand inside a script element: no text in it can end the element. */
  static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node)
          .replace("<", "\\u003c")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }
}
