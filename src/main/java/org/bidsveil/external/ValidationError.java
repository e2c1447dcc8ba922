package org.bidsveil.external;

import java.util.List;
import java.util.stream.Stream;

/**
 * One kind of error that the BIDS validator found.
 *
 * @param code its name, such as {@code NOT_INCLUDED}
 * @param files the files it concerns, from the dataset's root with a leading slash; empty where it
 *     concerns the dataset
 */
public record ValidationError(String code, List<String> files) {

  public ValidationError {
    files = List.copyOf(files);
  }

  /**
   * Whether it concerns the dataset as a whole, a file of one of these participants, or a file of
   * no participant.
   */
  public boolean concerns(List<String> participants) {
    return files.isEmpty()
        || files.stream()
            .anyMatch(file ->
                !file.startsWith("/sub-") || folders(participants).anyMatch(file::startsWith));
  }

  private static Stream<String> folders(List<String> participants) {
    return participants.stream().map(label -> "/sub-" + label + "/");
  }

  /** The code and the first file. */
  @Override
  public String toString() {
    return switch (files.size()) {
      case 0 -> code;
      case 1 -> code + " " + files.getFirst();
      default -> code + " " + files.getFirst() + " and " + (files.size() - 1) + " more";
    };
  }
}
