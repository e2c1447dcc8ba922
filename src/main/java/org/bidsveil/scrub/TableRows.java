package org.bidsveil.scrub;

import java.util.Optional;
import org.bidsveil.bids.Entities;
import org.bidsveil.table.TsvTable;

/** Of whom each row of a table tells: by the file's name, or by its column participant_id. */
final class TableRows {
  /** Names the participant of a row (BIDS, "Participants file"). */
  static final String SUBJECT_COLUMN = "participant_id";

  private static final String PREFIX = "sub-";

  private final TsvTable table;
  private final Optional<String> ofFile;

  TableRows(String bidsPath, TsvTable table) {
    this.table = table;
    String name = bidsPath.substring(bidsPath.lastIndexOf('/') + 1);
    this.ofFile = Entities.parse(name).flatMap(entities -> entities.label("sub"));
  }

  /** The label of the row's subject, without {@code sub-}. */
  Optional<String> subject(int row) {
    return ofFile.or(() -> table.cell(row, SUBJECT_COLUMN).map(TableRows::label));
  }

  /** Whether the row tells of this subject; any row does where no subject is asked for. */
  boolean isOf(int row, Optional<String> subject) {
    return subject.isEmpty() || subject.equals(subject(row));
  }

  /** A participant_id without {@code sub-}. */
  static String label(String id) {
    return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
  }
}
