package org.bidsveil.scrub;

import java.util.List;

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

  /** Whether anything was done. */
  public boolean isChanged() {
    return !records.isEmpty();
  }
}
