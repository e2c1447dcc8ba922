package org.bidsveil.scrub;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bidsveil.json.ByteEdits;
import org.bidsveil.json.JsonMembers;
import org.bidsveil.json.JsonSpan;
import org.bidsveil.json.JsonSpans;

/**
 * The statement in a sidecar of what was done: {@code DeidentificationMethod} and {@code
 * DeidentificationMethodCodeSequence} (BIDS schema, rules/sidecars/mri.yaml). Existing entries are
 * kept and added to, and nothing is stated twice.
 *
 * @param method one sentence that names program, version and what was done
 * @param codes what was done, in DICOM's terms
 */
public record DeidentificationStatement(String method, List<DicomCode> codes) {
  private static final String METHOD = "DeidentificationMethod";
  private static final String CODES = "DeidentificationMethodCodeSequence";

  public DeidentificationStatement {
    codes = List.copyOf(codes);
  }

  /** A new sidecar that holds only the statement. */
  public byte[] newSidecar() {
    return addTo("{}\n".getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The sidecar with the statement added; the same bytes where it is there already.
   *
   * @throws org.bidsveil.files.Refusal as {@link SidecarScrubber#scrub}
   */
  public byte[] addTo(byte[] sidecar) {
    byte[] withMethod = add(sidecar, METHOD, List.of(JsonMembers.quoted(method)));
    List<String> missing =
        codes.stream()
            .filter(code -> !says(JsonSpans.parse(withMethod), code))
            .map(DicomCode::toJson)
            .toList();
    return missing.isEmpty() ? withMethod : add(withMethod, CODES, missing);
  }

  private byte[] add(byte[] sidecar, String key, List<String> items) {
    JsonSpan.Obj root = JsonSpans.parse(sidecar);
    ByteEdits edits = new ByteEdits();
    Optional<JsonSpan> present = JsonMembers.member(root, key);
    if (present.isEmpty()) {
      JsonMembers.addMember(
          edits, sidecar, root, '"' + key + "\": [" + String.join(", ", items) + "]");
    } else {
      append(edits, sidecar, present.get(), items);
    }
    return edits.apply(sidecar);
  }

  private void append(ByteEdits edits, byte[] sidecar, JsonSpan value, List<String> items) {
    String list = String.join(", ", items);
    switch (value) {
      case JsonSpan.Arr array when array.elements().isEmpty() ->
          edits.replace(array.start(), array.end(), "[" + list + "]");
      case JsonSpan.Arr array -> {
        boolean said = array.elements().stream().anyMatch(this::isMethod);
        if (!said) {
          int last = array.elements().getLast().end();
          int first = array.elements().getFirst().start();
          edits.insert(last, "," + JsonMembers.gap(sidecar, array.start() + 1, first, " ") + list);
        }
      }
      case JsonSpan.Plain plain when plain.token().equals("null") ->
          edits.replace(plain.start(), plain.end(), "[" + list + "]");
      case JsonSpan.Text text when isMethod(text) -> {
        edits.insert(text.start(), "[");
        edits.insert(text.end(), "]");
      }
      case JsonSpan.Text text -> wrap(edits, text, list);
      case JsonSpan.Plain plain -> wrap(edits, plain, list);
      case JsonSpan.Obj object -> wrap(edits, object, list);
    }
  }

  private static void wrap(ByteEdits edits, JsonSpan value, String list) {
    edits.insert(value.start(), "[");
    edits.insert(value.end(), ", " + list + "]");
  }

  private boolean isMethod(JsonSpan span) {
    return span instanceof JsonSpan.Text text && text.value().equals(method);
  }

  private static boolean says(JsonSpan.Obj root, DicomCode code) {
    return JsonMembers.member(root, CODES).stream()
        .flatMap(span ->
            span instanceof JsonSpan.Arr array ? array.elements().stream() : List.of(span).stream())
        .anyMatch(item ->
            item instanceof JsonSpan.Obj object
                && JsonMembers.text(object, "CodeValue").equals(Optional.of(code.value())));
  }
}
