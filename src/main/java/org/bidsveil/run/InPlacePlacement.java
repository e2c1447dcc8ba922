package org.bidsveil.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.Software;
import org.bidsveil.files.Content;
import org.bidsveil.files.Refusal;
import org.bidsveil.metadata.FileEdit;
import org.bidsveil.metadata.SharedFiles;
import org.bidsveil.originals.Hold;
import org.bidsveil.originals.OriginalFile;
import org.bidsveil.originals.OriginalRow;
import org.bidsveil.originals.OriginalsStore;
import org.bidsveil.originals.Replacement;

/**
 * The defaced scan takes the name of the scan; the original goes to the store.
 *
 * @param root the dataset
 * @param store the only way by which a file of the dataset is replaced
 * @param shared the files that scans of several participants share
 */
record InPlacePlacement(Path root, OriginalsStore store, SharedFiles shared) implements Placement {
  /** The name of the refusal of a scan whose original was thrown away. */
  static final String NOT_KEPT = "original-not-kept";

  @Override
  public Held hold(HeadScan scan) {
    Hold hold = store.hold(scan.subject());
    return hold::close;
  }

  /** The walk holds the participant already. */
  @Override
  public Held holdForWriting(HeadScan scan) {
    return () -> {};
  }

  @Override
  public Held holdShared() {
    Hold hold = store.holdShared();
    return hold::close;
  }

  @Override
  public Path source(HeadScan scan) {
    return switch (store.original(scan.relativePath())) {
      case OriginalFile.InPlace inPlace -> inPlace.file();
      case OriginalFile.Kept kept -> kept.copy();
      // Only its header was scrubbed: the voxels are those of the original.
      case OriginalFile.NotKept(OriginalRow row) when !row.isDefaced() -> scan.absolutePath();
      case OriginalFile.NotKept _, OriginalFile.Created _ ->
          throw new Refusal(
              Refusal.Kind.INPUT_MISSING,
              NOT_KEPT,
              "the original of this scan was not kept (--originals none), so it cannot be defaced"
                  + " again.",
              "Put the undefaced scan back from another copy of the dataset first.");
    };
  }

  @Override
  public Optional<byte[]> original(Path relativePath) {
    return switch (store.original(relativePath)) {
      case OriginalFile.InPlace inPlace -> Content.ifPresent(inPlace.file());
      case OriginalFile.Kept kept -> Content.ifPresent(kept.copy());
      case OriginalFile.NotKept _ -> Content.ifPresent(root.resolve(relativePath));
      case OriginalFile.Created _ -> Optional.empty();
    };
  }

  @Override
  public Path destination(HeadScan scan) {
    return scan.absolutePath();
  }

  @Override
  public void place(HeadScan scan, Optional<NewImage> image, List<FileEdit> all, String defacer) {
    List<FileEdit> edits = shared.open(all);
    if (image.isEmpty() && edits.isEmpty()) {
      return;
    }
    try (Replacement replacement = store.begin(scan.subject())) {
      image.ifPresent(
          made -> replacement.replace(scan.relativePath(), made.bytes().array(), made.source()));
      for (FileEdit edit : edits) {
        if (edit.existed() && edit.states()) {
          replacement.editAnew(edit.relativePath(), edit.edit());
        } else if (edit.existed()) {
          replacement.edit(edit.relativePath(), edit.edit());
        } else {
          replacement.create(edit.relativePath(), edit.edit().apply(new byte[0]));
        }
      }
      replacement.prepare();
      replacement.commit(defacer, Software.version());
    }
    edits.forEach(shared::done);
  }

  @Override
  public Optional<Path> beforePictures(HeadScan scan) {
    return store
        .picturesFolder(scan.subject())
        .map(folder -> scan.session().map(label -> folder.resolve("ses-" + label)).orElse(folder));
  }
}
