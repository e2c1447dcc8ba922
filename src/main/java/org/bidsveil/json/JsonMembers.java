package org.bidsveil.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds members of JSON objects and adds members to them by their bytes. */
public final class JsonMembers {
  private JsonMembers() {}

  /** The text of a member; empty where the member is missing or is not a string. */
  public static Optional<String> text(JsonSpan.Obj object, String key) {
    return member(object, key)
        .flatMap(span ->
            span instanceof JsonSpan.Text text ? Optional.of(text.value()) : Optional.empty());
  }

  /**
   * The member with this key; where a key occurs twice, the last one counts, as in most readers.
   */
  public static Optional<JsonSpan> member(JsonSpan.Obj object, String key) {
    return object.members().reversed().stream()
        .filter(member -> member.key().equals(key))
        .map(JsonSpan.Member::value)
        .findFirst();
  }

  /** Adds a member after the last one, in the layout of the object. */
  public static void addMember(ByteEdits edits, byte[] sidecar, JsonSpan.Obj root, String member) {
    if (root.members().isEmpty()) {
      String line = lineEnd(sidecar);
      edits.replace(root.start() + 1, root.end() - 1, line + "  " + member + line);
      return;
    }
    int first = root.members().getFirst().start();
    int last = root.members().getLast().end();
    edits.insert(last, "," + gap(sidecar, root.start() + 1, first, " ") + member);
  }

  /** The white space between two offsets, or a substitute where there is none. */
  public static String gap(byte[] bytes, int from, int to, String none) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return text.isBlank() && text.indexOf('\n') >= 0 ? text : none;
  }

  static String lineEnd(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  /** The text as a quoted and escaped JSON string. */
  public static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
