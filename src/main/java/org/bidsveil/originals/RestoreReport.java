package org.bidsveil.originals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.bidsveil.files.JsonDocument;
import org.bidsveil.files.Refusal;

/**
 * What a restore did.
 *
 * @param items one per file that differed from what it was before the first run, by path
 * @param notes sentences for the user
 * @param purged whether everything bidsveil had written was removed
 */
public record RestoreReport(List<Item> items, List<String> notes, boolean purged) {

  public RestoreReport {
    items = List.copyOf(items);
    notes = List.copyOf(notes);
  }

  /** The outcome for one file or, where a whole participant was refused, for its folder. */
  public sealed interface Item {
    String path();

    /** The original was put back. */
    record PutBack(String path) implements Item {}

    /** A file that a run had created was removed. */
    record Removed(String path) implements Item {}

    /** There was nothing to do: the original was already in place. */
    record AlreadyThere(String path) implements Item {}

    /** The file was left as it was found. */
    record Refused(String path, Refusal refusal) implements Item {}
  }

  /** The report as one JSON object. */
  public String toJson() {
    ObjectNode node = JsonDocument.object();
    ArrayNode files = node.putArray("files");
    for (Item item : items) {
      ObjectNode file = files.addObject().put("path", item.path());
      switch (item) {
        case Item.PutBack _ -> file.put("action", "put back");
        case Item.Removed _ -> file.put("action", "removed");
        case Item.AlreadyThere _ -> file.put("action", "already there");
        case Item.Refused(String _, Refusal refusal) ->
            file.put("action", "refused")
                .put("reason", refusal.sentence())
                .put("remedy", refusal.remedy());
      }
    }
    notes.forEach(node.putArray("notes")::add);
    node.put("purged", purged);
    return JsonDocument.text(node);
  }

  /** Every refusal, in the order of the files. */
  public List<Item.Refused> refusals() {
    return items.stream()
        .map(item ->
            item instanceof Item.Refused r ? Optional.of(r) : Optional.<Item.Refused>empty())
        .flatMap(Optional::stream)
        .toList();
  }
}
