package org.bidsveil.json;

import java.util.List;

/**
 * A JSON value and where its bytes are in the file.
 *
 * <p>{@code start} is the offset of its first byte and {@code end} the offset just past its last.
 */
public sealed interface JsonSpan {
  int start();

  int end();

  /** A member of an object: from the quote before its key to the end of its value. */
  record Member(int start, String key, JsonSpan value) {
    int end() {
      return value.end();
    }
  }

  record Obj(int start, int end, List<Member> members) implements JsonSpan {
    public Obj {
      members = List.copyOf(members);
    }
  }

  record Arr(int start, int end, List<JsonSpan> elements) implements JsonSpan {
    public Arr {
      elements = List.copyOf(elements);
    }
  }

  /** A string, escapes resolved. */
  record Text(int start, int end, String value) implements JsonSpan {}

  /** A number, {@code true}, {@code false}, {@code null}, or NaN and the infinities. */
  record Plain(int start, int end, String token) implements JsonSpan {}
}
