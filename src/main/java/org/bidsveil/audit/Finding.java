package org.bidsveil.audit;

import java.util.Comparator;

/**
 * Something that can carry a face or an identity. It never holds the value that was found.
 *
 * @param path relative to the dataset's root, with forward slashes; a folder ends with a slash
 * @param kind the class of the finding
 * @param category why it identifies: face, person, date, device and so on
 * @param place where in the file: a JSON pointer, {@code row:column} of a table, the name of a
 *     header field, a line; empty for the whole file
 * @param reason what is wrong, without a full stop
 * @param remedy what to do, in one sentence
 */
public record Finding(
    String path, FindingClass kind, String category, String place, String reason, String remedy)
    implements Comparable<Finding> {
  static final String FACE = "face";

  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::kind)
          .thenComparing(Finding::path)
          .thenComparing(Finding::place)
          .thenComparing(Finding::category)
          .thenComparing(Finding::reason)
          .thenComparing(Finding::remedy);

  /** Sorts by class, then path, then place. */
  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
