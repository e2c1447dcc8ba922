package org.bidsveil.review;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.DefaceRow;

/**
 * What the page is told of an image, of a dataset or by itself.
 *
 * @param number in the list
 * @param name what it is called there
 * @param status the word on the badge
 * @param acceptable whether a person may accept it
 * @param defaced whether a mask is in force
 * @param draft whether a repainted mask waits
 * @param proposal whether the mask that is shown was refused
 * @param note of a person
 * @param row the numbers
 */
record DescribedScan(
    int number,
    String name,
    String status,
    boolean acceptable,
    boolean defaced,
    boolean draft,
    boolean proposal,
    String note,
    Optional<DefaceRow> row) {

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("number", number);
    node.put("scan", name);
    node.put("status", status);
    node.put("acceptable", acceptable);
    node.put("defaced", defaced);
    node.put("draft", draft);
    node.put("proposal", proposal);
    node.put("note", note);
    ObjectNode numbers = node.putObject("row");
    row.ifPresent(r -> {
      for (DefaceColumn column : DefaceColumn.values()) {
        numbers.put(column.column(), r.value(column));
      }
    });
    return node;
  }
}
