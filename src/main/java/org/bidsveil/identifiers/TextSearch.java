package org.bidsveil.identifiers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches texts that are never edited for known values: what people wrote for the whole dataset,
 * and what other programs wrote.
 */
public final class TextSearch {
  private TextSearch() {}

  /**
   * The lines that contain a known name, number, place or date, or what looks like a person's name,
   * e-mail address or telephone number, as records of what should be done about it.
   *
   * @param path the file, for the records
   * @param bytes its content, UTF-8 or anything near it
   */
  public static List<ScrubRecord> search(String path, byte[] bytes, KnownIdentifiers known) {
    List<ScrubRecord> records = new ArrayList<>();
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String place = "line " + (i + 1);
      String line = lines.get(i);
      known
          .findIn(line)
          .or(() -> TextCheck.personIn(line))
          .ifPresent(what ->
              records.add(
                  new ScrubRecord(path, place, ScrubCategory.TEXT, ScrubAction.WARN, what)));
    }
    return List.copyOf(records);
  }
}
