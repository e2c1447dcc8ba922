package org.bidsveil.metadata;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * An edit of one file that describes a scan; not written yet.
 *
 * @param relativePath from the dataset's root
 * @param existed whether the dataset has this file; if not, it is created
 * @param states whether the edit states that the scan was defaced, which an earlier run that
 *     scrubbed the file need not have stated
 * @param edit from its whole content to its whole new content; from nothing for a file that is
 *     created. It depends only on its argument: a sidecar may describe several scans, and whoever
 *     comes first edits it.
 */
public record FileEdit(
    Path relativePath, boolean existed, boolean states, UnaryOperator<byte[]> edit) {

  /** This edit and another one after it. */
  FileEdit then(UnaryOperator<byte[]> next) {
    return new FileEdit(relativePath, existed, states, bytes -> next.apply(edit.apply(bytes)));
  }
}
