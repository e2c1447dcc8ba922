package org.bidsveil.audit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bidsveil.identifiers.FreeText;

/**
 * Texts for a person to look at, gathered from all files: one finding a key, however many files.
 */
final class FreeTextFindings {
  private record Place(String key, FreeText.Why why) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byKey = key.compareTo(other.key);
      return byKey != 0 ? byKey : why.compareTo(other.why);
    }
  }

  private final Map<Place, TreeSet<String>> files = new TreeMap<>();

  void add(String path, List<FreeText> texts) {
    synchronized (files) {
      texts.forEach(text ->
          files
              .computeIfAbsent(new Place(text.key(), text.why()), place -> new TreeSet<>())
              .add(path));
    }
  }

  List<Finding> findings() {
    synchronized (files) {
      return files.entrySet().stream().map(e -> finding(e.getKey(), e.getValue())).toList();
    }
  }

  private static Finding finding(Place place, TreeSet<String> paths) {
    String many = paths.size() == 1 ? "" : ", and " + (paths.size() - 1) + " more files";
    return switch (place.why()) {
      case NOT_TECHNICAL ->
          new Finding(
              paths.first(),
              FindingClass.FREE_TEXT,
              "text",
              place.key(),
              "text that no rule knows to be technical" + many,
              "Read it; then accept it with --accept KEY, remove it with --del-meta KEY or"
                  + " --meta-profile strict, or edit it.");
      case COMMON_WORD ->
          new Finding(
              paths.first(),
              FindingClass.DECISION,
              "text",
              place.key(),
              "holds a common word that is part of a participant's name" + many,
              "Decide whether it means the person; then edit it, or accept it with --accept KEY.");
      case KNOWN_NUMBER ->
          new Finding(
              paths.first(),
              FindingClass.DECISION,
              "identifier",
              place.key(),
              "a number that is a known identifier" + many,
              "Decide whether it means the person; then remove it with --del-meta KEY, or accept"
                  + " it with --accept KEY.");
    };
  }
}
