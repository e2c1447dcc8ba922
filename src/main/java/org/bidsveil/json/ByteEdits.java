package org.bidsveil.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A set of edits to a byte array, which must not overlap; all other bytes stay the same. */
public final class ByteEdits {
  private record Edit(int end, String replacement) {}

  private final TreeMap<Integer, Edit> edits = new TreeMap<>();

  /** Takes out the bytes from {@code start} up to, not including, {@code end}. */
  void remove(int start, int end) {
    edits.put(start, new Edit(end, ""));
  }

  /** Replaces the bytes from {@code start} (inclusive) to {@code end} (exclusive) with a text. */
  public void replace(int start, int end, String text) {
    edits.put(start, new Edit(end, text));
  }

  /** Inserts a text before the byte at an offset. */
  public void insert(int at, String text) {
    replace(at, at, text);
  }

  /**
   * Removes members of an object together with their commas and white space, so that the JSON stays
   * valid and the other members stay byte for byte.
   *
   * @param removed indices of members
   */
  public void removeMembers(JsonSpan.Obj object, Set<Integer> removed) {
    List<JsonSpan.Member> members = object.members();
    if (removed.size() == members.size() && !members.isEmpty()) {
      remove(object.start() + 1, object.end() - 1);
      return;
    }
    int i = 0;
    while (i < members.size()) {
      int next = i;
      while (next < members.size() && removed.contains(next)) {
        next++;
      }
      if (next == members.size() && next > i) {
        remove(members.get(i - 1).end(), members.getLast().end());
      } else if (next > i) {
        remove(members.get(i).start(), members.get(next).start());
      }
      i = Math.max(next, i + 1);
    }
  }

  boolean isEmpty() {
    return edits.isEmpty();
  }

  /** The bytes with all edits applied. */
  public byte[] apply(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    int done = 0;
    for (Map.Entry<Integer, Edit> entry : edits.entrySet()) {
      int start = entry.getKey();
      if (start < done) {
        throw new IllegalStateException("two edits overlap");
      }
      out.write(bytes, done, start - done);
      out.writeBytes(entry.getValue().replacement().getBytes(StandardCharsets.UTF_8));
      done = entry.getValue().end();
    }
    out.write(bytes, done, bytes.length - done);
    return out.toByteArray();
  }
}
