package org.bidsveil.scrub;

import java.util.Optional;
import org.bidsveil.json.ByteEdits;
import org.bidsveil.json.JsonMembers;
import org.bidsveil.json.JsonSpan;
import org.bidsveil.json.JsonSpans;

/**
 * The item of GeneratedBy in {@code dataset_description.json} that says which tool changed the
 * dataset (BIDS, "dataset_description.json"). Every other byte stays, and the dataset stays raw.
 *
 * @param name of the tool
 * @param version of the tool
 */
public record GeneratedBy(String name, String version) {
  private static final String KEY = "GeneratedBy";

  /**
   * The description with the item added; the same bytes where it is there already, or where
   * GeneratedBy is not the array that the standard requires.
   *
   * @throws org.bidsveil.files.Refusal as {@link SidecarScrubber#scrub}
   */
  public byte[] addTo(byte[] description) {
    JsonSpan.Obj root = JsonSpans.parse(description);
    ByteEdits edits = new ByteEdits();
    Optional<JsonSpan> present = JsonMembers.member(root, KEY);
    if (present.isEmpty()) {
      JsonMembers.addMember(edits, description, root, '"' + KEY + "\": [" + item() + "]");
    } else if (present.get() instanceof JsonSpan.Arr array) {
      append(edits, description, array);
    }
    return edits.apply(description);
  }

  private void append(ByteEdits edits, byte[] description, JsonSpan.Arr array) {
    if (array.elements().isEmpty()) {
      edits.replace(array.start(), array.end(), "[" + item() + "]");
    } else if (array.elements().stream().noneMatch(this::isThis)) {
      int first = array.elements().getFirst().start();
      int last = array.elements().getLast().end();
      String gap = JsonMembers.gap(description, array.start() + 1, first, " ");
      edits.insert(last, "," + gap + item());
    }
  }

  private boolean isThis(JsonSpan element) {
    return element instanceof JsonSpan.Obj object
        && JsonMembers.text(object, "Name").equals(Optional.of(name))
        && JsonMembers.text(object, "Version").equals(Optional.of(version));
  }

  private String item() {
    return "{\"Name\": "
        + JsonMembers.quoted(name)
        + ", \"Version\": "
        + JsonMembers.quoted(version)
        + "}";
  }
}
