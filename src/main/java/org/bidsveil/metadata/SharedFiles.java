package org.bidsveil.metadata;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.SettledFiles;

/**
 * The files that the participants of a dataset share, for a run in place: each is dealt with once,
 * by the scan that comes first, and once more by a forced run. Without this every one of a hundred
 * thousand participants would read a table of as many rows. Safe for use by several threads.
 */
public final class SharedFiles {
  private final SettledFiles settled;
  private final boolean force;
  private final Map<Path, FileEdit> doneNow = new ConcurrentHashMap<>();

  public SharedFiles(OriginalsStore store, Scrubbing scrubbing, boolean force) {
    this.settled = store.settledFiles(scrubbing.fingerprint());
    this.force = force;
  }

  /** Whether a file belongs to no participant and nothing is left to do for it. */
  public boolean isDone(Path relative) {
    return SettledFiles.isShared(relative)
        && (doneNow.containsKey(relative) || (!force && settled.contains(relative)));
  }

  /** The edits that are still to be done. */
  public List<FileEdit> open(List<FileEdit> edits) {
    return edits.stream().filter(edit -> !isDone(edit.relativePath())).toList();
  }

  /** Notes that the edit of a file was made or has nothing to change. */
  public void done(FileEdit edit) {
    if (SettledFiles.isShared(edit.relativePath())) {
      doneNow.putIfAbsent(edit.relativePath(), edit);
    }
  }

  /** Notes for later runs which files this run has dealt with. */
  public void settle() {
    doneNow.forEach((path, edit) -> settled.settle(path, edit.edit()));
  }
}
