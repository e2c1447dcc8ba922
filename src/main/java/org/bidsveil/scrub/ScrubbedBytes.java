package org.bidsveil.scrub;

import java.util.List;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubRecord;

/**
 * A scrubbed file.
 *
 * @param bytes its new content; the input itself where nothing was done. Not copied.
 * @param records what was done, in the order of the file
 */
@SuppressWarnings("ArrayRecordComponent") // a value to be written, never compared
public record ScrubbedBytes(byte[] bytes, List<ScrubRecord> records) {
  public ScrubbedBytes {
    records = List.copyOf(records);
  }

  /** Whether anything was changed; what is left for a person to decide does not count. */
  public boolean isChanged() {
    return records.stream().anyMatch(record -> record.action() != ScrubAction.WARN);
  }
}
