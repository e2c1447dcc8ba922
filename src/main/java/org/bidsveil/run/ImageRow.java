package org.bidsveil.run;

import java.util.Optional;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.report.DefaceRow;

/** The row of results of an image that is part of no dataset. */
final class ImageRow {
  private ImageRow() {}

  /**
   * The row.
   *
   * @param name the image's file name
   * @param seconds that the result took
   */
  static DefaceRow of(String name, ScanResult result, double seconds) {
    return switch (result) {
      case ScanResult.Proposed p ->
          DefaceRow.of(
              "none",
              Optional.empty(),
              name,
              "none",
              Optional.of(p.defacer()),
              Optional.of(p.metrics()),
              p.verdict().word(),
              p.verdict().reason(),
              seconds);
      case ScanResult.NothingToDo none ->
          DefaceRow.of(
              "none",
              Optional.empty(),
              name,
              "none",
              Optional.empty(),
              Optional.of(none.metrics()),
              none.verdict().word(),
              none.why(),
              seconds);
      case ScanResult.Impossible impossible ->
          DefaceRow.of(
              "none",
              Optional.empty(),
              name,
              "none",
              Optional.empty(),
              Optional.empty(),
              "fail",
              impossible.reason(),
              seconds);
    };
  }
}
