package org.bidsveil.derivatives;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.files.Words;
import org.bidsveil.qc.Check;
import org.bidsveil.qc.Thresholds;
import org.bidsveil.report.DefaceColumn;

/** {@link DefaceColumn} as a JSON sidecar of a table (BIDS, "Tabular files"). */
final class DataDictionary {
  private DataDictionary() {}

  /** For {@code sub-XXX_deface.tsv} and {@code mask_overlap.tsv}. */
  static byte[] json() {
    ObjectNode node = JsonDocument.object();
    for (DefaceColumn column : DefaceColumn.values()) {
      ObjectNode item = node.putObject(column.column());
      item.put("LongName", column.longName());
      item.put("Description", column.description() + checked(column));
      if (!column.unit().isEmpty()) {
        item.put("Units", column.unit());
      }
      column.minimum().ifPresent(least -> item.put("Minimum", least));
      column.maximum().ifPresent(most -> item.put("Maximum", most));
      if (!column.levels().isEmpty()) {
        ObjectNode levels = item.putObject("Levels");
        column.levels().forEach(levels::put);
      }
    }
    return JsonDocument.bytes(node);
  }

  /** The bounds of a column, in sentences; those that hold when nothing else is asked for. */
  private static String checked(DefaceColumn column) {
    Thresholds usual = Thresholds.withBrainLoss(Thresholds.USUAL_BRAIN_LOSS);
    StringBuilder text = new StringBuilder();
    for (Check check : Check.values()) {
      if (check.column().filter(column.column()::equals).isPresent()) {
        text.append(" Accepted: ")
            .append(check.acceptedWords(usual))
            .append(", otherwise ")
            .append(Words.lowerCase(check.level()))
            .append(" with the reason ")
            .append(check.reason())
            .append('.');
      }
    }
    return text.toString();
  }
}
