package org.bidsveil.scrub;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.files.Refusal;
import org.bidsveil.json.JsonMembers;
import org.bidsveil.json.JsonSpan;
import org.bidsveil.json.JsonSpans;

/**
 * The field Levels of each column in the JSON file that describes a table: what may stand there.
 */
final class ColumnLevels {
  private final Map<String, Set<String>> levels = new HashMap<>();

  /**
   * Reads a description; one that cannot be read describes nothing and is refused elsewhere.
   *
   * @param description content of, for instance, {@code participants.json}
   */
  ColumnLevels(Optional<byte[]> description) {
    description.filter(bytes -> bytes.length > 0).ifPresent(this::read);
  }

  private void read(byte[] bytes) {
    try {
      for (JsonSpan.Member column : JsonSpans.parse(bytes).members()) {
        if (column.value() instanceof JsonSpan.Obj fields
            && JsonMembers.member(fields, "Levels").orElse(fields) instanceof JsonSpan.Obj named
            && named != fields) {
          Set<String> names = new HashSet<>();
          named.members().forEach(level -> names.add(level.key()));
          levels.put(column.key(), names);
        }
      }
    } catch (Refusal unreadable) {
      levels.clear();
    }
  }

  /** Whether the description names this text among the values of the column. */
  boolean names(String column, String text) {
    return levels.getOrDefault(column, Set.of()).contains(text);
  }
}
