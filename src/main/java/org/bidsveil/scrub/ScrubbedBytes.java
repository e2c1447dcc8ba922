package org.bidsveil.scrub;

import java.util.List;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubRecord;

/**
 * A scrubbed file.
 *
 * @param bytes its new content; the very bytes of the input where nothing was done. Not copied.
 * @param records what was done, in the order of the file
 */
@SuppressWarnings("ArrayRecordComponent") // a value to be written, never compared
public record ScrubbedBytes(byte[] bytes, List<ScrubRecord> records) {
  public ScrubbedBytes {
    records = List.copyOf(records);
  }

  /** Whether anything was done; what a person has to decide about is not. */
  public boolean isChanged() {
    return records.stream().anyMatch(record -> record.action() != ScrubAction.WARN);
  }
}
