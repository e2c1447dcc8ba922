package org.bidsveil.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Sha256;
import org.bidsveil.metadata.FileEdit;
import org.bidsveil.rewrite.Bytes;

/** Where the bytes of a scan come from and where the new ones go: steps 3, 9 and 10 of the walk. */
sealed interface Placement permits InPlacePlacement, CopyPlacement {

  /** A participant kept from other runs until it is closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A new image file.
   *
   * @param source hash of the file it was made from
   * @param bytes all of it
   */
  record NewImage(Sha256 source, Bytes bytes) {}

  /**
   * Keeps the participant from other runs for the whole walk of a scan.
   *
   * @throws org.bidsveil.files.Refusal "locked" of kind TRY_AGAIN
   */
  Held hold(HeadScan scan);

  /** Keeps the participant from other runs while anything of it is written. */
  Held holdForWriting(HeadScan scan);

  /** Keeps other runs from what several participants share in {@code derivatives/bidsveil}. */
  Held holdShared();

  /**
   * The file with the undefaced scan.
   *
   * @throws org.bidsveil.files.Refusal when it was not kept, or is damaged
   */
  Path source(HeadScan scan);

  /**
   * The bytes of a file of the dataset before any run; empty where there was no such file.
   *
   * @param relativePath from the dataset's root
   */
  Optional<byte[]> original(Path relativePath);

  /** The file that will hold the defaced scan. */
  Path destination(HeadScan scan);

  /**
   * Puts the new bytes of a scan and of its sidecars in their places: all of them or, after an
   * interruption and the next start, none.
   *
   * @param image the new image file; empty when the voxels stay as they are
   * @param edits what becomes of the files that describe it
   * @param defacer who made the new voxels
   * @throws org.bidsveil.files.Refusal when it cannot be done; the scan is then as it was
   */
  void place(HeadScan scan, Optional<NewImage> image, List<FileEdit> edits, String defacer);

  /** The folder for pictures of the head before; empty where no original is kept. */
  Optional<Path> beforePictures(HeadScan scan);
}
