package org.bidsveil.scrub;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.files.Refusal;
import org.bidsveil.json.JsonSpan;
import org.bidsveil.json.JsonSpans;

/** The field Units of each column in the JSON file that describes a table. */
final class ColumnUnits {
  private final Map<String, String> units = new HashMap<>();

  /**
   * Reads a description.
   *
   * @param description content of, for instance, {@code participants.json}; empty where there is
   *     none
   */
  ColumnUnits(Optional<byte[]> description) {
    description.ifPresent(bytes -> read(JsonSpans.parse(bytes)));
  }

  /**
   * The same, named where it cannot be read: the table's name would send people to the wrong file.
   *
   * @param table path of the table that is described
   */
  static ColumnUnits of(String table, Optional<byte[]> description) {
    try {
      return new ColumnUnits(description);
    } catch (Refusal refusal) {
      String name = table.substring(table.lastIndexOf('/') + 1).replaceFirst("\\.tsv$", ".json");
      throw new Refusal(
          refusal.kind(),
          refusal.name(),
          name + ", which describes its columns: " + refusal.sentence(),
          refusal.remedy(),
          refusal);
    }
  }

  private void read(JsonSpan.Obj root) {
    for (JsonSpan.Member column : root.members()) {
      if (column.value() instanceof JsonSpan.Obj fields) {
        for (JsonSpan.Member field : fields.members()) {
          if (field.key().equals("Units") && field.value() instanceof JsonSpan.Text text) {
            units.put(column.key(), text.value());
          }
        }
      }
    }
  }

  /** The unit in which the ages of a column are counted; years where nothing tells. */
  AgeUnit of(ColumnPlan column) {
    return Optional.ofNullable(units.get(column.name()))
        .flatMap(AgeUnit::of)
        .or(column::unitInName)
        .orElse(AgeUnit.YEARS);
  }
}
