package org.bidsveil.identifiers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Searches texts that are never edited for known values: what people wrote for the whole dataset,
 * and what other programs wrote. Safe for use by several threads.
 */
public final class TextSearch {
  private static final int LONGEST_REMEMBERED = 1000;

  /** A page of results has some hundred lines that all pages of its kind have. */
  private final AnswerMemory<Optional<String>> lines;

  /** A search for these values. */
  public TextSearch(KnownIdentifiers known) {
    this.lines =
        new AnswerMemory<>(
            LONGEST_REMEMBERED, line -> known.findIn(line).or(() -> TextCheck.personIn(line)));
  }

  /**
   * The lines that contain a known name, number, place or date, or what looks like a person's name,
   * e-mail address or telephone number, as records of what should be done about it.
   *
   * @param path the file, for the records
   * @param bytes its content, UTF-8 or anything near it
   */
  public List<ScrubRecord> search(String path, byte[] bytes) {
    List<ScrubRecord> records = new ArrayList<>();
    int number = 0;
    for (String line :
        (Iterable<String>) new String(bytes, StandardCharsets.UTF_8).lines()::iterator) {
      number++;
      Optional<String> what = lines.about(line);
      if (what.isPresent()) {
        records.add(
            new ScrubRecord(
                path, "line " + number, ScrubCategory.TEXT, ScrubAction.WARN, what.get()));
      }
    }
    return List.copyOf(records);
  }
}
