package org.bidsveil.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;

/** Whether runs over some participants each left what one run over everybody left. */
public final class SameBytes {
  private SameBytes() {}

  /** Each run writes a report of its own; rows and records hold times of the clock. */
  public static void assertIn(Path once, Path tasks) throws IOException {
    SortedMap<String, String> expected = SmallDataset.fingerprint(once);
    SortedMap<String, String> found = SmallDataset.fingerprint(tasks);
    expected.keySet().removeIf(path -> path.contains("bidsveil/log/"));
    found.keySet().removeIf(path -> path.contains("bidsveil/log/"));
    assertEquals(expected.keySet(), found.keySet());
    for (String path : expected.keySet()) {
      assertTrue(withoutTimes(once.resolve(path)).equals(withoutTimes(tasks.resolve(path))), path);
    }
  }

  /** The text of a file, one character a byte, with times and seconds made equal. */
  static String withoutTimes(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String name = String.valueOf(file.getFileName());
    if (name.equals("originals.tsv")) {
      return text.replaceAll("\\t[0-9T:.-]{19,}Z\\t", "\ttime\t");
    }
    if (name.matches(".*_(deface|defacemask)\\.tsv|mask_overlap\\.tsv")) {
      return text.replaceAll("(?m)^((?:[^\\t\\n]*\\t){17})[^\\t\\n]*", "$1seconds");
    }
    return text.replaceAll("report_[0-9]{8}T[0-9]{6}_", "report_time_");
  }
}
