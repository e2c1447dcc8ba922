package org.bidsveil.scrub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for known values in texts that are never edited: what people wrote for the whole dataset,
 * and what other programs wrote.
 */
public final class TextSearch {
  private TextSearch() {}

  /**
   * The lines that hold a known name, number, place or date, as records of what should be done
   * about it.
   *
   * @param path the file, for the records
   * @param bytes its content, UTF-8 or anything near it
   */
  public static List<ScrubRecord> search(String path, byte[] bytes, KnownIdentifiers known) {
    if (known.isEmpty()) {
      return List.of();
    }
    List<ScrubRecord> records = new ArrayList<>();
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String place = "line " + (i + 1);
      known
          .findIn(lines.get(i))
          .ifPresent(what ->
              records.add(
                  new ScrubRecord(path, place, ScrubCategory.TEXT, ScrubAction.WARN, what)));
    }
    return List.copyOf(records);
  }
}
